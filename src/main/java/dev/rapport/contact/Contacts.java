package dev.rapport.contact;

import java.time.Clock;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.customer.CustomerId;
import dev.rapport.events.Aggregate;
import dev.rapport.events.EventLog;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Ids;
import dev.rapport.persistence.Numbers;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.persistence.Visibility;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * The door to contacts: each write is one transaction of lock, rule, rows and event.
 * Fails with a {@link Problem} and no change if a rule is broken.
 */
@Component
public class Contacts {

	/** The series of contact numbers. */
	public static final String SERIES = "P";

	private final ContactRepository repository;

	private final EventLog log;

	private final Numbers numbers;

	private final Visibility visibility;

	private final TenantDatabase transactions;

	private final Clock clock;

	Contacts(ContactRepository repository, EventLog log, Numbers numbers, Visibility visibility,
			TenantDatabase transactions, Clock clock) {
		this.repository = repository;
		this.log = log;
		this.numbers = numbers;
		this.visibility = visibility;
		this.transactions = transactions;
		this.clock = clock;
	}

	/** The contacts that exist for the caller, by id. */
	public Mono<Map<UUID, Contact>> byIds(Collection<UUID> ids) {
		return this.repository.byIds(ids);
	}

	/** Records a new contact. */
	Mono<Contact> create(Input input) {
		return Actors.current()
			.map((actor) -> new Draft(Details.read(input, new MemberId(actor.member())),
					Links.of(Link.read(input.children("links"), input.at("links")), input.at("links")),
					Stamp.created(this.clock.instant(), actor.member())))
			.flatMap((draft) -> createAll(List.of(draft)))
			.map(List::getFirst);
	}

	/**
	 * Records contacts in one transaction, in order; the customers of their links must
	 * exist.
	 */
	public Mono<List<Contact>> createAll(List<Draft> drafts) {
		return this.numbers.next(SERIES, drafts.size())
			.map((numbers) -> created(drafts, numbers))
			.delayUntil((events) -> this.repository.insert(contacts(events)))
			.delayUntil(this.log::append)
			.map(Contacts::contacts)
			.as(this.transactions::transactional);
	}

	Mono<Contact> update(Input input) {
		return change(input, (contact, stamp) -> contact.update(contact.details().patched(input), stamp));
	}

	Mono<Contact> link(Input input) {
		return customer(input).flatMap(
				(customer) -> change(input, (contact, stamp) -> contact.link(Link.read(input).to(customer), stamp)));
	}

	/** Ends the last link to a customer, today if the input does not say. */
	Mono<Contact> endLink(Input input) {
		LocalDate day = input.dateOrNull("validTo");
		return customer(input).flatMap((customer) -> change(input,
				(contact, stamp) -> contact.endLink(customer, (day == null) ? LocalDate.now(this.clock) : day, stamp)));
	}

	/**
	 * The customer that is named; one that the caller does not see is as good as none.
	 */
	private Mono<CustomerId> customer(Input input) {
		return Mono.fromSupplier(() -> input.id("customerId", CustomerId.PREFIX, CustomerId::new))
			.flatMap((id) -> this.visibility.hidden("customers", Set.of(id.value()))
				.map((hidden) -> hidden.isEmpty() ? id : new CustomerId(Visibility.NOBODY)));
	}

	Mono<Contact> archive(Input input) {
		return change(input, Contact::archive);
	}

	Mono<Contact> restore(Input input) {
		return change(input, Contact::restore);
	}

	private Mono<Contact> change(Input input, BiFunction<Contact, Stamp, ? extends ContactEvent> verb) {
		return Mono.defer(() -> change(input.id("id", ContactId.PREFIX, ContactId::new), input.version(), verb));
	}

	private Mono<Contact> change(ContactId id, @Nullable Integer version,
			BiFunction<Contact, Stamp, ? extends ContactEvent> verb) {
		return this.repository.forUpdate(id)
			.switchIfEmpty(Mono.error(() -> new Problem.NotFound("input.id", id)))
			.zipWith(Actors.current(),
					(contact, actor) -> verb.apply(contact.expecting(version), stamp(contact, actor)))
			.delayUntil(this::write)
			.delayUntil(this.log::append)
			.<Contact>map(ContactEvent::after)
			.as(this.transactions::transactional);
	}

	private Mono<Void> write(ContactEvent event) {
		Aggregate before = event.before();
		return this.repository.update((before instanceof Contact contact) ? contact : event.after(), event.after());
	}

	private Stamp stamp(Contact contact, Actor actor) {
		return contact.stamp().updated(this.clock.instant(), actor.member());
	}

	private static List<ContactEvent.Created> created(List<Draft> drafts, List<String> numbers) {
		return IntStream.range(0, drafts.size())
			.mapToObj((i) -> drafts.get(i).create(new ContactId(Ids.next()), numbers.get(i)))
			.toList();
	}

	private static List<Contact> contacts(List<ContactEvent.Created> events) {
		return events.stream().map(ContactEvent.Created::after).toList();
	}

	/**
	 * A contact to be.
	 *
	 * @param stamp when it was recorded; for imported history the historic time
	 */
	public record Draft(Details details, Links links, Stamp stamp) {

		private ContactEvent.Created create(ContactId id, String number) {
			return Contact.create(id, number, this.details, this.links, this.stamp);
		}

	}

}
