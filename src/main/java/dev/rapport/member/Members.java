package dev.rapport.member;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventLog;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.persistence.Ids;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * The door to members: each write is one transaction of lock, rule, rows and event. Fails
 * with a {@link Problem} and no change if a rule is broken.
 */
@Component
public class Members {

	/** The role that everybody may give who may record members. */
	private static final String USUAL_ROLE = "REP";

	private final MemberRepository repository;

	private final Teams teams;

	private final Roles roles;

	private final EventLog log;

	private final TenantDatabase transactions;

	private final Clock clock;

	Members(MemberRepository repository, Teams teams, Roles roles, EventLog log, TenantDatabase transactions,
			Clock clock) {
		this.repository = repository;
		this.teams = teams;
		this.roles = roles;
		this.log = log;
		this.transactions = transactions;
		this.clock = clock;
	}

	/** The members that exist for the caller, active or not, by id. */
	public Mono<Map<UUID, Member>> byIds(Collection<UUID> ids) {
		return this.repository.byIds(ids);
	}

	/** The caller; empty if it isn't a member. */
	Mono<Member> viewer() {
		return Actors.current()
			.map(Actor::member)
			.flatMap((id) -> byIds(List.of(id)).mapNotNull((members) -> members.get(id)));
	}

	/** Records a new member, active. */
	Mono<Member> create(Input input) {
		return Actors.current()
			.map((actor) -> new Draft(MemberProfile.read(input),
					Checks.line(input.textOrNull("subject"), input.at("subject")),
					Checks.items(input.texts("roles"), input.at("roles")).stream().distinct().sorted().toList(), true,
					Stamp.created(this.clock.instant(), actor.member())))
			.flatMap((draft) -> createAll(List.of(draft)))
			.map(List::getFirst)
			.onErrorResume(Problem.Duplicate.class, (duplicate) -> twin(input, duplicate));
	}

	/**
	 * Records members in one transaction, in order; their teams must be live, and their
	 * roles ones that the caller may give.
	 */
	public Mono<List<Member>> createAll(List<Draft> drafts) {
		return Mono.fromSupplier(() -> drafts.stream().map(Draft::create).toList())
			.delayUntil((events) -> this.teams.shareLive(joined(events), "input.teamId"))
			.delayUntil((events) -> this.roles.checkGiven(given(events), USUAL_ROLE, "input.roles"))
			.delayUntil((events) -> this.repository.insert(members(events)))
			.delayUntil(this.log::append)
			.map(Members::members)
			.as(this.transactions::transactional);
	}

	Mono<Member> update(Input input) {
		return change(input, (member, stamp) -> member.update(member.profile().patched(input), stamp))
			.onErrorResume(Problem.Duplicate.class, (duplicate) -> twin(input, duplicate));
	}

	/** Replaces a member's roles. */
	Mono<Member> assignRoles(Input input) {
		return Actors.permitted("roles:write")
			.map((actor) -> Checks.items(input.texts("roles"), input.at("roles")))
			.flatMap((roles) -> change(input, (member, stamp) -> member.assign(roles, stamp)));
	}

	/**
	 * Takes the sign-in from a member. Who does it is locked too and must be active: of
	 * two who deactivate each other at once, only one succeeds, so the last active member
	 * stays unless a program deactivates it.
	 */
	Mono<Member> deactivate(Input input) {
		return Actors.current()
			.map(Actor::member)
			.delayUntil((by) -> active(by, input.id("id", MemberId.PREFIX, MemberId::new)))
			.then(Mono.defer(() -> change(input, Member::deactivate)))
			.as(this.transactions::transactional);
	}

	Mono<Member> reactivate(Input input) {
		return change(input, Member::reactivate);
	}

	/**
	 * Binds a member to its subject at the tenant's issuer. Fails with a {@link Problem}
	 * if one of both is bound already.
	 */
	Mono<Member> link(MemberId id, String subject) {
		return this.repository.forUpdate(id)
			.switchIfEmpty(Mono.error(() -> new Problem.NotFound("id", id)))
			.zipWith(Actors.current(), (member, actor) -> member.link(subject, stamp(member, actor)))
			.delayUntil((event) -> this.repository.link(event.after()))
			.delayUntil(this.log::append)
			.<Member>map(MemberEvent::after)
			.as(this.transactions::transactional);
	}

