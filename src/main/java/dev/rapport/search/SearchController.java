package dev.rapport.search;

import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import graphql.schema.DataFetchingEnvironment;
import org.dataloader.DataLoader;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Input;

@Controller
class SearchController {

	private final SearchRepository repository;

	SearchController(SearchRepository repository) {
		this.repository = repository;
	}

	@QueryMapping
	Mono<SearchResult> search(Input arguments) {
		return this.repository.find(SearchQuestion.read(arguments)).map(SearchResult::new);
	}

	/** All hits of a type are loaded together, by the loader that serves {@code node}. */
	@SchemaMapping
	CompletableFuture<?> node(SearchHit hit, DataFetchingEnvironment environment) {
		DataLoader<UUID, ?> nodes = environment.getDataLoader(hit.type().node().getName());
		return Objects.requireNonNull(nodes).load(hit.id());
	}

}
