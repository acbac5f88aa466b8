package dev.rapport.member;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Input;

@Controller
class ApiKeyController {

	private final ApiKeys keys;

	private final Clock clock;

	ApiKeyController(ApiKeys keys, Clock clock) {
		this.keys = keys;
		this.clock = clock;
	}

	@MutationMapping
	Mono<ApiKeyPayload> createApiKey(Input arguments) {
		return ApiKeyPayload.issued(this.keys.create(arguments.child("input")));
	}

	@MutationMapping
	Mono<ApiKeyPayload> rotateApiKey(Input arguments) {
		return ApiKeyPayload.issued(this.keys.rotate(arguments.child("input")));
	}

	@MutationMapping
	Mono<ApiKeyPayload> revokeApiKey(Input arguments) {
		return ApiKeyPayload.of(this.keys.revoke(arguments.child("input")));
	}

	@SchemaMapping(typeName = "CreateApiKeyPayload", field = "key")
	@Nullable String created(ApiKeyPayload payload) {
		return payload.key();
	}

	@SchemaMapping(typeName = "RotateApiKeyPayload", field = "key")
	@Nullable String rotated(ApiKeyPayload payload) {
		return payload.key();
	}

	@SchemaMapping
	String hint(ApiKey key) {
		return key.hint();
	}

	@SchemaMapping
	boolean active(ApiKey key) {
		return key.isActive(this.clock.instant());
	}

	@SchemaMapping
	CompletableFuture<ApiClient> client(ApiKey key, DataLoader<UUID, ApiClient> apiClients) {
		return apiClients.load(key.client().value());
	}

	@SchemaMapping
	@Nullable CompletableFuture<ApiKey> replacedBy(ApiKey key, DataLoader<UUID, ApiKey> apiKeys) {
		ApiKeyId successor = key.replacedBy();
		return (successor == null) ? null : apiKeys.load(successor.value());
	}

	@SchemaMapping
	CompletableFuture<Member> createdBy(ApiKey key, DataLoader<UUID, Member> members) {
		return members.load(key.stamp().createdBy());
	}

	@SchemaMapping
	CompletableFuture<Member> updatedBy(ApiKey key, DataLoader<UUID, Member> members) {
		return members.load(key.stamp().updatedBy());
	}

}
