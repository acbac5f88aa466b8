package dev.rapport.customer;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Checks;
import dev.rapport.kernel.Stamp;
import dev.rapport.kernel.Touch;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Json;
import dev.rapport.persistence.Listing;
import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.persistence.Touches;

import dev.rapport.member.MemberId;

@Repository
class CustomerRepository implements NodeSource<Customer> {

	private static final String COLUMNS = """
			c.id, c.number, c.version, c.kind, c.status, c.status_reason, c.name, c.legal_name, c.tax_id, c.industry,
			c.employees, c.annual_revenue, c.annual_revenue_currency, c.founded_year, c.parent_id, c.owner_id,
			c.contact_points, c.addresses, c.external_ids, c.tags, c.created_at, c.created_by, c.updated_at, c.updated_by,
			c.archived_at, c.last_activity_at, c.derived_from, c.derived_until""";

	private static final String SKETCH = "c.id, c.number, c.name, c.owner_id";

	static final Listing<Customer> LISTING = new Listing<>(COLUMNS, "customer c", "c.tenant_id", "seen(customers, c)",
			CustomerRepository::read)
		.sketched(SKETCH, CustomerRepository::sketch);

	private static final String BY_IDS = "select " + COLUMNS
			+ " from customer c where c.tenant_id = $1 and seen(customers, c) and c.id" + Sql.ANY;

	private static final Set<String> SKETCHED = Set.of("id", "number", "name", "owner");

	private static final String SKETCHES = "select " + SKETCH
			+ " from customer c where c.tenant_id = $1 and seen(customers, c) and c.id" + Sql.ANY;

	private static final String FOR_UPDATE = "select " + COLUMNS + ", changeable(customers, c)"
			+ " from customer c where c.tenant_id = $1 and seen(customers, c) and c.id = $2 for update";

	private static final String BY_EXTERNAL_ID = """
			select customer_id from customer_external_id where tenant_id = $1 and system = $2 and value = $3
			""";

	/** The customers that have one of these pairs. */
	private static final String BY_EXTERNAL_IDS = "select " + COLUMNS + """
			 from customer c where c.tenant_id = $1 and seen(customers, c) and c.id in (
			  select k.customer_id from customer_external_id k join unnest($2::text[], $3::text[]) as w(system, value)
			    on k.system = w.system and k.value = w.value where k.tenant_id = $1)
			order by c.id limit %d""".formatted(Checks.ITEMS + 1);

	private static final String INSERT = """
			insert into customer (tenant_id, id, number, version, kind, status, status_reason, name, legal_name, tax_id,
			  industry, employees, annual_revenue, annual_revenue_currency, founded_year, parent_id, owner_id,
			  contact_points, contact_text, addresses, external_ids, tags, created_at, created_by, updated_at, updated_by)
			values ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
			  $23, $24, $25)
			""";

	private static final String UPDATE = """
			update customer set version = $3, status = $4, status_reason = $5, name = $6, legal_name = $7, tax_id = $8,
			  industry = $9, employees = $10, annual_revenue = $11, annual_revenue_currency = $12, founded_year = $13,
			  parent_id = $14, owner_id = $15, contact_points = $16, contact_text = $17, addresses = $18,
			  external_ids = $19, tags = $20, updated_at = $21, updated_by = $22, archived_at = $23
			where tenant_id = $1 and id = $2 and version = $3 - 1
			""";

	private static final String FORGET_EXTERNAL_IDS = """
			delete from customer_external_id where tenant_id = $1 and customer_id = $2
			""";

	private static final String KEEP_EXTERNAL_ID = """
			insert into customer_external_id (tenant_id, system, value, customer_id) values ($1, $2, $3, $4)
			""";

	/**
	 * Locks the tenant's row, which the very first move makes. An update on conflict
	 * locks its row even where it then changes nothing.
	 */
	private static final String FOR_MOVE = """
			insert into customer_hierarchy (tenant_id) values ($1)
			on conflict (tenant_id) do update set tenant_id = excluded.tenant_id where false
			""";

	/**
	 * Whether the first customer is the second or one of its ancestors; not if the caller
	 * does not see the second.
	 */
	private static final String ANCESTOR = """
			with recursive line as (
			  select c.id, c.parent_id from customer c where c.tenant_id = $1 and c.id = known(customers, $3)
			  union
			  select c.id, c.parent_id from customer c join line l on c.id = l.parent_id where c.tenant_id = $1)
			select exists (select from line where id = $2)
			""";

	private final TenantDatabase database;

	private final Touches<Customer> touches;

	CustomerRepository(TenantDatabase database) {
		this.database = database;
		this.touches = new Touches<>(database, "customer c", COLUMNS, CustomerRepository::read);
	}

	/** Where it is kept when something was last done about customers. */
	Touches<Customer> touches() {
		return this.touches;
	}

	@Override
	public String prefix() {
		return CustomerId.PREFIX;
	}

	@Override
	public Class<Customer> type() {
		return Customer.class;
	}

	@Override
	public Mono<Map<UUID, Customer>> byIds(Collection<UUID> ids) {
		return byIds(BY_IDS, CustomerRepository::read, ids);
	}

	@Override
	public Set<String> sketched() {
		return SKETCHED;
	}

	@Override
	public Mono<Map<UUID, Customer>> sketches(Collection<UUID> ids) {
		return byIds(SKETCHES, CustomerRepository::sketch, ids);
	}

	private Mono<Map<UUID, Customer>> byIds(String sql, Function<Columns, Customer> reader, Collection<UUID> ids) {
		return this.database.byKeys(sql, reader, (Object) ids.toArray(UUID[]::new))
			.map((customers) -> customers.stream()
				.collect(Collectors.toMap((customer) -> customer.id().value(), (customer) -> customer)));
	}

