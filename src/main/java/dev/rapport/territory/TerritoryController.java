package dev.rapport.territory;

import java.util.List;
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
import dev.rapport.member.Member;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.Ordering;
import dev.rapport.persistence.Ordering.Sort;
import dev.rapport.persistence.Paging;

@Controller
class TerritoryController {

	private static final Ordering BY_NAME = Ordering.by(new Sort("t.name_normal", "text", false), false, "t.id");

	private final Territories territories;

	private final Paging paging;

	TerritoryController(Territories territories, TerritoryRepository repository, Paging paging,
			BatchLoaderRegistry loaders) {
		this.territories = territories;
		this.paging = paging;
		loaders.<UUID, List<Territory>>forName("memberTerritories")
			.registerMappedBatchLoader((ids, environment) -> Mono.defer(() -> repository.ofMembers(ids)));
	}

	@QueryMapping
	CompletableFuture<Territory> territory(Input arguments, DataLoader<UUID, Territory> territories) {
		return territories.load(NodeId.decode(TerritoryId.PREFIX, arguments.text("id")));
	}

	@QueryMapping
	Mono<Connection<Territory>> territories(Input arguments) {
		return this.paging.page(TerritoryRepository.LISTING, PageRequest.of(arguments),
				Condition.isNull("archivedAt", "t.archived_at", !arguments.flag("archived")), BY_NAME);
	}

	@MutationMapping
	Mono<TerritoryPayload> createTerritory(Input arguments) {
		return TerritoryPayload.of(this.territories.create(arguments.child("input")));
	}

	@MutationMapping
	Mono<TerritoryPayload> updateTerritory(Input arguments) {
		return TerritoryPayload.of(this.territories.update(arguments.child("input")));
	}

	@MutationMapping
	Mono<TerritoryPayload> archiveTerritory(Input arguments) {
		return TerritoryPayload.of(this.territories.archive(arguments.child("input")));
	}

	@MutationMapping
	Mono<TerritoryPayload> restoreTerritory(Input arguments) {
		return TerritoryPayload.of(this.territories.restore(arguments.child("input")));
	}

	@MutationMapping
	Mono<TerritoryPayload> assignTerritory(Input arguments) {
		return TerritoryPayload.of(this.territories.assign(arguments.child("input")));
	}

	@MutationMapping
	Mono<TerritoryPayload> unassignTerritory(Input arguments) {
		return TerritoryPayload.of(this.territories.unassign(arguments.child("input")));
	}

	@SchemaMapping
	CompletableFuture<List<Member>> members(Territory territory, DataLoader<UUID, Member> members) {
		return members.loadMany(territory.members().stream().map(MemberId::value).toList());
	}

	@SchemaMapping
	CompletableFuture<List<Territory>> territories(Member member, DataLoader<UUID, List<Territory>> memberTerritories) {
		return memberTerritories.load(member.id().value())
			.thenApply((found) -> (found == null) ? List.<Territory>of() : found);
	}

	@SchemaMapping
	CompletableFuture<Member> createdBy(Territory territory, DataLoader<UUID, Member> members) {
		return members.load(territory.stamp().createdBy());
	}

	@SchemaMapping
	CompletableFuture<Member> updatedBy(Territory territory, DataLoader<UUID, Member> members) {
		return members.load(territory.stamp().updatedBy());
	}

}
