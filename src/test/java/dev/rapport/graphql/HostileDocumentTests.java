package dev.rapport.graphql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.kernel.ApiCode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Documents that are made to do harm are refused before anything of them is executed. How
 * long that takes is printed, not asserted: the machine is shared.
 */
@RapportTest
class HostileDocumentTests {

	private static final int SIZES = 40;

	private static final Set<String> CODES = Arrays.stream(ApiCode.values())
		.map(Enum::name)
		.filter((code) -> !code.equals("INTERNAL_ERROR"))
		.collect(Collectors.toSet());

	@Autowired
	Tenants tenants;

	WebGraphQlTester graphQl;

	@BeforeEach
	void caller() {
		this.graphQl = this.tenants.found().graphQl();
	}

	@Test
	void refusesAllOfThem() {
		Map<String, List<String>> documents = hostile();
		assertThat(documents.values().stream().mapToInt(List::size).sum()).isGreaterThanOrEqualTo(500);
		documents.values().forEach((family) -> refused(family.getFirst(), Map.of())); // warms
																						// up
		this.graphQl.document("{ customers { totalCount } }").executeAndVerify();
		long statements = statements();
		List<Long> all = new ArrayList<>();
		documents.forEach((family, variants) -> {
			List<Long> times = variants.stream().map((document) -> refused(document, Map.of())).sorted().toList();
			all.addAll(times);
			System.out.printf("hostile documents, %-22s %3d refused, median %6.2f ms, worst %7.2f ms%n", family,
					times.size(), times.get(times.size() / 2) / 1e6, times.getLast() / 1e6);
		});
		Collections.sort(all);
		System.out.printf("hostile documents, all: %d refused, median %.2f ms, p99 %.2f ms, worst %.2f ms%n",
				all.size(), all.get(all.size() / 2) / 1e6, all.get((int) (all.size() * 0.99)) / 1e6,
				all.getLast() / 1e6);
		assertThat(statements()).as("statements of all these documents").isEqualTo(statements);
	}

	/** As much work as a document may make that keeps to all limits. */
	@Test
	void staysQuickAtTheLimit() {
		Map<String, String> documents = new LinkedHashMap<>();
		documents.put("same fields", "{ viewer { " + "id ".repeat(2_900) + "} }");
		documents.put("same objects", "{ viewer { " + "team { id } ".repeat(700) + "} }");
		documents.put("same deep paths", "{ customers(first: 1) { nodes { "
				+ "parent { parent { parent { parent { id } } } } ".repeat(200) + "} } }");
		documents.put("unfolding paths", bomb(10).replace("id name", "parent { parent { id } }"));
		documents.put("schema paths", schemaBomb(4, 2));
		documents.put("schema objects", "{ __schema { types { " + "fields { type { name } } ".repeat(100) + "} } }");
		documents.put("unknown everywhere", "{ viewer { " + "nope { nope } ".repeat(700) + "} }");
		documents.forEach((what, document) -> {
			for (int i = 0; i < 5; i++) {
				long begin = System.nanoTime();
				String code = code(document + " # " + i, Map.of(), false);
				System.out.printf("document at the limit, %-20s %7.2f ms %s%n", what, (System.nanoTime() - begin) / 1e6,
						code);
			}
		});
	}

	@Test
	void refusesLongListsInVariables() {
		String document = "query($f: CustomerFilter) { customers(filter: $f) { totalCount } }";
		List<String> ids = Collections.nCopies(101, "cus_00000000000000000000000000");
		Map<String, Object> variables = Map.of("f", Map.of("id", Map.of("in", ids)));
		assertThat(code(document, variables)).isEqualTo("BAD_USER_INPUT");
	}

	@Test
	void saysWhatIsWrongByItsCode() {
		assertThat(code(aliases(31), Map.of())).isEqualTo("QUERY_TOO_COMPLEX");
		assertThat(code(directives(21), Map.of())).isEqualTo("QUERY_TOO_COMPLEX");
		assertThat(code(bomb(12), Map.of())).isEqualTo("QUERY_TOO_COMPLEX");
		assertThat(code(nested(12), Map.of())).isEqualTo("QUERY_TOO_DEEP");
		assertThat(code(chain(12), Map.of())).isEqualTo("QUERY_TOO_DEEP");
		assertThat(code(circle(3), Map.of())).isEqualTo("GRAPHQL_VALIDATION_FAILED");
		assertThat(code(list(101), Map.of())).isEqualTo("BAD_USER_INPUT");
		assertThat(code(pages(2), Map.of())).isEqualTo("QUERY_TOO_COMPLEX");
	}

	/** Those of the background left out, which looks for events. */
	private static long statements() {
		return StatementLog.statements().stream().filter((sql) -> sql.contains("customer")).count();
	}

