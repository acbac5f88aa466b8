package dev.rapport.catalog;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.WebGraphQlTester;
import reactor.test.StepVerifier;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.kernel.Stamp;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
class ProductGraphQlTests {

	private static final String CREATE = """
			mutation($input: CreateProductInput!) { createProduct(input: $input) {
			  product { id version sku name family description unit listPrice { amount currency } active
			    createdBy { name } updatedBy { name } }
			  errors { __typename code message path ... on DuplicateError { existing { ... on Product { sku name } } } } } }
			""";

	private static final String UPDATE = """
			mutation($input: UpdateProductInput!) { updateProduct(input: $input) {
			  product { version sku name family listPrice { amount currency } }
			  errors { __typename code path ... on ConflictError { current { ... on Product { name version } } }
			    ... on DuplicateError { existing { ... on Product { sku } } } } } }
			""";

	private static final String DISCONTINUE = """
			mutation($id: ID!) { discontinueProduct(input: {id: $id, version: null}) {
			  product { active version } errors { code ... on TransitionError { from allowed } } } }
			""";

	private static final String LIST = """
			query($first: Int, $after: String, $last: Int, $before: String, $filter: ProductFilter, $orderBy: [ProductOrder!]) {
			  products(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
			    totalCount nodes { sku } pageInfo { hasNextPage hasPreviousPage endCursor } } }
			""";

	@Autowired
	Tenants tenants;

	@Autowired
	Products products;

	@Test
	void createsAndReadsBack() {
		var graphQl = this.tenants.found().graphQl();
		var created = create(graphQl, Map.of("sku", "P-1", "name", "离心泵", "family", "泵", "description", "A pump",
				"unit", "台", "listPrice", money("1999.5", "CNY")));
		created.path("createProduct")
			.matchesJson(
					"""
							{"product": {"version": 1, "sku": "P-1", "name": "离心泵", "family": "泵", "description": "A pump", "unit": "台",
							  "listPrice": {"amount": "1999.50", "currency": "CNY"}, "active": true, "createdBy": {"name": "Ann Able"},
							  "updatedBy": {"name": "Ann Able"}}, "errors": []}
							""");
		graphQl.document("query($id: ID!) { product(id: $id) { name } node(id: $id) { ... on Product { sku } } }")
			.variable("id", created.path("createProduct.product.id").entity(String.class).get())
			.execute()
			.path("$")
			.matchesJson("{\"data\": {\"product\": {\"name\": \"离心泵\"}, \"node\": {\"sku\": \"P-1\"}}}");
	}

	@Test
	void keepsWhatIsNotSentAndClearsNull() {
		var graphQl = this.tenants.found().graphQl();
		String id = product(graphQl, "P-1", Map.of("name", "Pump", "family", "Pumps", "listPrice", money("10", "EUR")));
		Map<String, Object> input = new HashMap<>(Map.of("id", id, "version", 1, "name", "Pump 2"));
		input.put("listPrice", null);
		update(graphQl, input).path("updateProduct")
			.matchesJsonStrictly(
					"""
							{"product": {"version": 2, "sku": "P-1", "name": "Pump 2", "family": "Pumps", "listPrice": null}, "errors": []}
							""");
		update(graphQl, Map.of("id", id, "version", 1, "name", "x")).path("updateProduct")
			.matchesJson(
					"""
							{"product": null, "errors": [{"__typename": "ConflictError", "current": {"name": "Pump 2", "version": 2}}]}
							""");
	}

	@Test
	void tellsWhichProductHasTheKey() {
		var graphQl = this.tenants.found().graphQl();
		product(graphQl, "P-1", Map.of("name", "Pump"));
		create(graphQl, Map.of("sku", "P-1", "name", "Other")).path("createProduct.errors").matchesJson("""
				[{"__typename": "DuplicateError", "code": "DUPLICATE", "path": ["input", "sku"],
				  "message": "Another product has this stock keeping unit already.",
				  "existing": {"sku": "P-1", "name": "Pump"}}]
				""");
		String other = product(graphQl, "P-2", Map.of("name", "Other"));
		update(graphQl, Map.of("id", other, "version", 1, "sku", "P-1")).path("updateProduct.errors[0].existing.sku")
			.entity(String.class)
			.isEqualTo("P-1");
	}

	@Test
	void discontinuesAndReactivates() {
		var graphQl = this.tenants.found().graphQl();
		String id = product(graphQl, "P-1", Map.of("name", "Pump"));
		discontinue(graphQl, id).path("discontinueProduct")
			.matchesJsonStrictly("{\"product\": {\"active\": false, \"version\": 2}, \"errors\": []}");
		discontinue(graphQl, id).path("discontinueProduct.errors")
			.matchesJson("[{\"code\": \"TRANSITION_REFUSED\", \"from\": \"DISCONTINUED\", \"allowed\": [\"ACTIVE\"]}]");
		graphQl.document(
				"mutation($id: ID!) { reactivateProduct(input: {id: $id, version: 2}) { product { active version } errors { code } } }")
			.variable("id", id)
			.execute()
			.path("reactivateProduct")
			.matchesJsonStrictly("{\"product\": {\"active\": true, \"version\": 3}, \"errors\": []}");
	}

