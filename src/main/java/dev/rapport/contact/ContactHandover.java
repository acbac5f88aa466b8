package dev.rapport.contact;

import java.time.Clock;
import java.util.List;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.events.DomainEvent;
import dev.rapport.member.Estate;
import dev.rapport.member.EstateStatements;
import dev.rapport.member.Handover;
import dev.rapport.member.OwnedKind;
import dev.rapport.member.Succession;
import dev.rapport.persistence.TenantDatabase;

/** Hands over contacts that are not archived. */
@Component
class ContactHandover implements Handover {

	private static final EstateStatements STATEMENTS = new EstateStatements("contacts", "contact", "owner_id",
			"x.archived_at is null");

	private final Estate<Contact, ContactEvent.Updated> estate;

	ContactHandover(ContactRepository repository, TenantDatabase database, Clock clock) {
		this.estate = new Estate<>(database, clock, STATEMENTS, repository::byIds, ContactHandover::give);
	}

	@Override
	public OwnedKind kind() {
		return OwnedKind.CONTACTS;
	}

	@Override
	public Mono<List<DomainEvent>> handOver(Succession succession, int most) {
		return this.estate.handOver(succession, most).map(List::<DomainEvent>copyOf);
	}

	@Override
	public Mono<Integer> left(Succession succession) {
		return this.estate.left(succession);
	}

	private static ContactEvent.Updated give(Contact contact, Estate.Gift gift) {
		return contact.update(contact.details().ownedBy(gift.to()), gift.on(contact.stamp()));
	}

}
