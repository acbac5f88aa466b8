package dev.rapport.persistence;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;

/**
 * Asks for a list below one parent. Keys with the same arguments are loaded together, so
 * a level of a query costs one statement for each distinct selection of arguments, never
 * one for each parent.
 *
 * @param parent the parent's id
 * @param arguments the arguments of the field
 */
public record ChildKey(UUID parent, Map<String, ? extends @Nullable Object> arguments) {

	public static ChildKey of(NodeId parent, Input arguments) {
		return new ChildKey(parent.value(), arguments.values());
	}

	/**
	 * Loads a batch.
	 * @param load answers the lists of many parents for one selection of arguments
	 */
	public static <T> Mono<Map<ChildKey, T>> load(Collection<ChildKey> keys,
			BiFunction<Input, List<UUID>, Mono<Map<UUID, T>>> load) {
		Map<Map<String, ? extends @Nullable Object>, List<UUID>> groups = keys.stream()
			.collect(Collectors.groupingBy(ChildKey::arguments,
					Collectors.mapping(ChildKey::parent, Collectors.toList())));
		return Flux.fromIterable(groups.entrySet())
			.concatMap((group) -> load.apply(Input.of(group.getKey()), group.getValue())
				.map((answers) -> keyed(group.getKey(), answers)))
			.collect(HashMap::new, Map::putAll);
	}

	private static <T> Map<ChildKey, T> keyed(Map<String, ? extends @Nullable Object> arguments, Map<UUID, T> answers) {
		Map<ChildKey, T> keyed = new HashMap<>();
		answers.forEach((parent, answer) -> keyed.put(new ChildKey(parent, arguments), answer));
		return keyed;
	}

}
