package dev.rapport.catalog;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;

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
 * The door to products: each write is one transaction of lock, rule, rows and event.
 * Fails with a {@link Problem} and no change if a rule is broken.
 */
@Component
public class Products {

	private final ProductRepository repository;

	private final EventLog log;

	private final TenantDatabase transactions;

	private final Clock clock;

	Products(ProductRepository repository, EventLog log, TenantDatabase transactions, Clock clock) {
		this.repository = repository;
		this.log = log;
		this.transactions = transactions;
		this.clock = clock;
	}

	/** The products that exist for the caller, discontinued or not, by id. */
	public Mono<Map<UUID, Product>> byIds(Collection<UUID> ids) {
		return this.repository.byIds(ids);
	}

	/** Records a new product, on sale. */
	Mono<Product> create(Input input) {
		return Actors.current()
			.map((actor) -> new Draft(ProductSheet.read(input), true,
					Stamp.created(this.clock.instant(), actor.member())))
			.flatMap((draft) -> createAll(List.of(draft)))
			.map(List::getFirst)
			.onErrorResume(Problem.Duplicate.class, (duplicate) -> twin(input, duplicate));
	}

	/** Records products in one transaction, in order. */
	public Mono<List<Product>> createAll(List<Draft> drafts) {
		return Mono.fromSupplier(() -> drafts.stream().map(Draft::create).toList())
			.delayUntil((events) -> this.repository.insert(products(events)))
			.delayUntil(this.log::append)
			.map(Products::products)
			.as(this.transactions::transactional);
	}

	Mono<Product> update(Input input) {
		return change(input, (product, stamp) -> product.update(product.sheet().patched(input), stamp))
			.onErrorResume(Problem.Duplicate.class, (duplicate) -> twin(input, duplicate));
	}

	Mono<Product> discontinue(Input input) {
		return change(input, Product::discontinue);
	}

	Mono<Product> reactivate(Input input) {
		return change(input, Product::reactivate);
	}

	private Mono<Product> change(Input input, BiFunction<Product, Stamp, ? extends ProductEvent> verb) {
		return Mono.defer(() -> change(input.id("id", ProductId.PREFIX, ProductId::new), input.version(), verb));
	}

	private Mono<Product> change(ProductId id, @Nullable Integer version,
			BiFunction<Product, Stamp, ? extends ProductEvent> verb) {
		return this.repository.forUpdate(id)
			.switchIfEmpty(Mono.error(() -> new Problem.NotFound("input.id", id)))
			.zipWith(Actors.current(),
					(product, actor) -> verb.apply(product.expecting(version), stamp(product, actor)))
			.delayUntil((event) -> this.repository.update(event.after()))
			.delayUntil(this.log::append)
			.<Product>map(ProductEvent::after)
			.as(this.transactions::transactional);
	}

	private Stamp stamp(Product product, Actor actor) {
		return product.stamp().updated(this.clock.instant(), actor.member());
	}

	/** Says which product has the stock keeping unit already. */
	private Mono<Product> twin(Input input, Problem.Duplicate duplicate) {
		return this.repository.bySku(Checks.name(input.textOrNull("sku"), input.at("sku")))
			.<Problem>map((twin) -> new Problem.Duplicate(input.at("sku"), twin, duplicate.messageKey()))
			.defaultIfEmpty(duplicate)
			.flatMap(Mono::error);
	}

	private static List<Product> products(List<ProductEvent.Created> events) {
		return events.stream().map(ProductEvent.Created::after).toList();
	}

	/**
	 * A product to be.
	 *
	 * @param active false for one that is no longer on sale, in imported history
	 * @param stamp when it was recorded; for imported history the historic time
	 */
	public record Draft(ProductSheet sheet, boolean active, Stamp stamp) {

		private ProductEvent.Created create() {
			return Product.create(new ProductId(Ids.next()), this.sheet, this.active, this.stamp);
		}

	}

}
