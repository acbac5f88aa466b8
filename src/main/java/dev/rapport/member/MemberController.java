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
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.events.Change;
import dev.rapport.events.Changes;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.PageRequest;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.Paging;

@Controller
class MemberController {

	private final Members members;

	private final Paging paging;

	private final Changes changes;

	MemberController(Members members, Paging paging, Changes changes) {
		this.members = members;
		this.paging = paging;
		this.changes = changes;
	}

	@QueryMapping
	Mono<Member> viewer() {
		return this.members.viewer();
	}

	@QueryMapping
	CompletableFuture<Member> member(Input arguments, DataLoader<UUID, Member> members) {
		return members.load(NodeId.decode(MemberId.PREFIX, arguments.text("id")));
	}

	@QueryMapping
	Mono<Connection<Member>> members(Input arguments) {
		return this.paging.page(MemberRepository.LISTING, PageRequest.of(arguments), MemberFilters.filter(arguments),
				MemberFilters.order(arguments));
	}

	@MutationMapping
	Mono<MemberPayload> createMember(Input arguments) {
		return MemberPayload.of(this.members.create(arguments.child("input")));
	}

	@MutationMapping
	Mono<MemberPayload> updateMember(Input arguments) {
		return MemberPayload.of(this.members.update(arguments.child("input")));
	}

	@MutationMapping
	Mono<MemberPayload> assignRoles(Input arguments) {
		return MemberPayload.of(this.members.assignRoles(arguments.child("input")));
	}

	@MutationMapping
	Mono<MemberPayload> deactivateMember(Input arguments) {
		return MemberPayload.of(this.members.deactivate(arguments.child("input")));
	}

	@MutationMapping
	Mono<MemberPayload> reactivateMember(Input arguments) {
		return MemberPayload.of(this.members.reactivate(arguments.child("input")));
	}

	@SubscriptionMapping
	Flux<Change> memberChanged(Input arguments) {
		return this.changes.of("Member", arguments, MemberFilters.filter(arguments));
	}

	@SchemaMapping
	@Nullable CompletableFuture<Team> team(Member member, DataLoader<UUID, Team> teams) {
		TeamId team = member.profile().team();
		return (team == null) ? null : teams.load(team.value());
	}

	@SchemaMapping
	CompletableFuture<List<Team>> teamPath(Member member, DataLoader<UUID, List<Team>> teamPaths) {
		TeamId team = member.profile().team();
		return (team == null) ? CompletableFuture.completedFuture(List.of()) : teamPaths.load(team.value());
	}

	@SchemaMapping
	CompletableFuture<Member> createdBy(Member member, DataLoader<UUID, Member> members) {
		return members.load(member.stamp().createdBy());
	}

	@SchemaMapping
	CompletableFuture<Member> updatedBy(Member member, DataLoader<UUID, Member> members) {
		return members.load(member.stamp().updatedBy());
	}

}
