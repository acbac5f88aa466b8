package dev.rapport.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Stamp;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Listing;
import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;

@Repository
class ProductRepository implements NodeSource<Product> {

	private static final String COLUMNS = """
			p.id, p.version, p.sku, p.name, p.family, p.description, p.unit, p.list_price, p.list_price_currency, p.active,
			p.created_at, p.created_by, p.updated_at, p.updated_by""";

	static final Listing<Product> LISTING = new Listing<>(COLUMNS, "product p", "p.tenant_id", ProductRepository::read);

	private static final String BY_IDS = "select " + COLUMNS + " from product p where p.tenant_id = $1 and p.id"
			+ Sql.ANY;

	private static final String FOR_UPDATE = "select " + COLUMNS
			+ " from product p where p.tenant_id = $1 and p.id = $2 for update";

	private static final String BY_SKU = "select " + COLUMNS + " from product p where p.tenant_id = $1 and p.sku = $2";

	private static final String INSERT = """
			insert into product (tenant_id, id, version, sku, name, family, description, unit, list_price,
			  list_price_currency, active, created_at, created_by, updated_at, updated_by)
			values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
			""";

	private static final String UPDATE = """
			update product set version = $3, sku = $4, name = $5, family = $6, description = $7, unit = $8,
			  list_price = $9, list_price_currency = $10, active = $11, updated_at = $12, updated_by = $13
			where tenant_id = $1 and id = $2 and version = $3 - 1
			""";

	private final TenantDatabase database;

	ProductRepository(TenantDatabase database) {
		this.database = database;
	}

	@Override
	public String prefix() {
		return ProductId.PREFIX;
	}

	@Override
	public Class<Product> type() {
		return Product.class;
	}

	@Override
	public Mono<Map<UUID, Product>> byIds(Collection<UUID> ids) {
		return this.database.byKeys(BY_IDS, ProductRepository::read, (Object) ids.toArray(UUID[]::new))
			.map((products) -> products.stream()
				.collect(Collectors.toMap((product) -> product.id().value(), (product) -> product)));
	}

	/** Locks the product until the transaction ends; empty if there is none. */
	Mono<Product> forUpdate(ProductId id) {
		return this.database.first(FOR_UPDATE, ProductRepository::read, id.value());
	}

	Mono<Product> bySku(String sku) {
		return this.database.first(BY_SKU, ProductRepository::read, sku);
	}

	Mono<Void> insert(List<Product> products) {
		return this.database.insertAll(INSERT, products.stream().map(ProductRepository::inserted).toList());
	}

	/**
	 * Writes the new state over the version before it; fails if that isn't the current
	 * one.
	 */
	Mono<Void> update(Product product) {
		return this.database.write(UPDATE, updated(product));
	}

	private static Object[] inserted(Product product) {
		Stamp stamp = product.stamp();
		return new Object[] { product.id().value(), product.sku(), product.name(), Sql.text(product.family()),
				Sql.text(product.description()), Sql.text(product.unit()), Sql.minor(product.listPrice()),
				Sql.currency(product.listPrice()), product.active(), stamp.createdAt(), stamp.createdBy(),
				stamp.updatedAt(), stamp.updatedBy() };
	}

	private static Object[] updated(Product product) {
		return new Object[] { product.id().value(), product.version(), product.sku(), product.name(),
				Sql.text(product.family()), Sql.text(product.description()), Sql.text(product.unit()),
				Sql.minor(product.listPrice()), Sql.currency(product.listPrice()), product.active(),
				product.updatedAt(), product.stamp().updatedBy() };
	}

	private static Product read(Columns c) {
		return new Product(c.id(ProductId::new), c.integer(), sheet(c), c.flag(),
				new Stamp(c.instant(), c.uuid(), c.instant(), c.uuid()));
	}

	private static ProductSheet sheet(Columns c) {
		return new ProductSheet(c.text(), c.text(), c.textOrNull(), c.textOrNull(), c.textOrNull(), c.moneyOrNull());
	}

}
