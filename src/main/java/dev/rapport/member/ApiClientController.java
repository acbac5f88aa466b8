package dev.rapport.member;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.dataloader.DataLoader;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.PageRequest;
import dev.rapport.persistence.ChildKey;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.Paging;

@Controller
class ApiClientController {

	private final ApiClients clients;

	private final Paging paging;

	ApiClientController(ApiClients clients, Paging paging, BatchLoaderRegistry loaders) {
		this.clients = clients;
		this.paging = paging;
		loaders.<ChildKey, Connection<ApiKey>>forName("apiClientKeys")
			.registerMappedBatchLoader((keys, environment) -> ChildKey.load(keys,
					(arguments, parents) -> paging.pages(ApiKeyRepository.LISTING, "k.client_id", parents,
							PageRequest.of(arguments), Condition.ALWAYS, ApiClientFilters.NEWEST_KEY_FIRST)));
	}

	@QueryMapping
	CompletableFuture<ApiClient> apiClient(Input arguments, DataLoader<UUID, ApiClient> apiClients) {
		return apiClients.load(NodeId.decode(ApiClientId.PREFIX, arguments.text("id")));
	}

	@QueryMapping
	Mono<Connection<ApiClient>> apiClients(Input arguments) {
		return this.paging.page(ApiClientRepository.LISTING, PageRequest.of(arguments),
				ApiClientFilters.filter(arguments), ApiClientFilters.order(arguments));
	}

	@MutationMapping
	Mono<ApiClientPayload> createApiClient(Input arguments) {
		return ApiClientPayload.of(this.clients.create(arguments.child("input")));
	}

	@MutationMapping
	Mono<ApiClientPayload> updateApiClient(Input arguments) {
		return ApiClientPayload.of(this.clients.update(arguments.child("input")));
	}

	@SchemaMapping
	CompletableFuture<Connection<ApiKey>> keys(ApiClient client, Input arguments,
			DataLoader<ChildKey, Connection<ApiKey>> apiClientKeys) {
		return apiClientKeys.load(ChildKey.of(client.id(), arguments));
	}

	@SchemaMapping
	CompletableFuture<Member> member(ApiClient client, DataLoader<UUID, Member> members) {
		return members.load(client.id().value());
	}

	@SchemaMapping
	CompletableFuture<Member> createdBy(ApiClient client, DataLoader<UUID, Member> members) {
		return members.load(client.stamp().createdBy());
	}

	@SchemaMapping
	CompletableFuture<Member> updatedBy(ApiClient client, DataLoader<UUID, Member> members) {
		return members.load(client.stamp().updatedBy());
	}

}
