package dev.rapport.customer;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.events.DomainEvent;
import dev.rapport.events.EventLog;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Ids;
import dev.rapport.persistence.Numbers;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.persistence.Touches;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * The door to customers: each write is one transaction of lock, rule, rows and event.
 * Fails with a {@link Problem} and no change if a rule is broken.
 */
@Component
public class Customers {

	/** The series of customer numbers. */
	public static final String SERIES = "C";

	private static final String KEY_TAKEN = "duplicate.customer_external_id_key";

	private final CustomerRepository repository;

	private final EventLog log;

	private final Numbers numbers;

	private final TenantDatabase transactions;

	private final Clock clock;

	Customers(CustomerRepository repository, EventLog log, Numbers numbers, TenantDatabase transactions, Clock clock) {
		this.repository = repository;
		this.log = log;
		this.numbers = numbers;
		this.transactions = transactions;
		this.clock = clock;
	}

	/** The customers that exist for the caller, by id. */
	public Mono<Map<UUID, Customer>> byIds(Collection<UUID> ids) {
		return this.repository.byIds(ids);
	}

	/**
	 * Notes in the caller's transaction that something was done about customers, whether
	 * or not the caller may change them. What comes of it is for the caller to append.
	 * @param times when, by id; what is known to have been done later stays
	 */
	public Mono<List<DomainEvent>> touched(Map<UUID, Instant> times) {
		return this.repository.touches().later(times).map(this::touched);
	}

	/**
	 * Notes anew when something was last done about customers, after something turned out
	 * not to have been done.
	 * @param latest finds that out, once nobody else can note anything about them
	 */
	public Mono<List<DomainEvent>> touchedAnew(Collection<UUID> ids, Mono<Map<UUID, Instant>> latest) {
		return this.repository.touches().anew(ids, latest).map(this::touched);
	}

	private List<DomainEvent> touched(List<Touches.Touched<Customer>> touched) {
		return touched.stream()
			.<DomainEvent>map((one) -> one.after().touchedAfter(one.before(), this.clock.instant()))
			.toList();
	}

	/** Records a new customer. */
	Mono<Customer> create(Input input) {
		return Actors.current()
			.map((actor) -> new Draft(input.constant("kind", CustomerKind.class),
					input.constant("status", CustomerStatus.class), Profile.read(input, new MemberId(actor.member())),
					Stamp.created(this.clock.instant(), actor.member())))
			.flatMap((draft) -> createAll(List.of(draft)))
			.map(List::getFirst)
			.onErrorResume(Problem.Duplicate.class, (duplicate) -> twin(input, null, duplicate));
	}

	/**
	 * Records customers in one transaction, in order; parents must exist before their
	 * children.
	 */
	public Mono<List<Customer>> createAll(List<Draft> drafts) {
		return this.numbers.next(SERIES, drafts.size())
			.map((numbers) -> created(drafts, numbers))
			.delayUntil((events) -> this.repository.insert(customers(events)))
			.delayUntil(this.log::append)
			.map(Customers::customers)
			.as(this.transactions::transactional);
	}

	Mono<Customer> update(Input input) {
		return turn(input)
			.then(change(input, (customer, stamp) -> customer.update(customer.profile().patched(input), stamp)))
			.as(this.transactions::transactional)
			.onErrorResume(Problem.Duplicate.class,
					(duplicate) -> twin(input, input.id("id", CustomerId.PREFIX, CustomerId::new), duplicate));
	}

	/**
	 * Creates or updates the customer that another system knows by its key. Who loses the
	 * race for a new key finds the winner's customer in a second attempt.
	 */
	Mono<Customer> upsert(Input input) {
		Input profile = input.child("customer");
		Mono<Customer> attempt = Mono.defer(() -> upsert(ExternalId.read(input.child("externalId")), profile));
		return attempt.onErrorResume(Customers::isKeyTaken, (taken) -> attempt)
			.onErrorResume(Problem.Duplicate.class, (duplicate) -> twin(profile, null, duplicate));
	}

	private Mono<Customer> upsert(ExternalId key, Input profile) {
		return turn(profile).then(this.repository.byExternalId(key))
			.flatMap((id) -> change(id, null, profile,
					(customer, stamp) -> customer.update(keyed(customer.profile().patched(profile), key), stamp)))
			.switchIfEmpty(Mono.defer(() -> createKeyed(profile, key)))
			.as(this.transactions::transactional);
	}

	Mono<Customer> changeStatus(Input input) {
		return change(input, (customer, stamp) -> customer.changeStatus(input.constant("status", CustomerStatus.class),
				input.text("reason"), stamp));
	}

