package dev.rapport.sharing;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.events.Aggregate;
import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Problem;
import dev.rapport.member.Entitlements;
import dev.rapport.member.Member;
import dev.rapport.member.MemberId;
import dev.rapport.member.Members;
import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.RowGuard;
import dev.rapport.persistence.Visibility;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.Sight;

/**
 * Explains who gets at a record and why. Answers only about records that the caller sees
 * itself, so nothing can be found out by asking.
 */
@Component
class Explanations {

	private final Map<String, RowGuard> guards;

	private final Map<String, NodeSource<?>> sources;

	private final ShareGrantRepository shares;

	private final Members members;

	private final Entitlements entitlements;

	private final Visibility visibility;

	Explanations(Collection<RowGuard> guards, Collection<NodeSource<?>> sources, ShareGrantRepository shares,
			Members members, Entitlements entitlements, Visibility visibility) {
		this.guards = guards.stream()
			.filter((guard) -> !guard.prefix().isEmpty())
			.collect(Collectors.toMap(RowGuard::prefix, Function.identity()));
		this.sources = sources.stream().collect(Collectors.toMap(NodeSource::prefix, Function.identity()));
		this.shares = shares;
		this.members = members;
		this.entitlements = entitlements;
		this.visibility = visibility;
	}

	/** Empty if the caller may not ask, or does not see the record or the member. */
	Mono<AccessExplanation> explain(Input input) {
		return Mono.fromSupplier(() -> read(input)).flatMap(this::explain);
	}

	private Mono<AccessExplanation> explain(Question question) {
		return Actors.current()
			.filter((actor) -> mayAsk(actor, question.member()))
			.flatMap((actor) -> record(question))
			.map((record) -> Subject.of(question.guard(), question.record(), question.member(), record.facts()))
			.flatMap(this::evidence)
			.map(Reasons::explain);
	}

	private static boolean mayAsk(Actor actor, MemberId member) {
		return actor.rights().may("roles:read") || actor.member().equals(member.value());
	}

	private Mono<Evidence> evidence(Subject subject) {
		return Mono
			.zip(this.entitlements.of(subject.member()), known(subject), this.shares.ofRecord(subject.id().value()),
					among(ShareLevel.READ, subject.records()))
			.flatMap((parts) -> reached(subject, parts.getT1().total())
				.zipWith(within(subject, parts.getT1().total().ofTerritories()))
				.map((reached) -> new Evidence(subject, parts.getT1(), parts.getT2(), parts.getT3(), reached.getT1(),
						reached.getT2(), parts.getT4())));
	}

	/** The member and the owners; empty if there is no such member. */
	private Mono<Map<UUID, Member>> known(Subject subject) {
		return this.members.byIds(subject.members()).filter((members) -> members.containsKey(subject.member().value()));
	}

	/** What the member reaches, asked as the member. */
	private Mono<Map<ShareLevel, Set<String>>> reached(Subject subject, Rights rights) {
		return Actors.current()
			.flatMap((caller) -> among(ShareLevel.READ, subject.records())
				.zipWith(among(ShareLevel.WRITE, subject.records()),
						(read, write) -> Map.of(ShareLevel.READ, read, ShareLevel.WRITE, write))
				.contextWrite(Actors.with(new Actor(caller.tenant(), Actor.Kind.USER, subject.member().value(),
						caller.client(), caller.request(), rights))));
	}

	private Mono<Map<ShareLevel, Set<String>>> within(Subject subject, Rights territories) {
		return territories.reads().values().stream().allMatch(Sight::isNone) ? Mono.just(Map.of())
				: reached(subject, territories);
	}

	private Mono<Set<String>> among(ShareLevel level, List<String> records) {
		Map<String, List<UUID>> byPrefix = records.stream()
			.map(RecordId::parse)
			.collect(Collectors.groupingBy(RecordId::prefix, Collectors.mapping(RecordId::value, Collectors.toList())));
		return Flux.fromIterable(byPrefix.entrySet())
			.concatMap((entry) -> among(level, entry.getKey(), entry.getValue()))
			.collect(HashSet::new, Set::addAll);
	}

	private Mono<Set<String>> among(ShareLevel level, String prefix, List<UUID> ids) {
		String kind = Objects.requireNonNull(this.guards.get(prefix)).kind();
		Mono<Set<UUID>> among = (level == ShareLevel.WRITE) ? this.visibility.changeableAmong(kind, ids)
				: this.visibility.among(kind, ids);
		return among.map((found) -> found.stream().map((id) -> NodeId.encode(prefix, id)).collect(Collectors.toSet()));
	}

	private Mono<Aggregate> record(Question question) {
		NodeSource<?> source = Objects.requireNonNull(this.sources.get(question.record().prefix()));
		return source.byIds(List.of(question.record().value()))
			.flatMap((found) -> Mono.justOrEmpty(found.get(question.record().value())))
			.cast(Aggregate.class);
	}

	private Question read(Input input) {
		String text = input.text("recordId");
		RowGuard guard = this.guards.get(NodeId.prefixOf(text));
		if (guard == null) {
			throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "access.kind");
		}
		return new Question(guard, RecordId.parse(text), input.id("memberId", MemberId.PREFIX, MemberId::new));
	}

	private record Question(RowGuard guard, RecordId record, MemberId member) {
	}

}
