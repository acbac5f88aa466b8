package dev.rapport.customer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
class CustomerListTests {

	/** Page and count; parents; children and their counts; members, twice at most. */
	private static final int STATEMENTS = 9;

	@Autowired
	Tenants tenants;

	private WebGraphQlTester graphQl;

	private final Map<String, String> ids = new HashMap<>();

	@BeforeEach
	void fill() {
		this.graphQl = this.tenants.found().graphQl();
		create("ｂeta", 10, null, "Software");
		create("Alpha", null, null, "软件开发");
		create("上海华信", 10, "Alpha", null);
		create("gamma 50%", null, "Alpha", "Soft drinks");
		create("Delta", 3, "Alpha", null);
		create("Épsilon", 700, "ｂeta", null);
		create("zeta", 10, null, null);
	}

	@Test
	void filtersByEachField() {
		assertThat(names(Map.of("name", Map.of("eq", "BETA")))).containsExactly("ｂeta");
		assertThat(names(Map.of("name", Map.of("contains", "海华")))).containsExactly("上海华信");
		assertThat(names(Map.of("name", Map.of("contains", "华")))).containsExactly("上海华信");
		assertThat(names(Map.of("name", Map.of("contains", "0%")))).containsExactly("gamma 50%");
		assertThat(names(Map.of("name", Map.of("startsWith", "上海")))).containsExactly("上海华信");
		assertThat(names(Map.of("name", Map.of("contains", "C-00")))).isEmpty();
		assertThat(names(Map.of("industry", Map.of("contains", "SOFT")))).containsExactlyInAnyOrder("ｂeta",
				"gamma 50%");
		assertThat(names(Map.of("industry", Map.of("contains", "开发")))).containsExactly("Alpha");
		assertThat(names(Map.of("number", Map.of("in", List.of("C-000001", "C-000005")))))
			.containsExactlyInAnyOrder("ｂeta", "Delta");
		assertThat(names(Map.of("parentId", Map.of("eq", id("ｂeta"))))).containsExactly("Épsilon");
		assertThat(names(Map.of("parentId", Map.of("isNull", true), "employees", Map.of("isNull", false))))
			.containsExactlyInAnyOrder("ｂeta", "zeta");
		assertThat(names(Map.of("id", Map.of("in", List.of(id("zeta")))))).containsExactly("zeta");
		assertThat(names(Map.of("employees", Map.of("gte", 10, "lt", 700)))).hasSize(3);
		assertThat(names(Map.of("not", Map.of("employees", Map.of("eq", 10))))).hasSize(4);
		assertThat(names(Map.of("kind", Map.of("eq", "PERSON")))).isEmpty();
		assertThat(names(Map.of("status", Map.of("notIn", List.of("FORMER"))))).hasSize(7);
		assertThat(names(Map.of("ownerId", Map.of("isNull", true)))).isEmpty();
		assertThat(names(Map.of("createdAt", Map.of("gt", "2020-01-01T00:00:00Z"), "updatedAt",
				Map.of("lt", "2020-01-01T00:00:00+08:00"))))
			.isEmpty();
	}

	@Test
	void combinesFiltersAndFollowsChildren() {
		Map<String, Object> big = Map.of("employees", Map.of("gt", 100));
		assertThat(names(Map.of("or", List.of(big, Map.of("name", Map.of("eq", "zeta"))))))
			.containsExactlyInAnyOrder("Épsilon", "zeta");
		assertThat(names(Map.of("children", Map.of("some", big)))).containsExactly("ｂeta");
		assertThat(names(Map.of("children", Map.of("none", Map.of())))).hasSize(5);
	}

	@Test
	void sortsByEachField() {
		assertThat(names(Map.of("orderBy", List.of(order("NAME", "ASC", null))), "forward", 100))
			.containsExactly("Alpha", "ｂeta", "Delta", "gamma 50%", "zeta", "Épsilon", "上海华信");
		assertThat(names(Map.of(), "forward", 100)).first().isEqualTo("zeta");
		assertThat(names(Map.of("orderBy", List.of(order("CREATED_AT", "ASC", null))), "forward", 100)).first()
			.isEqualTo("ｂeta");
		assertThat(names(Map.of("orderBy", List.of(order("UPDATED_AT", "DESC", null))), "forward", 100)).first()
			.isEqualTo("zeta");
	}