	@Test
	void refusesBadPrices() {
		var graphQl = this.tenants.found().graphQl();
		create(graphQl, Map.of("sku", "P", "name", "P", "listPrice", money("-1", "EUR"))).path("createProduct.errors")
			.matchesJson("""
					[{"code": "OUT_OF_RANGE", "path": ["input", "listPrice", "amount"],
					  "message": "A list price can't be negative."}]
					""");
		create(graphQl, Map.of("sku", "P", "name", "P", "listPrice", money("1.5", "JPY")))
			.path("createProduct.errors[0].code")
			.entity(String.class)
			.isEqualTo("OUT_OF_RANGE");
	}

	@Test
	void showsNothingToAnotherTenant() {
		String id = product(this.tenants.found().graphQl(), "P-1", Map.of("name", "Pump"));
		var foreign = this.tenants.found().graphQl();
		foreign.document("query($id: ID!) { product(id: $id) { name } node(id: $id) { id } products { totalCount } }")
			.variable("id", id)
			.execute()
			.path("$")
			.matchesJson("{\"data\": {\"product\": null, \"node\": null, \"products\": {\"totalCount\": 0}}}");
		update(foreign, Map.of("id", id, "version", 1, "name", "x")).path("updateProduct.errors[0].__typename")
			.entity(String.class)
			.isEqualTo("NotFoundError");
		product(foreign, "P-1", Map.of("name", "The same key elsewhere"));
	}

	@Test
	void refusesIdsOfAnotherTypeAndLargePages() {
		Tenants.Tenant tenant = this.tenants.found();
		refused(tenant.graphQl()
			.document("query($id: ID!) { product(id: $id) { id } }")
			.variable("id",
					tenant.graphQl()
						.document("{ viewer { id } }")
						.execute()
						.path("viewer.id")
						.entity(String.class)
						.get()),
				"BAD_USER_INPUT");
		refused(tenant.graphQl().document("{ products(first: 101) { nodes { id } } }"), "PAGE_SIZE_EXCEEDED");
	}

	@Test
	void pagesBothWaysOverAPriceThatMayBeMissing() {
		var graphQl = this.tenants.found().graphQl();
		List<String> prices = List.of("30", "10", "20");
		for (int i = 0; i < 3; i++) {
			product(graphQl, "P-" + prices.get(i), Map.of("name", "P", "listPrice", money(prices.get(i), "EUR")));
		}
		product(graphQl, "X-1", Map.of("name", "P"));
		product(graphQl, "X-2", Map.of("name", "P"));
		var order = List.of(Map.of("field", "LIST_PRICE", "direction", "ASC"));
		var front = graphQl.document(LIST).variable("orderBy", order).variable("first", 2).execute();
		skus(front, "P-10", "P-20");
		String cursor = front.path("products.pageInfo.endCursor").entity(String.class).get();
		var middle = graphQl.document(LIST)
			.variable("orderBy", order)
			.variable("first", 2)
			.variable("after", cursor)
			.execute();
		skus(middle, "P-30", "X-1");
		middle.path("products").matchesJson("""
				{"totalCount": 5, "pageInfo": {"hasNextPage": true, "hasPreviousPage": true}}
				""");
		String later = middle.path("products.pageInfo.endCursor").entity(String.class).get();
		skus(graphQl.document(LIST).variable("orderBy", order).variable("first", 2).variable("after", later).execute(),
				"X-2");
		skus(graphQl.document(LIST).variable("orderBy", order).variable("last", 2).variable("before", later).execute(),
				"P-20", "P-30");
	}

	@Test
	void filtersAndSorts() {
		var graphQl = this.tenants.found().graphQl();
		String pump = product(graphQl, "A-1", Map.of("name", "离心泵", "family", "工业泵", "listPrice", money("100", "CNY")));
		product(graphQl, "A-2", Map.of("name", "Valve", "family", "Fittings", "listPrice", money("100", "EUR")));
		product(graphQl, "B-1", Map.of("name", "Ｐｉｐｅ", "family", "fittings", "listPrice", money("250", "CNY")));
		discontinue(graphQl, pump);
		skus(filtered(graphQl, Map.of("name", Map.of("contains", "泵"))), "A-1");
		skus(filtered(graphQl, Map.of("name", Map.of("eq", "pipe"))), "B-1");
		skus(filtered(graphQl, Map.of("name", Map.of("contains", "工业"))));
		skus(filtered(graphQl, Map.of("family", Map.of("contains", "业泵"))), "A-1");
		skus(filtered(graphQl, Map.of("family", Map.of("eq", "FITTINGS"))), "B-1", "A-2");
		skus(filtered(graphQl, Map.of("sku", Map.of("startsWith", "A-"), "active", Map.of("eq", true))), "A-2");
		skus(filtered(graphQl, Map.of("listPrice", Map.of("currency", "CNY", "gte", "100"))), "B-1", "A-1");
		skus(filtered(graphQl, Map.of("listPrice", Map.of("currency", "CNY", "gt", "100"))), "B-1");
		skus(filtered(graphQl, Map.of("id", Map.of("ne", pump), "createdAt", Map.of("gt", "2020-01-01T00:00:00Z"))),
				"B-1", "A-2");
		skus(sorted(graphQl, "SKU", "DESC"), "B-1", "A-2", "A-1");
		skus(sorted(graphQl, "CREATED_AT", "ASC"), "A-1", "A-2", "B-1");
		skus(sorted(graphQl, "NAME", "ASC"), "B-1", "A-2", "A-1");
	}

