package dev.rapport.catalog;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Money;
import dev.rapport.kernel.Problem;

/**
 * What the catalog says about a product: everything that {@code updateProduct} can
 * change.
 *
 * @param sku the tenant's own key, unique, not blank, at most 200 characters
 * @param name not blank, at most 200 characters
 * @param family the series that it belongs to
 * @param description at most 20,000 characters
 * @param unit what the price is for
 * @param listPrice for one unit, not negative; null if it is agreed case by case
 */
public record ProductSheet(String sku, String name, @Nullable String family, @Nullable String description,
		@Nullable String unit, @Nullable Money listPrice) {

	/** The sheet of a new product. */
	public static ProductSheet read(Input input) {
		return new ProductSheet(name(input, "sku"), name(input, "name"), line(input, "family"), description(input),
				line(input, "unit"), price(input));
	}

	/** This sheet with the fields that the input has: absent keeps, null clears. */
	ProductSheet patched(Input input) {
		return new ProductSheet(input.has("sku") ? name(input, "sku") : this.sku,
				input.has("name") ? name(input, "name") : this.name,
				input.has("family") ? line(input, "family") : this.family,
				input.has("description") ? description(input) : this.description,
				input.has("unit") ? line(input, "unit") : this.unit,
				input.has("listPrice") ? price(input) : this.listPrice);
	}

	private static String name(Input input, String name) {
		return Checks.name(input.textOrNull(name), input.at(name));
	}

	private static @Nullable String line(Input input, String name) {
		return Checks.line(input.textOrNull(name), input.at(name));
	}

	private static @Nullable String description(Input input) {
		return Checks.text(input.textOrNull("description"), input.at("description"));
	}

	private static @Nullable Money price(Input input) {
		Money price = input.moneyOrNull("listPrice");
		if (price != null && price.minor() < 0) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, input.at("listPrice.amount"), "product.price");
		}
		return price;
	}

}