	@Test
	void cutsPagesBothWaysAcrossNulls() {
		for (String direction : List.of("ASC", "DESC")) {
			for (String nulls : List.of("FIRST", "LAST")) {
				Map<String, Object> order = Map.of("orderBy",
						List.of(order("EMPLOYEES", direction, nulls), order("NAME", "ASC", null)));
				List<String> whole = names(order, "forward", 100);
				assertThat(whole).hasSize(7);
				assertThat(nulls.equals("FIRST") ? whole.subList(0, 2) : whole.subList(5, 7)).containsExactly("Alpha",
						"gamma 50%");
				assertThat(whole.get(nulls.equals("FIRST") ? 2 : 0))
					.isEqualTo(direction.equals("ASC") ? "Delta" : "Épsilon");
				for (int size = 1; size <= 3; size++) {
					assertThat(names(order, "forward", size)).isEqualTo(whole);
					assertThat(names(order, "backward", size)).isEqualTo(whole);
				}
			}
		}
	}

	@Test
	void refusesCursorsOfAnotherListAndForgedOnes() {
		String cursor = list(Map.of("first", 1)).path("customers.pageInfo.endCursor").entity(String.class).get();
		list(Map.of("first", 1, "after", cursor)).path("customers.nodes").entityList(Object.class).hasSize(1);
		refused(Map.of("after", cursor, "filter", Map.of("employees", Map.of("gt", 1))), "INVALID_CURSOR");
		refused(Map.of("after", cursor, "orderBy", List.of(order("NAME", "ASC", null))), "INVALID_CURSOR");
		refused(Map.of("after", cursor, "archived", true), "INVALID_CURSOR");
		refused(Map.of("after", cursor.substring(1)), "INVALID_CURSOR");
		WebGraphQlTester foreign = this.tenants.found().graphQl();
		refused(foreign.documentName("customer/list").variable("after", cursor).execute(), "INVALID_CURSOR");
	}

	@Test
	void refusesPagesThatAreTooLargeOrGoBothWays() {
		refused(Map.of("first", 101), "PAGE_SIZE_EXCEEDED");
		refused(Map.of("last", 101), "PAGE_SIZE_EXCEEDED");
		refused(Map.of("first", 0), "BAD_USER_INPUT");
		refused(Map.of("first", 1, "last", 1), "BAD_USER_INPUT");
		refused(Map.of("filter", Map.of("name", Map.of("eq", "a\0"))), "BAD_USER_INPUT");
		list(Map.of("first", 100)).path("customers.totalCount").entity(Integer.class).isEqualTo(7);
	}

	@Test
	void pagesThroughChildrenBothWays() {
		Map<String, Object> alpha = Map.of("id", id("Alpha"), "orderBy", List.of(order("NAME", "ASC", null)));
		GraphQlTester.Response first = children(alpha, Map.of("first", 2));
		first.path("customer.children.nodes[*].name").entityList(String.class).containsExactly("Delta", "gamma 50%");
		first.path("customer.children.totalCount").entity(Integer.class).isEqualTo(3);
		sides(first, false, true);
		String end = first.path("customer.children.pageInfo.endCursor").entity(String.class).get();
		GraphQlTester.Response second = children(alpha, Map.of("first", 2, "after", end));
		second.path("customer.children.nodes[*].name").entityList(String.class).containsExactly("上海华信");
		sides(second, true, false);
		String start = second.path("customer.children.pageInfo.startCursor").entity(String.class).get();
		GraphQlTester.Response back = children(alpha, Map.of("last", 1, "before", start));
		back.path("customer.children.nodes[*].name").entityList(String.class).containsExactly("gamma 50%");
		sides(back, true, true);
	}

