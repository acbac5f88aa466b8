package dev.rapport.catalog;

import java.util.Map;

import dev.rapport.kernel.Input;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Filters;
import dev.rapport.persistence.Ordering;
import dev.rapport.persistence.Ordering.Sort;

/** What lists of products can be filtered and sorted by. */
final class ProductFilters {

	private static final Filters PRODUCTS = new Filters("p.id", "search_product").id("id", "p.id", ProductId.PREFIX)
		.keyword("sku", "p.sku")
		.text("name", "p.name_normal")
		.text("family", "p.family_normal", "search_product_family")
		.flag("active", "p.active")
		.money("listPrice", "p.list_price")
		.instant("createdAt", "p.created_at");

	private static final Sort NAME = new Sort("p.name_normal", "text", false);

	private static final Map<String, Sort> SORTS = Map.of("NAME", NAME, "SKU", new Sort("p.sku", "text", false),
			"CREATED_AT", new Sort("p.created_at", "timestamptz", false), "LIST_PRICE",
			new Sort("p.list_price", "bigint", true));

	private static final Ordering BY_NAME = Ordering.by(NAME, false, "p.id");

	private ProductFilters() {
	}

	static Condition filter(Input arguments) {
		return PRODUCTS.parse(arguments.childOrNull("filter"));
	}

	static Ordering order(Input arguments) {
		return Ordering.parse(SORTS, arguments.children("orderBy"), BY_NAME, "p.id");
	}

}