	private Mono<Member> change(Input input, BiFunction<Member, Stamp, ? extends MemberEvent> verb) {
		return Mono.defer(() -> change(input.id("id", MemberId.PREFIX, MemberId::new), input.version(), verb));
	}

	private Mono<Member> change(MemberId id, @Nullable Integer version,
			BiFunction<Member, Stamp, ? extends MemberEvent> verb) {
		return this.repository.forUpdate(id)
			.switchIfEmpty(Mono.error(() -> new Problem.NotFound("input.id", id)))
			.zipWith(Actors.current(),
					(member, actor) -> within(verb.apply(member.expecting(version), stamp(member, actor)), actor))
			.delayUntil((event) -> this.teams.shareLive(event.joined(), "input.teamId"))
			.delayUntil(this::checkRoles)
			.delayUntil((event) -> this.repository.update(event.after()))
			.delayUntil(this.log::append)
			.<Member>map(MemberEvent::after)
			.as(this.transactions::transactional);
	}

	/** Nobody enters another team to see more. */
	private static MemberEvent within(MemberEvent event, Actor actor) {
		if (!event.joined().isEmpty() && event.after().id().value().equals(actor.member())) {
			Teams.reaching(actor);
		}
		return event;
	}

	private Mono<Void> active(UUID by, MemberId other) {
		return this.repository.lockInOrder(List.of(by, other.value()))
			.filter((inactive) -> !inactive.contains(by))
			.switchIfEmpty(Mono.error(() -> new Problem.Forbidden("member.inactive")))
			.then();
	}

	private Mono<Void> checkRoles(MemberEvent event) {
		return (event instanceof MemberEvent.RolesAssigned assigned)
				? this.roles.checkReplaced(assigned.before().roles(), assigned.after().roles(), "input.roles")
				: Mono.empty();
	}

	private Stamp stamp(Member member, Actor actor) {
		return member.stamp().updated(this.clock.instant(), actor.member());
	}

	/** Says which value is taken, and by whom where that may be shown. */
	private Mono<Member> twin(Input input, Problem.Duplicate duplicate) {
		String email = input.textOrNull("email");
		return switch (duplicate.messageKey()) {
			case "duplicate.member_subject" ->
				Mono.error(new Problem.Duplicate(input.at("subject"), null, duplicate.messageKey()));
			case "duplicate.member_email" -> ((email == null) ? Mono.<Member>empty() : this.repository.byEmail(email))
				.<Problem>map((twin) -> new Problem.Duplicate(input.at("email"), twin, duplicate.messageKey()))
				.defaultIfEmpty(duplicate)
				.flatMap(Mono::error);
			default -> Mono.error(duplicate);
		};
	}

	private static List<TeamId> joined(List<? extends MemberEvent> events) {
		return events.stream().flatMap((event) -> event.joined().stream()).distinct().toList();
	}

	private static Set<String> given(List<MemberEvent.Created> events) {
		return events.stream().flatMap((event) -> event.after().roles().stream()).collect(Collectors.toSet());
	}

	private static List<Member> members(List<MemberEvent.Created> events) {
		return events.stream().map(MemberEvent.Created::after).toList();
	}

	/**
	 * A member to be.
	 *
	 * @param subject who this is at the tenant's issuer; null if nobody can sign in as it
	 * @param roles the keys of its roles
	 * @param active false for somebody who has left, in imported history
	 * @param stamp when it was recorded; for imported history the historic time
	 */
	public record Draft(MemberProfile profile, @Nullable String subject, List<String> roles, boolean active,
			Stamp stamp) {

		private MemberEvent.Created create() {
			return Member.create(new MemberId(Ids.next()), this.profile, this.subject, this.roles, this.active,
					this.stamp);
		}

	}

}
