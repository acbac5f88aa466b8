package dev.rapport.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Aggregate;
import dev.rapport.events.Facts;
import dev.rapport.kernel.Money;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;

/**
 * Something that the tenant sells. Its verbs return what happened, with the new state
 * inside; they never change this one.
 *
 * @param active whether it is on sale; false once it is discontinued
 */
public record Product(ProductId id, int version, ProductSheet sheet, boolean active, Stamp stamp) implements Aggregate {

	private static final String ON_SALE = "ACTIVE";

	private static final String OFF_SALE = "DISCONTINUED";

	/** A new product, at version 1. */
	public static ProductEvent.Created create(ProductId id, ProductSheet sheet, boolean active, Stamp stamp) {
		return new ProductEvent.Created(new Product(id, 1, sheet, active, stamp));
	}

	/**
	 * This product, if a change may be based on this version.
	 * @param version what the client saw; null if it does not care
	 * @throws Problem.Conflict if it saw another one
	 */
	Product expecting(@Nullable Integer version) {
		if (version != null && version != this.version) {
			throw new Problem.Conflict(this);
		}
		return this;
	}

	/** Also for a discontinued product: what was sold may still need a better text. */
	ProductEvent.Updated update(ProductSheet sheet, Stamp stamp) {
		return new ProductEvent.Updated(this, next(sheet, this.active, stamp));
	}

	ProductEvent.Discontinued discontinue(Stamp stamp) {
		if (!this.active) {
			throw new Problem.Transition(OFF_SALE, OFF_SALE, List.of(ON_SALE));
		}
		return new ProductEvent.Discontinued(this, next(this.sheet, false, stamp));
	}

	ProductEvent.Reactivated reactivate(Stamp stamp) {
		if (this.active) {
			throw new Problem.Transition(ON_SALE, ON_SALE, List.of(OFF_SALE));
		}
		return new ProductEvent.Reactivated(this, next(this.sheet, true, stamp));
	}

	private Product next(ProductSheet sheet, boolean active, Stamp stamp) {
		return new Product(this.id, this.version + 1, sheet, active, stamp);
	}

	public String sku() {
		return this.sheet.sku();
	}

	public String name() {
		return this.sheet.name();
	}

	public @Nullable String family() {
		return this.sheet.family();
	}

	public @Nullable String description() {
		return this.sheet.description();
	}

	public @Nullable String unit() {
		return this.sheet.unit();
	}

	public @Nullable Money listPrice() {
		return this.sheet.listPrice();
	}

	public Instant createdAt() {
		return this.stamp.createdAt();
	}

	@Override
	public Instant updatedAt() {
		return this.stamp.updatedAt();
	}

	@Override
	public Map<String, @Nullable Object> facts() {
		return new Facts().with("id", this.id)
			.with("sku", sku())
			.with("name", name())
			.with("family", family())
			.with("description", description())
			.with("unit", unit())
			.with("listPrice", listPrice())
			.with("active", this.active)
			.with("createdAt", createdAt())
			.with("updatedAt", updatedAt())
			.toMap();
	}

}