	/** By family. */
	static Map<String, List<String>> hostile() {
		Map<String, List<String>> documents = new LinkedHashMap<>();
		documents.put("alias floods", many((n) -> aliases(31 + 10 * n)));
		documents.put("directive floods", many((n) -> directives(21 + 15 * n)));
		documents.put("unknown directives", many((n) -> "{ viewer { id" + " @x".repeat(21 + 30 * n) + " } }"));
		documents.put("nested fields", many((n) -> nested(12 + n)));
		documents.put("nested fragments", many((n) -> chain(12 + n)));
		documents.put("exponential fragments", many((n) -> bomb(12 + n)));
		documents.put("circular fragments", many((n) -> circle(1 + n)));
		documents.put("schema bombs", many((n) -> schemaBomb(6 + n % 10, 2 + n / 10)));
		documents.put("long lists", many((n) -> list(101 + 20 * n)));
		documents.put("deep input objects", many((n) -> input(120 + 20 * n)));
		documents.put("long names", many((n) -> "{ " + "x".repeat(200 + 700 * n) + " }"));
		documents.put("overlapping fields", many((n) -> overlapping(20 + 5 * n)));
		documents.put("unknown fields",
				many((n) -> "{ " + "nope%d ".repeat(50 + 30 * n).formatted(numbers(50 + 30 * n)) + "}"));
		documents.put("pages of pages", many((n) -> pages(2 + n % 4) + " # " + n));
		documents.put("many operations",
				many((n) -> IntStream.range(0, 11 + n)
					.mapToObj((i) -> "query q" + i + " { viewer { id } }")
					.collect(Collectors.joining(" "))));
		return documents;
	}

	private static List<String> many(java.util.function.IntFunction<String> variant) {
		return IntStream.range(0, SIZES).mapToObj(variant).toList();
	}

	private static Object[] numbers(int count) {
		return IntStream.range(0, count).boxed().toArray();
	}

	private static String aliases(int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> "a" + i + ": eventCursor")
			.collect(Collectors.joining(" ", "{ ", " }"));
	}

	private static String directives(int count) {
		return "{ viewer { id" + " @include(if: true)".repeat(count) + " } }";
	}

	private static String nested(int depth) {
		return "{ customers { nodes { " + "parent { ".repeat(depth) + "id" + " }".repeat(depth) + " } } }";
	}

	private static String chain(int length) {
		return "{ customers { nodes { ...F0 } } } " + IntStream.range(0, length)
			.mapToObj((i) -> "fragment F" + i + " on Customer { parent { "
					+ ((i + 1 < length) ? "...F" + (i + 1) : "id") + " } }")
			.collect(Collectors.joining(" "));
	}

	/** Doubles with each fragment. */
	private static String bomb(int length) {
		return "{ customers { nodes { ...F0 } } } " + IntStream.range(0, length)
			.mapToObj((i) -> "fragment F" + i + " on Customer { "
					+ ((i + 1 < length) ? "...F" + (i + 1) + " ...F" + (i + 1) : "id name") + " }")
			.collect(Collectors.joining(" "));
	}

	private static String circle(int length) {
		return "{ customers { nodes { ...F0 } } } " + IntStream.range(0, length)
			.mapToObj((i) -> "fragment F" + i + " on Customer { id ...F" + ((i + 1) % length) + " }")
			.collect(Collectors.joining(" "));
	}

	/** Overlapping fragments that lead deeper into the types of the schema. */
	private static String schemaBomb(int length, int width) {
		return "{ __schema { types { ...T0 } } } "
				+ IntStream.range(0, length)
					.mapToObj((i) -> "fragment T" + i + " on __Type { " + ((i + 1 < length)
							? ("ofType { ...T" + (i + 1) + " } fields { type { ...T" + (i + 1) + " } } ").repeat(width)
							: "name kind") + " }")
					.collect(Collectors.joining(" "));
	}

	private static String list(int length) {
		return "{ nodes(ids: [" + "\"x\",".repeat(length) + "]) { id } }";
	}

	private static String input(int depth) {
		return "{ customers(filter: " + "{not: ".repeat(depth) + "{}" + "}".repeat(depth) + ") { totalCount } }";
	}

	/** Beyond what unfolds within the limit, under fields of the same names. */
	private static String overlapping(int width) {
		String inner = IntStream.range(0, 24)
			.mapToObj((i) -> "fragment B" + i + " on Customer { id name parent { id name parent { id name } } }")
			.collect(Collectors.joining(" "));
		String spreads = IntStream.range(0, 24).mapToObj((i) -> "...B" + i).collect(Collectors.joining(" "));
		return "{ customers { nodes { " + ("parent { " + "...A } ").repeat(width) + "} } } fragment A on Customer { "
				+ spreads + " } " + inner;
	}

	private static String pages(int depth) {
		return "{ customers(first: 100) { nodes { " + "children(first: 100) { nodes { ".repeat(depth - 1) + "id"
				+ " } }".repeat(depth - 1) + " } } }";
	}

	private String code(String document, Map<String, Object> variables) {
		return code(document, variables, true);
	}

	private String code(String document, Map<String, Object> variables, boolean refused) {
		List<ResponseError> errors = new ArrayList<>();
		WebGraphQlTester.Request<?> request = this.graphQl.document(document);
		variables.forEach(request::variable);
		request.execute().errors().satisfy(errors::addAll);
		if (!refused && errors.isEmpty()) {
			return "";
		}
		assertThat(errors).as(document).isNotEmpty();
		return String.valueOf(errors.getFirst().getExtensions().get("code"));
	}

	/** Nanoseconds until it was refused, without a statement. */
	private long refused(String document, Map<String, Object> variables) {
		long begin = System.nanoTime();
		List<ResponseError> errors = new ArrayList<>();
		WebGraphQlTester.Request<?> request = this.graphQl.document(document);
		variables.forEach(request::variable);
		request.execute().errors().satisfy(errors::addAll);
		long time = System.nanoTime() - begin;
		assertThat(errors).as(document).isNotEmpty();
		assertThat(CODES).as(document).contains(String.valueOf(errors.getFirst().getExtensions().get("code")));
		return time;
	}

}
