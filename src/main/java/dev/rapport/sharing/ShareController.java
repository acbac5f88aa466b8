package dev.rapport.sharing;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

import graphql.schema.DataFetchingEnvironment;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

import dev.rapport.events.Aggregate;
import dev.rapport.kernel.Input;
import dev.rapport.member.Member;
import dev.rapport.member.Team;
import dev.rapport.persistence.NodeSource;

@Controller
class ShareController {

	private final Shares shares;

	private final Shareables shareables;

	private final Map<String, NodeSource<?>> sources;

	ShareController(Shares shares, Shareables shareables, ShareGrantRepository repository,
			Collection<NodeSource<?>> sources, BatchLoaderRegistry loaders) {
		this.shares = shares;
		this.shareables = shareables;
		this.sources = sources.stream().collect(Collectors.toMap(NodeSource::prefix, Function.identity()));
		loaders.<UUID, List<ShareGrant>>forName("shares")
			.registerMappedBatchLoader(
					(records, environment) -> repository.shownOf(records).map((shown) -> complete(records, shown)));
	}

	@MutationMapping
	Mono<ShareGrantPayload> shareRecord(Input arguments) {
		return ShareGrantPayload.of(this.shares.share(arguments.child("input")));
	}

	@MutationMapping
	Mono<ShareGrantPayload> unshareRecord(Input arguments) {
		return ShareGrantPayload.of(this.shares.unshare(arguments.child("input")));
	}

	@SchemaMapping(typeName = "Customer", field = "shares")
	CompletableFuture<List<ShareGrant>> ofCustomer(Aggregate record, DataLoader<UUID, List<ShareGrant>> shares) {
		return shares.load(record.id().value());
	}

	@SchemaMapping(typeName = "Contact", field = "shares")
	CompletableFuture<List<ShareGrant>> ofContact(Aggregate record, DataLoader<UUID, List<ShareGrant>> shares) {
		return shares.load(record.id().value());
	}

	@SchemaMapping(typeName = "Opportunity", field = "shares")
	CompletableFuture<List<ShareGrant>> ofOpportunity(Aggregate record, DataLoader<UUID, List<ShareGrant>> shares) {
		return shares.load(record.id().value());
	}

	@SchemaMapping(typeName = "Ticket", field = "shares")
	CompletableFuture<List<ShareGrant>> ofTicket(Aggregate record, DataLoader<UUID, List<ShareGrant>> shares) {
		return shares.load(record.id().value());
	}

	@SchemaMapping
	CompletableFuture<?> record(ShareGrant share, DataFetchingEnvironment environment) {
		NodeSource<?> source = Objects.requireNonNull(this.sources.get(this.shareables.of(share).prefix()));
		DataLoader<UUID, ?> loader = environment.getDataLoader(source.type().getName());
		return Objects.requireNonNull(loader).load(share.recordUuid());
	}

	/** Ids tell members and teams apart, UUIDs don't: at most one of them is found. */
	@SchemaMapping
	CompletableFuture<?> grantee(ShareGrant share, DataLoader<UUID, Member> members, DataLoader<UUID, Team> teams) {
		return members.load(share.granteeUuid()).thenCombine(teams.load(share.granteeUuid()), ShareController::either);
	}

	@SchemaMapping
	CompletableFuture<Member> createdBy(ShareGrant share, DataLoader<UUID, Member> members) {
		return members.load(share.stamp().createdBy());
	}

	@SchemaMapping
	CompletableFuture<Member> updatedBy(ShareGrant share, DataLoader<UUID, Member> members) {
		return members.load(share.stamp().updatedBy());
	}

	private static @Nullable Object either(@Nullable Member member, @Nullable Team team) {
		return (member != null) ? member : team;
	}

	/** Records without shares have an empty list. */
	private static Map<UUID, List<ShareGrant>> complete(Set<UUID> records, Map<UUID, List<ShareGrant>> shown) {
		Map<UUID, List<ShareGrant>> complete = new HashMap<>(shown);
		records.forEach((record) -> complete.putIfAbsent(record, List.of()));
		return complete;
	}

}
