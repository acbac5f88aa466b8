package dev.rapport.sharing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.events.DomainEvent;
import dev.rapport.events.EventLog;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.member.Handover;
import dev.rapport.member.Member;
import dev.rapport.member.MemberId;
import dev.rapport.member.Members;
import dev.rapport.member.OwnedKind;
import dev.rapport.member.Succession;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.RowRule;

/**
 * Moves what a member owns to another one, at most {@value #MOST} records in one
 * transaction. Each room hands over its own records; only those that the caller may
 * change are moved.
 */
@Component
public class Transfers {

	/** The most records of one transfer; each has an event. */
	static final int MOST = 500;

	private final List<Handover> handovers;

	private final Members members;

	private final EventLog log;

	private final TenantDatabase transactions;

	Transfers(Collection<Handover> handovers, Members members, EventLog log, TenantDatabase transactions) {
		this.handovers = handovers.stream().sorted(Comparator.comparing(Handover::kind)).toList();
		this.members = members;
		this.log = log;
		this.transactions = transactions;
	}

	Mono<TransferPayload> transfer(Input input) {
		List<OwnedKind> kinds = input.constants("kinds", OwnedKind.class);
		return Mono.fromSupplier(() -> read(input))
			.delayUntil((succession) -> check(succession, input))
			.flatMap((succession) -> transfer(succession, kinds))
			.as(this.transactions::transactional);
	}

	private Mono<TransferPayload> transfer(Succession succession, List<OwnedKind> kinds) {
		List<Handover> asked = this.handovers.stream().filter((handover) -> kinds.contains(handover.kind())).toList();
		Load load = new Load();
		return Flux.fromIterable(asked)
			.concatMap((handover) -> load.take(handover, succession))
			.thenMany(Flux.fromIterable(asked).concatMap((handover) -> handover.left(succession)))
			.reduce(0, Integer::sum)
			.map(load::answer)
			.delayUntil((answer) -> Flux.fromIterable(load.events).concatMap(this.log::append));
	}

	private Mono<Void> check(Succession succession, Input input) {
		return this.members.byIds(List.of(succession.from().value(), succession.to().value()))
			.zipWith(Actors.current(), (members, actor) -> {
				existing(members, succession.from(), input.at("fromId"));
				Member heir = existing(members, succession.to(), input.at("toId"));
				allowed(actor.rights(), succession.from());
				return checked(heir, succession, input);
			})
			.then();
	}

	private static Member existing(Map<UUID, Member> members, MemberId id, String path) {
		Member member = members.get(id.value());
		if (member == null) {
			throw new Problem.NotFound(path, id);
		}
		return member;
	}

	/** Who keeps the directory may, and who manages the member. */
	private static void allowed(Rights rights, MemberId from) {
		boolean manages = rights.changes()
			.values()
			.stream()
			.anyMatch((sight) -> sight.rule() == RowRule.TEAM_AND_BELOW && sight.covers(from.value()));
		if (!manages && !rights.may("members:write")) {
			throw new Problem.Forbidden("transfer");
		}
	}

	private static Member checked(Member heir, Succession succession, Input input) {
		if (succession.from().equals(succession.to())) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, input.at("toId"), "transfer.same");
		}
		if (!heir.active()) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, input.at("toId"), "transfer.inactive");
		}
		return heir;
	}

	private static Succession read(Input input) {
		return new Succession(input.id("fromId", MemberId.PREFIX, MemberId::new),
				input.id("toId", MemberId.PREFIX, MemberId::new), input.flag("closedToo"));
	}

	/** What one transfer has taken so far; its steps come one at a time. */
	private static final class Load {

		private final List<List<DomainEvent>> events = new ArrayList<>();

		private final List<TransferPayload.Count> counts = new ArrayList<>();

		private int room = MOST;

		Mono<List<DomainEvent>> take(Handover handover, Succession succession) {
			return Mono
				.defer(() -> (this.room == 0) ? Mono.just(List.<DomainEvent>of())
						: handover.handOver(succession, this.room))
				.doOnNext((taken) -> note(handover.kind(), taken));
		}

		private void note(OwnedKind kind, List<DomainEvent> taken) {
			this.room -= taken.size();
			this.events.add(taken);
			this.counts.add(new TransferPayload.Count(kind, taken.size()));
		}

		TransferPayload answer(int remaining) {
			return new TransferPayload(List.copyOf(this.counts), remaining, List.of());
		}

	}

}
