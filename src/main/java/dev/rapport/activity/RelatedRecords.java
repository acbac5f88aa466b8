package dev.rapport.activity;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Input;
import dev.rapport.persistence.NodeSource;

/**
 * Finds the records that activities are related to, each type by the source that its room
 * contributes, in one statement for each type.
 */
@Component
class RelatedRecords {

	private final Map<String, NodeSource<?>> sources;

	RelatedRecords(List<NodeSource<?>> sources) {
		this.sources = sources.stream()
			.filter((source) -> Related.PREFIXES.contains(source.prefix()))
			.collect(Collectors.toMap(NodeSource::prefix, Function.identity()));
	}

	/** The records that exist for the caller, by id. */
	Mono<Map<Related, Object>> byIds(Collection<Related> wanted) {
		Map<String, List<UUID>> ids = wanted.stream()
			.distinct()
			.collect(Collectors.groupingBy(Related::prefix, Collectors.mapping(Related::value, Collectors.toList())));
		return Flux.fromIterable(ids.entrySet())
			.concatMap((type) -> records(source(type.getKey()), type.getValue()))
			.collect(HashMap::new, Map::putAll);
	}

	/**
	 * The links that an input asks for, with the customers that they concern; empty if it
	 * does not speak of them.
	 */
	Mono<Optional<Links>> links(Input input) {
		if (!input.has("relatedTo")) {
			return Mono.just(Optional.empty());
		}
		Links links = Links.read(input);
		return byIds(links.relatedTo()).map((records) -> Optional.of(links.concerning(records)));
	}

	/** The name of the batch loader of a record's type. */
	String loader(Related related) {
		return source(related.prefix()).type().getName();
	}

	private NodeSource<?> source(String prefix) {
		NodeSource<?> source = this.sources.get(prefix);
		if (source == null) {
			throw Related.refused();
		}
		return source;
	}

	private static <T> Mono<Map<Related, T>> records(NodeSource<T> source, List<UUID> ids) {
		return source.byIds(ids)
			.map((records) -> records.entrySet()
				.stream()
				.collect(Collectors.toMap((entry) -> new Related(source.prefix(), entry.getKey()),
						Map.Entry::getValue)));
	}

}