	Mono<Customer> archive(Input input) {
		return change(input, Customer::archive);
	}

	Mono<Customer> restore(Input input) {
		return change(input, Customer::restore);
	}

	private Mono<Customer> change(Input input, BiFunction<Customer, Stamp, ? extends CustomerEvent> verb) {
		return Mono
			.defer(() -> change(input.id("id", CustomerId.PREFIX, CustomerId::new), input.version(), input, verb));
	}

	private Mono<Customer> change(CustomerId id, @Nullable Integer version, Input sent,
			BiFunction<Customer, Stamp, ? extends CustomerEvent> verb) {
		return this.repository.forUpdate(id)
			.switchIfEmpty(Mono.error(() -> new Problem.NotFound("input.id", id)))
			.zipWith(Actors.current(),
					(customer, actor) -> verb.apply(customer.expecting(version), stamp(customer, actor)))
			.delayUntil(this::acyclic)
			.delayUntil((event) -> this.repository.update(event.after()))
			.delayUntil((event) -> this.log.append(List.of(event), sent))
			.<Customer>map(CustomerEvent::after)
			.as(this.transactions::transactional);
	}

	private Mono<Customer> createKeyed(Input input, ExternalId key) {
		return Actors.current()
			.map((actor) -> new Draft(input.constant("kind", CustomerKind.class),
					input.constant("status", CustomerStatus.class),
					keyed(Profile.read(input, new MemberId(actor.member())), key),
					Stamp.created(this.clock.instant(), actor.member())))
			.flatMap((draft) -> createAll(List.of(draft)))
			.map(List::getFirst);
	}

	/** Comes before every other lock, so that two that wait for each other can't be. */
	private Mono<Void> turn(Input profile) {
		return (profile.textOrNull("parentId") == null) ? Mono.empty() : this.repository.forMove();
	}

	private Mono<Void> acyclic(CustomerEvent event) {
		CustomerId parent = event.after().profile().parent();
		return (parent != null && event instanceof CustomerEvent.Updated updated && updated.moved()) ? this.repository
			.isAncestor(event.after().id(), parent)
			.filter((circle) -> !circle)
			.switchIfEmpty(Mono.error(() -> new Problem.Violation(ErrorCode.CYCLE, "input.parentId", "customer.cycle")))
			.then() : Mono.empty();
	}

	/**
	 * Says which value is taken, and by whom where that may be shown.
	 * @param self who may have it
	 */
	private Mono<Customer> twin(Input input, @Nullable CustomerId self, Problem.Duplicate duplicate) {
		if (!isKeyTaken(duplicate)) {
			return Mono.error(duplicate);
		}
		List<ExternalId> keys = ExternalId.read(input.children("externalIds"), input.at("externalIds"));
		return this.repository.byExternalIds(keys)
			.flatMapIterable((customers) -> customers)
			.filter((customer) -> !customer.id().equals(self))
			.next()
			.map((twin) -> new Problem.Duplicate(input.at("externalIds"), twin, KEY_TAKEN))
			.defaultIfEmpty(new Problem.Duplicate(input.at("externalIds"), null, KEY_TAKEN))
			.flatMap(Mono::error);
	}

	private static boolean isKeyTaken(Throwable problem) {
		return problem instanceof Problem.Duplicate duplicate && duplicate.messageKey().equals(KEY_TAKEN);
	}

	private Stamp stamp(Customer customer, Actor actor) {
		return customer.stamp().updated(this.clock.instant(), actor.member());
	}

	private static Profile keyed(Profile profile, ExternalId key) {
		if (profile.externalIds().contains(key)) {
			return profile;
		}
		List<ExternalId> keys = Stream.concat(profile.externalIds().stream(), Stream.of(key)).toList();
		return profile.withExternalIds(keys);
	}

	private static List<CustomerEvent.Created> created(List<Draft> drafts, List<String> numbers) {
		return IntStream.range(0, drafts.size())
			.mapToObj((i) -> drafts.get(i).create(new CustomerId(Ids.next()), numbers.get(i)))
			.toList();
	}

	private static List<Customer> customers(List<CustomerEvent.Created> events) {
		return events.stream().map(CustomerEvent.Created::after).toList();
	}

	/**
	 * A customer to be.
	 *
	 * @param stamp when it was recorded; for imported history the historic time
	 */
	public record Draft(CustomerKind kind, CustomerStatus status, Profile profile, Stamp stamp) {

		private CustomerEvent.Created create(CustomerId id, String number) {
			return Customer.create(id, number, this.kind, this.status, this.profile, this.stamp);
		}

	}

}
