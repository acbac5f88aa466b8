package dev.rapport.sharing;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventLog;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.member.TeamId;
import dev.rapport.persistence.Ids;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * The door to shares: each write is one transaction of lock, rule, row and event. Who may
 * change a record may share it. A record that the caller does not see is a
 * {@link Problem.NotFound}, one that it sees but may not change a
 * {@link Problem.Forbidden}.
 */
@Component
public class Shares {

	private final ShareGrantRepository repository;

	private final Shareables shareables;

	private final EventLog log;

	private final TenantDatabase transactions;

	private final Clock clock;

	Shares(ShareGrantRepository repository, Shareables shareables, EventLog log, TenantDatabase transactions,
			Clock clock) {
		this.repository = repository;
		this.shareables = shareables;
		this.log = log;
		this.transactions = transactions;
		this.clock = clock;
	}

	/**
	 * Lets a member or team into a record. Where it is let in already, the level becomes
	 * the new one; where it is that already, nothing happens.
	 */
	Mono<ShareGrant> share(Input input) {
		ShareLevel level = input.constant("level", ShareLevel.class);
		return Mono.fromSupplier(() -> read(input))
			.delayUntil(this::lock)
			.delayUntil(this::granted)
			.flatMap((wish) -> share(wish, level))
			.as(this.transactions::transactional);
	}

	/** Ends a share; empty if there was none. */
	Mono<ShareGrant> unshare(Input input) {
		return Mono.fromSupplier(() -> read(input))
			.delayUntil(this::lock)
			.flatMap(this::unshare)
			.as(this.transactions::transactional);
	}

	private Mono<ShareGrant> share(Wish wish, ShareLevel level) {
		return this.repository.ofRecord(wish.record().value())
			.zipWith(Actors.current(), (grants, actor) -> shared(wish, level, grants, actor))
			.delayUntil(this::write)
			.map(Step::now);
	}

	private Mono<ShareGrant> unshare(Wish wish) {
		return this.repository.ofRecord(wish.record().value())
			.mapNotNull((grants) -> wish.among(grants).orElse(null))
			.zipWith(Actors.current(), (grant, actor) -> Step.of(grant.revoke(stamp(grant, actor))))
			.delayUntil(this::write)
			.map(Step::now);
	}

	private Step shared(Wish wish, ShareLevel level, List<ShareGrant> grants, Actor actor) {
		return wish.among(grants)
			.map((grant) -> (grant.level() == level) ? Step.none(grant)
					: Step.of(grant.change(level, stamp(grant, actor))))
			.orElseGet(() -> Step.of(fresh(wish, level, grants.size(), actor)));
	}

	private ShareGrantEvent fresh(Wish wish, ShareLevel level, int others, Actor actor) {
		if (others >= Checks.ITEMS) {
			throw new Problem.Violation(ErrorCode.TOO_MANY, wish.path(), "share.many", Checks.ITEMS);
		}
		return ShareGrant.share(new ShareGrantId(Ids.next()), this.shareables.of(wish.record()).kind(),
				wish.record().value(), wish.grantee().value(), level,
				Stamp.created(this.clock.instant(), actor.member()));
	}

	private Mono<Void> lock(Wish wish) {
		return this.repository.lock(this.shareables.of(wish.record()), wish.record())
			.switchIfEmpty(Mono.error(() -> new Problem.NotFound(wish.path(), wish.record())))
			.then();
	}

	private Mono<Void> granted(Wish wish) {
		return this.repository.isGrantee(wish.grantee())
			.filter((known) -> known)
			.switchIfEmpty(Mono.error(() -> new Problem.NotFound(wish.granteePath(), wish.grantee())))
			.then();
	}

	private Mono<Void> write(Step step) {
		return Mono.justOrEmpty(step.event()).delayUntil(this.repository::write).flatMap(this.log::append);
	}

	private Stamp stamp(ShareGrant grant, Actor actor) {
		return grant.stamp().updated(this.clock.instant(), actor.member());
	}

	private Wish read(Input input) {
		return new Wish(this.shareables.read(input, "recordId"), grantee(input.text("granteeId")), input.at("recordId"),
				input.at("granteeId"));
	}

	private static NodeId grantee(String text) {
		return NodeId.prefixOf(text).equals(TeamId.PREFIX) ? new TeamId(NodeId.decode(TeamId.PREFIX, text))
				: new MemberId(NodeId.decode(MemberId.PREFIX, text));
	}

	/** Whom somebody wants in or out of what. */
	private record Wish(RecordId record, NodeId grantee, String path, String granteePath) {

		Optional<ShareGrant> among(List<ShareGrant> grants) {
			return grants.stream().filter((grant) -> grant.granteeUuid().equals(this.grantee.value())).findFirst();
		}

	}

	/** Where a share stands now, and what happened to it, if anything did. */
	private record Step(ShareGrant now, Optional<ShareGrantEvent> event) {

		static Step of(ShareGrantEvent event) {
			return new Step(event.after(), Optional.of(event));
		}

		static Step none(ShareGrant grant) {
			return new Step(grant, Optional.empty());
		}

	}

}
