package dev.rapport.graphql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

import graphql.schema.DataFetchingEnvironment;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.PageRequest;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.NodeSource;

/**
 * {@code node} and {@code nodes} over the sources of all rooms, and the batch loader of
 * each type, which controllers take as {@code DataLoader<UUID, Type>}.
 */
@Controller
class NodeController {

	private final Map<String, NodeSource<?>> sources;

	NodeController(List<NodeSource<?>> sources, BatchLoaderRegistry registry) {
		this.sources = sources.stream().collect(Collectors.toMap(NodeSource::prefix, Function.identity()));
		sources.forEach((source) -> register(source, registry));
	}

	@QueryMapping
	@Nullable CompletableFuture<?> node(@Argument String id, DataFetchingEnvironment environment) {
		NodeSource<?> source = this.sources.get(NodeId.prefixOf(id));
		if (source == null) {
			throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "id.unknown");
		}
		DataLoader<UUID, ?> loader = environment.getDataLoader(source.type().getName());
		return (loader == null) ? null : loader.load(NodeId.decode(source.prefix(), id));
	}

	@QueryMapping
	CompletableFuture<List<@Nullable Object>> nodes(@Argument List<String> ids, DataFetchingEnvironment environment) {
		if (ids.size() > PageRequest.MOST) {
			throw new Problem.Refused(ApiCode.PAGE_SIZE_EXCEEDED, "page.size", PageRequest.MOST);
		}
		List<CompletableFuture<?>> loads = ids.stream()
			.<CompletableFuture<?>>map((id) -> load(id, environment))
			.toList();
		// the engine waits for a future list, but not for futures inside a list
		return CompletableFuture.allOf(loads.toArray(CompletableFuture[]::new)).thenApply((done) -> joined(loads));
	}

	private CompletableFuture<?> load(String id, DataFetchingEnvironment environment) {
		CompletableFuture<?> node = node(id, environment);
		return (node == null) ? CompletableFuture.completedFuture(null) : node;
	}

	private static List<@Nullable Object> joined(List<CompletableFuture<?>> loads) {
		List<@Nullable Object> nodes = new ArrayList<>(loads.size());
		loads.forEach((load) -> nodes.add(load.join()));
		return nodes;
	}

	private static <T> void register(NodeSource<T> source, BatchLoaderRegistry registry) {
		registry.forTypePair(UUID.class, source.type())
			.registerMappedBatchLoader((ids, environment) -> Mono.defer(() -> source.byIds(ids)));
		if (!source.sketched().isEmpty()) {
			registry.<UUID, T>forName(Sketch.loader(source.type()))
				.registerMappedBatchLoader((ids, environment) -> Mono.defer(() -> source.sketches(ids)));
		}
	}

}