	@Test
	void loadsHistoryInOneTransactionAndReadsItWithoutAStatementPerRow() {
		Tenants.Tenant tenant = this.tenants.found();
		Stamp past = Stamp.created(Instant.parse("2019-03-04T05:06:07Z"), tenant.bo());
		List<Products.Draft> drafts = IntStream.range(0, 50)
			.mapToObj((i) -> new Products.Draft(new ProductSheet("S-" + i, "Series " + i, null, null, null, null),
					i % 2 == 0, past))
			.toList();
		StepVerifier.create(this.products.createAll(drafts).contextWrite(Actors.with(tenant.actor())))
			.expectNextCount(1)
			.verifyComplete();
		tenant.graphQl().document(LIST).execute();
		StatementLog.clear();
		var list = tenant.graphQl()
			.document(
					"{ products(first: 50) { totalCount nodes { createdAt createdBy { name } updatedBy { name } } } }")
			.execute();
		list.path("products.totalCount").entity(Integer.class).isEqualTo(50);
		list.path("products.nodes[7]")
			.matchesJson("{\"createdAt\": \"2019-03-04T05:06:07.000Z\", \"createdBy\": {\"name\": \"Bo 博\"}}");
		assertThat(StatementLog.statements()).hasSizeLessThanOrEqualTo(3);
	}

	@Test
	void deliversChangesBehindACursor() {
		var graphQl = this.tenants.found().graphQl();
		String cursor = graphQl.document("{ eventCursor }").execute().path("eventCursor").entity(String.class).get();
		String id = product(graphQl, "A-1", Map.of("name", "Pump", "listPrice", money("80", "CNY")));
		product(graphQl, "A-2", Map.of("name", "Other", "listPrice", money("80", "EUR")));
		update(graphQl, Map.of("id", id, "version", 1, "listPrice", money("120", "CNY")));
		var changes = graphQl.document("""
				subscription($after: EventCursor) {
				  productChanged(after: $after, filter: {listPrice: {currency: "CNY", lt: "100"}}) {
				    kind type version changedFields actor { name } product { sku listPrice { amount } } } }
				""").variable("after", cursor).executeSubscription().toFlux();
		StepVerifier.create(changes.take(2))
			.assertNext((change) -> change.path("productChanged")
				.matchesJson(
						"{\"kind\": \"CREATED\", \"type\": \"ProductCreated\", \"actor\": {\"name\": \"Ann Able\"}}"))
			.assertNext((change) -> change.path("productChanged").matchesJson("""
					{"kind": "LEFT_FILTER", "changedFields": ["listPrice", "updatedAt"],
					 "product": {"sku": "A-1", "listPrice": {"amount": "120.00"}}}
					"""))
			.expectComplete()
			.verify(Duration.ofSeconds(10));
	}

	private static Map<String, Object> money(String amount, String currency) {
		return Map.of("amount", new BigDecimal(amount).toPlainString(), "currency", currency);
	}

	private static String product(WebGraphQlTester graphQl, String sku, Map<String, Object> more) {
		Map<String, Object> input = new HashMap<>(more);
		input.put("sku", sku);
		return create(graphQl, input).path("createProduct.product.id").entity(String.class).get();
	}

	private static WebGraphQlTester.Response create(WebGraphQlTester graphQl, Map<String, Object> input) {
		return graphQl.document(CREATE).variable("input", input).execute();
	}

	private static WebGraphQlTester.Response update(WebGraphQlTester graphQl, Map<String, Object> input) {
		return graphQl.document(UPDATE).variable("input", input).execute();
	}

	private static WebGraphQlTester.Response discontinue(WebGraphQlTester graphQl, String id) {
		return graphQl.document(DISCONTINUE).variable("id", id).execute();
	}

	private static WebGraphQlTester.Response filtered(WebGraphQlTester graphQl, Map<String, Object> filter) {
		return graphQl.document(LIST).variable("filter", filter).execute();
	}

	private static WebGraphQlTester.Response sorted(WebGraphQlTester graphQl, String field, String direction) {
		return graphQl.document(LIST)
			.variable("orderBy", List.of(Map.of("field", field, "direction", direction)))
			.execute();
	}

	private static void skus(WebGraphQlTester.Response response, String... skus) {
		assertThat(response.path("products.nodes[*].sku").entityList(String.class).get()).containsExactly(skus);
	}

	private static void refused(WebGraphQlTester.Request<?> request, String code) {
		request.execute()
			.errors()
			.satisfy((errors) -> assertThat(errors).singleElement()
				.satisfies((error) -> assertThat(error.getExtensions()).containsEntry("code", code)));
	}

}