	@Test
	void readsEachLevelWithOneStatement() {
		for (int i = 0; i < 20; i++) {
			create("more " + i, i, "Alpha", null);
		}
		this.graphQl.documentName("customer/overview").execute();
		StatementLog.clear();
		GraphQlTester.Response answer = this.graphQl.documentName("customer/overview").execute();
		assertThat(StatementLog.statements()).hasSizeLessThanOrEqualTo(STATEMENTS);
		answer.path("customers.totalCount").entity(Integer.class).isEqualTo(27);
		answer.path("customers.nodes[?(@.name == 'Alpha')].children.totalCount")
			.entityList(Integer.class)
			.containsExactly(23);
	}

	private void create(String name, @Nullable Integer employees, @Nullable String parent, @Nullable String industry) {
		Map<String, @Nullable Object> input = new HashMap<>();
		input.put("name", name);
		input.put("employees", employees);
		input.put("parentId", (parent == null) ? null : id(parent));
		input.put("industry", industry);
		this.ids.put(name,
				this.graphQl.documentName("customer/create")
					.variable("input", input)
					.execute()
					.path("createCustomer.customer.id")
					.entity(String.class)
					.get());
	}

	private String id(String name) {
		return String.valueOf(this.ids.get(name));
	}

	private GraphQlTester.Response list(Map<String, Object> variables) {
		return ask("list", variables);
	}

	private List<String> names(Map<String, Object> filter) {
		return list(Map.of("filter", filter)).path("customers.nodes[*].name").entityList(String.class).get();
	}

	/** The whole list, page by page. */
	private List<String> names(Map<String, Object> variables, String way, int size) {
		boolean forward = way.equals("forward");
		List<String> names = new ArrayList<>();
		Map<String, Object> page = new HashMap<>(variables);
		page.put(forward ? "first" : "last", size);
		boolean more = true;
		while (more) {
			GraphQlTester.Response answer = list(page);
			names.addAll(forward ? names.size() : 0,
					answer.path("customers.nodes[*].name").entityList(String.class).get());
			more = flag(answer, forward ? "hasNextPage" : "hasPreviousPage");
			boolean begun = page.containsKey(forward ? "after" : "before");
			assertThat(flag(answer, forward ? "hasPreviousPage" : "hasNextPage")).isEqualTo(begun);
			page.put(forward ? "after" : "before",
					answer.path("customers.pageInfo." + (forward ? "endCursor" : "startCursor"))
						.entity(String.class)
						.get());
		}
		return names;
	}

	private static boolean flag(GraphQlTester.Response answer, String name) {
		return answer.path("customers.pageInfo." + name).entity(Boolean.class).get();
	}

	private GraphQlTester.Response children(Map<String, Object> parent, Map<String, Object> page) {
		Map<String, Object> variables = new HashMap<>(parent);
		variables.putAll(page);
		return ask("children", variables);
	}

	private GraphQlTester.Response ask(String document, Map<String, Object> variables) {
		WebGraphQlTester.Request<?> request = this.graphQl.documentName("customer/" + document);
		variables.forEach(request::variable);
		return request.execute();
	}

	private static void sides(GraphQlTester.Response answer, boolean previous, boolean next) {
		answer.path("customer.children.pageInfo.hasPreviousPage").entity(Boolean.class).isEqualTo(previous);
		answer.path("customer.children.pageInfo.hasNextPage").entity(Boolean.class).isEqualTo(next);
	}

	private void refused(Map<String, Object> variables, String code) {
		refused(list(variables), code);
	}

	private static void refused(GraphQlTester.Response answer, String code) {
		answer.errors()
			.satisfy((errors) -> assertThat(errors).singleElement()
				.satisfies((error) -> assertThat(error.getExtensions()).containsEntry("code", code)));
	}

	private static Map<String, @Nullable Object> order(String field, String direction, @Nullable String nulls) {
		Map<String, @Nullable Object> order = new HashMap<>(Map.of("field", field, "direction", direction));
		order.put("nulls", nulls);
		return order;
	}

}