	/** Locks the customer until the transaction ends; empty if there is none. */
	Mono<Customer> forUpdate(CustomerId id) {
		return this.database.first(FOR_UPDATE, (row) -> row.changeable(CustomerRepository::read), id.value());
	}

	Mono<CustomerId> byExternalId(ExternalId externalId) {
		return this.database.first(BY_EXTERNAL_ID, (columns) -> columns.id(CustomerId::new), externalId.system(),
				externalId.value());
	}

	/** The customers that the caller sees and that have one of these keys. */
	Mono<List<Customer>> byExternalIds(List<ExternalId> externalIds) {
		return this.database.list(BY_EXTERNAL_IDS, CustomerRepository::read,
				Sql.texts(externalIds.stream().map(ExternalId::system).toList()),
				Sql.texts(externalIds.stream().map(ExternalId::value).toList()));
	}

	/**
	 * Lets one move in the hierarchy happen at a time, until the transaction ends: moves
	 * that are harmless one by one can make a circle together.
	 */
	Mono<Void> forMove() {
		return this.database.execute(FOR_MOVE).then();
	}

	Mono<Boolean> isAncestor(CustomerId ancestor, CustomerId of) {
		return this.database.first(ANCESTOR, Columns::flag, ancestor.value(), of.value());
	}

	Mono<Void> insert(List<Customer> customers) {
		return this.database.insertAll(INSERT, customers.stream().map(CustomerRepository::inserted).toList())
			.then(this.database.insertAll(KEEP_EXTERNAL_ID, externalIds(customers)));
	}

	/**
	 * Writes the new state over the version before it; fails if that isn't the current
	 * one.
	 */
	Mono<Void> update(Customer customer) {
		return this.database.write(UPDATE, updated(customer))
			.then(this.database.later(FORGET_EXTERNAL_IDS, customer.id().value()))
			.then(this.database.insertAll(KEEP_EXTERNAL_ID, externalIds(List.of(customer))))
			.then();
	}

	private static List<Object[]> externalIds(List<Customer> customers) {
		return customers.stream()
			.flatMap((customer) -> customer.externalIds()
				.stream()
				.map((id) -> new Object[] { id.system(), id.value(), customer.id().value() }))
			.toList();
	}

	private static Object[] inserted(Customer customer) {
		Profile profile = customer.profile();
		Stamp stamp = customer.stamp();
		return new Object[] { customer.id().value(), customer.number(), customer.kind().name(),
				customer.status().name(), Sql.text(customer.statusReason()), profile.name(),
				Sql.text(profile.legalName()), Sql.text(profile.taxId()), Sql.text(profile.industry()),
				Sql.integer(profile.employees()), Sql.minor(profile.annualRevenue()),
				Sql.currency(profile.annualRevenue()), Sql.integer(profile.foundedYear()), Sql.id(profile.parent()),
				Sql.id(profile.owner()), Json.of(profile.contactPoints()), contactText(profile),
				Json.of(profile.addresses()), Json.of(profile.externalIds()), Sql.texts(profile.tags()),
				stamp.createdAt(), stamp.createdBy(), stamp.updatedAt(), stamp.updatedBy() };
	}

	private static Object[] updated(Customer customer) {
		Profile profile = customer.profile();
		return new Object[] { customer.id().value(), customer.version(), customer.status().name(),
				Sql.text(customer.statusReason()), profile.name(), Sql.text(profile.legalName()),
				Sql.text(profile.taxId()), Sql.text(profile.industry()), Sql.integer(profile.employees()),
				Sql.minor(profile.annualRevenue()), Sql.currency(profile.annualRevenue()),
				Sql.integer(profile.foundedYear()), Sql.id(profile.parent()), Sql.id(profile.owner()),
				Json.of(profile.contactPoints()), contactText(profile), Json.of(profile.addresses()),
				Json.of(profile.externalIds()), Sql.texts(profile.tags()), customer.updatedAt(),
				customer.stamp().updatedBy(), Sql.instant(customer.archivedAt()) };
	}

	/** What the search finds a customer by besides its name. */
	private static String contactText(Profile profile) {
		return profile.contactPoints().stream().map(ContactPoint::value).collect(Collectors.joining(" "));
	}

	private static Customer read(Columns c) {
		return new Customer(c.id(CustomerId::new), c.text(), c.integer(), c.constant(CustomerKind.class),
				c.constant(CustomerStatus.class), c.textOrNull(), profile(c),
				new Stamp(c.instant(), c.uuid(), c.instant(), c.uuid()), c.instantOrNull(), touch(c));
	}

	private static Customer sketch(Columns c) {
		return new Customer(c.id(CustomerId::new), c.text(), 0, CustomerKind.ORGANIZATION, CustomerStatus.PROSPECT,
				null, Profile.blank(c.text(), c.idOrNull(MemberId::new)), Stamp.BLANK, null, Touch.NEVER);
	}

	private static Touch touch(Columns c) {
		return new Touch(c.instantOrNull(), c.integer(), c.integer());
	}

	private static Profile profile(Columns c) {
		return new Profile(c.text(), c.textOrNull(), c.textOrNull(), c.textOrNull(), c.integerOrNull(), c.moneyOrNull(),
				c.integerOrNull(), c.idOrNull(CustomerId::new), c.idOrNull(MemberId::new), c.list(ContactPoint.class),
				c.list(Address.class), c.list(ExternalId.class), c.texts());
	}

}
