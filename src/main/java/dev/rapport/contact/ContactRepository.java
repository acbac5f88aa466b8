package dev.rapport.contact;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.customer.ContactPoint;
import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Json;
import dev.rapport.persistence.Listing;
import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;

@Repository
class ContactRepository implements NodeSource<Contact> {

	private static final String COLUMNS = """
			c.id, c.number, c.version, c.name, c.title, c.contact_points, c.tags, c.owner_id,
			(select coalesce(jsonb_agg(jsonb_build_object('customer', l.customer_id, 'role', l.role, 'primary', l.is_primary,
			    'validFrom', l.valid_from, 'validTo', l.valid_to) order by l.place), '[]')
			  from contact_link l where l.tenant_id = c.tenant_id and l.contact_id = c.id),
			c.created_at, c.created_by, c.updated_at, c.updated_by, c.archived_at""";

	static final Listing<Contact> LISTING = new Listing<>(COLUMNS, "contact c", "c.tenant_id", "seen(contacts, c)",
			ContactRepository::read);

	/** Contacts once for each of their links, {@code o}. */
	static final Listing<Contact> OF_CUSTOMERS = new Listing<>(COLUMNS,
			"contact c join contact_link o on o.tenant_id = c.tenant_id and o.contact_id = c.id", "c.tenant_id",
			"seen(contacts, c)", ContactRepository::read);

	private static final String BY_IDS = "select " + COLUMNS
			+ " from contact c where c.tenant_id = $1 and seen(contacts, c) and c.id" + Sql.ANY;

	private static final String LOCK = """
			select c.id, changeable(contacts, c) from contact c where c.tenant_id = $1 and seen(contacts, c) and c.id = $2
			for update of c
			""";

	private static final String INSERT = """
			insert into contact (tenant_id, id, number, version, name, title, contact_points, contact_text, tags, owner_id,
			  created_at, created_by, updated_at, updated_by)
			values ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
			""";

	private static final String UPDATE = """
			update contact set version = $3, name = $4, title = $5, contact_points = $6, contact_text = $7, tags = $8,
			  owner_id = $9, updated_at = $10, updated_by = $11, archived_at = $12
			where tenant_id = $1 and id = $2 and version = $3 - 1
			""";

	private static final String FORGET_LINKS = "delete from contact_link where tenant_id = $1 and contact_id = $2";

	private static final String KEEP_LINK = """
			insert into contact_link (tenant_id, contact_id, place, customer_id, role, is_primary, valid_from, valid_to)
			values ($1, $2, $3, $4, $5, $6, $7, $8)
			""";

	private final TenantDatabase database;

	ContactRepository(TenantDatabase database) {
		this.database = database;
	}

	@Override
	public String prefix() {
		return ContactId.PREFIX;
	}

	@Override
	public Class<Contact> type() {
		return Contact.class;
	}

	@Override
	public Mono<Map<UUID, Contact>> byIds(Collection<UUID> ids) {
		return this.database.byKeys(BY_IDS, ContactRepository::read, (Object) ids.toArray(UUID[]::new))
			.map((contacts) -> contacts.stream()
				.collect(Collectors.toMap((contact) -> contact.id().value(), (contact) -> contact)));
	}

	/**
	 * Locks the contact until the transaction ends; empty if there is none. It is read
	 * only once the lock is held: a statement that waits for a row still sees other
	 * tables, and so the links, as they were before.
	 */
	Mono<Contact> forUpdate(ContactId id) {
		return this.database.first(LOCK, (row) -> row.changeable(Columns::uuid), id.value())
			.then(this.database.first(BY_IDS, ContactRepository::read, (Object) new UUID[] { id.value() }));
	}

	Mono<Void> insert(List<Contact> contacts) {
		return this.database.insertAll(INSERT, contacts.stream().map(ContactRepository::inserted).toList())
			.then(this.database.insertAll(KEEP_LINK, contacts.stream().flatMap(ContactRepository::linkRows).toList()));
	}

	/**
	 * Writes the new state over the version before it; fails if that isn't the current
	 * one.
	 */
	Mono<Void> update(Contact before, Contact contact) {
		return this.database.write(UPDATE, updated(contact))
			.then(before.customerLinks().equals(contact.customerLinks()) ? Mono.empty() : replaceLinks(contact));
	}

	private Mono<Void> replaceLinks(Contact contact) {
		return this.database.later(FORGET_LINKS, contact.id().value())
			.then(this.database.insertAll(KEEP_LINK, linkRows(contact).toList()))
			.then();
	}

	private static Stream<Object[]> linkRows(Contact contact) {
		List<Link> links = contact.customerLinks().all();
		return IntStream.range(0, links.size()).mapToObj((place) -> linkRow(contact, place, links.get(place)));
	}

	private static Object[] linkRow(Contact contact, int place, Link link) {
		return new Object[] { contact.id().value(), place, link.customer().value(), link.role(), link.primary(),
				Sql.date(link.validFrom()), Sql.date(link.validTo()) };
	}

	private static Object[] inserted(Contact contact) {
		Details details = contact.details();
		Stamp stamp = contact.stamp();
		return new Object[] { contact.id().value(), contact.number(), details.name(), Sql.text(details.title()),
				Json.of(details.contactPoints()), contactText(details), Sql.texts(details.tags()),
				Sql.id(details.owner()), stamp.createdAt(), stamp.createdBy(), stamp.updatedAt(), stamp.updatedBy() };
	}

	private static Object[] updated(Contact contact) {
		Details details = contact.details();
		return new Object[] { contact.id().value(), contact.version(), details.name(), Sql.text(details.title()),
				Json.of(details.contactPoints()), contactText(details), Sql.texts(details.tags()),
				Sql.id(details.owner()), contact.updatedAt(), contact.stamp().updatedBy(),
				Sql.instant(contact.archivedAt()) };
	}

	/** What the search finds a contact by besides its name. */
	private static String contactText(Details details) {
		return details.contactPoints().stream().map(ContactPoint::value).collect(Collectors.joining(" "));
	}

	private static Contact read(Columns c) {
		return new Contact(c.id(ContactId::new), c.text(), c.integer(), details(c), links(c),
				new Stamp(c.instant(), c.uuid(), c.instant(), c.uuid()), c.instantOrNull());
	}

	private static Details details(Columns c) {
		return new Details(c.text(), c.textOrNull(), c.list(ContactPoint.class), c.texts(), c.idOrNull(MemberId::new));
	}

	private static Links links(Columns c) {
		return new Links(c.list(LinkRow.class).stream().map(LinkRow::link).toList());
	}

	private record LinkRow(UUID customer, String role, boolean primary, @Nullable LocalDate validFrom,
			@Nullable LocalDate validTo) {

		Link link() {
			return new Link(new CustomerId(this.customer), this.role, this.primary, this.validFrom, this.validTo);
		}

	}

}
