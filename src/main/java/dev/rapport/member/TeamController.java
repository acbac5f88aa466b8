package dev.rapport.member;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.events.Change;
import dev.rapport.events.Changes;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.PageRequest;
import dev.rapport.persistence.ChildKey;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.Paging;

@Controller
class TeamController {

	private final Teams teams;

	private final Paging paging;

	private final Changes changes;

	TeamController(Teams teams, TeamRepository repository, Paging paging, Changes changes,
			BatchLoaderRegistry loaders) {
		this.teams = teams;
		this.paging = paging;
		this.changes = changes;
		loaders.<UUID, List<Team>>forName("teamPaths")
			.registerMappedBatchLoader((ids, environment) -> Mono.defer(() -> repository.paths(ids)));
		loaders.<ChildKey, Connection<Team>>forName("teamChildren")
			.registerMappedBatchLoader((keys, environment) -> ChildKey.load(keys,
					(arguments, parents) -> paging.pages(TeamRepository.LISTING, "t.parent_id", parents,
							PageRequest.of(arguments), TeamFilters.listed(arguments), TeamFilters.order(arguments))));
		loaders.<ChildKey, Connection<Member>>forName("teamMembers")
			.registerMappedBatchLoader((keys, environment) -> ChildKey.load(keys,
					(arguments, parents) -> paging.pages(MemberRepository.LISTING, "m.team_id", parents,
							PageRequest.of(arguments), MemberFilters.filter(arguments),
							MemberFilters.order(arguments))));
	}

	@QueryMapping
	CompletableFuture<Team> team(Input arguments, DataLoader<UUID, Team> teams) {
		return teams.load(NodeId.decode(TeamId.PREFIX, arguments.text("id")));
	}

	@QueryMapping
	Mono<Connection<Team>> teams(Input arguments) {
		return this.paging.page(TeamRepository.LISTING, PageRequest.of(arguments), TeamFilters.listed(arguments),
				TeamFilters.order(arguments));
	}

	@MutationMapping
	Mono<TeamPayload> createTeam(Input arguments) {
		return TeamPayload.of(this.teams.create(arguments.child("input")));
	}

	@MutationMapping
	Mono<TeamPayload> updateTeam(Input arguments) {
		return TeamPayload.of(this.teams.update(arguments.child("input")));
	}

	@MutationMapping
	Mono<TeamPayload> archiveTeam(Input arguments) {
		return TeamPayload.of(this.teams.archive(arguments.child("input")));
	}

	@MutationMapping
	Mono<TeamPayload> restoreTeam(Input arguments) {
		return TeamPayload.of(this.teams.restore(arguments.child("input")));
	}

	@SubscriptionMapping
	Flux<Change> teamChanged(Input arguments) {
		return this.changes.of("Team", arguments, TeamFilters.listed(arguments));
	}

	@SchemaMapping
	@Nullable CompletableFuture<Team> parent(Team team, DataLoader<UUID, Team> teams) {
		return (team.parent() == null) ? null : teams.load(team.parent().value());
	}

	@SchemaMapping
	CompletableFuture<Connection<Team>> children(Team team, Input arguments,
			DataLoader<ChildKey, Connection<Team>> teamChildren) {
		return teamChildren.load(ChildKey.of(team.id(), arguments));
	}

	@SchemaMapping
	@Nullable CompletableFuture<Member> lead(Team team, DataLoader<UUID, Member> members) {
		return (team.lead() == null) ? null : members.load(team.lead().value());
	}

	@SchemaMapping
	CompletableFuture<Connection<Member>> members(Team team, Input arguments,
			DataLoader<ChildKey, Connection<Member>> teamMembers) {
		return teamMembers.load(ChildKey.of(team.id(), arguments));
	}

	@SchemaMapping
	CompletableFuture<Member> createdBy(Team team, DataLoader<UUID, Member> members) {
		return members.load(team.stamp().createdBy());
	}

	@SchemaMapping
	CompletableFuture<Member> updatedBy(Team team, DataLoader<UUID, Member> members) {
		return members.load(team.stamp().updatedBy());
	}

}
