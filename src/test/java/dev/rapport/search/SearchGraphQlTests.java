package dev.rapport.search;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ClassPathResource;
import org.springframework.graphql.support.ResourceDocumentSource;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
@NullUnmarked
class SearchGraphQlTests {

	@Autowired
	Tenants tenants;

	Tenants.Tenant tenant;

	WebGraphQlTester graphQl;

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
		this.graphQl = documents(this.tenant.graphQl());
	}

	@Test
	void findsRecordsOfAllTypes() {
		String customer = create("Customer", Map.of("name", "Blue Whale"));
		String contact = create("Contact", Map.of("name", "Whaley Blue"));
		String opportunity = opportunity("Sell whale food");
		String ticket = create("Ticket", Map.of("subject", "The whale is hungry"));
		GraphQlTester.Response response = send(Map.of("query", "whale"));
		response.path("search.hits[*].node.id")
			.entityList(String.class)
			.containsExactly(contact, ticket, opportunity, customer);
		response.path("search.hits[*].type")
			.entityList(String.class)
			.containsExactly("CONTACT", "TICKET", "OPPORTUNITY", "CUSTOMER");
		response.path("search.hits[*].node.__typename")
			.entityList(String.class)
			.containsExactly("Contact", "Ticket", "Opportunity", "Customer");
		response.path("search.hits[0].title").entity(String.class).isEqualTo("Whaley Blue");
		assertThat(find("whale", Map.of("types", List.of("TICKET", "CUSTOMER")))).containsExactly("The whale is hungry",
				"Blue Whale");
		assertThat(find("whale", Map.of("types", List.of()))).hasSize(4);
		assertThat(find("whale", Map.of("first", 1))).containsExactly("Whaley Blue");
	}

	@Test
	void exactComesBeforePrefixBeforeWordBeforeElsewhereAndRecentBeforeOld() {
		customer("The newest oaken one");
		customer("Broaker");
		customer("Oak");
		customer("Oakland");
		customer("Old Oak Inn");
		customer("Great-Oak Inn");
		customer("Oaken");
		GraphQlTester.Response response = send(Map.of("query", "OAK"));
		response.path("search.hits[*].title")
			.entityList(String.class)
			.containsExactly("Oak", "Oaken", "Oakland", "Great-Oak Inn", "Old Oak Inn", "The newest oaken one",
					"Broaker");
		response.path("search.hits[*].rank").entityList(Integer.class).containsExactly(1, 2, 2, 3, 3, 3, 4);
	}

	@Test
	void theSameQuestionHasTheSameAnswer() {
		for (int i = 0; i < 12; i++) {
			create((i % 2 == 0) ? "Customer" : "Contact", Map.of("name", "Twin"));
		}
		List<String> ids = ids("twin");
		assertThat(ids).hasSize(12);
		for (int i = 0; i < 3; i++) {
			assertThat(ids("twin")).isEqualTo(ids);
		}
		assertThat(
				send(Map.of("query", "twin", "first", 5)).path("search.hits[*].node.id").entityList(String.class).get())
			.isEqualTo(ids.subList(0, 5));
	}

	@Test
	void findsByNumberWithThatNumberFirst() {
		customer("First");
		customer("About C-000001");
		assertThat(find("c-000001")).containsExactly("First", "About C-000001");
		opportunity("Deal");
		assertThat(find("O-0000")).containsExactly("Deal");
	}

	@ParameterizedTest
	@ValueSource(strings = { "138 0000", "+86 138-0000-0000", "0086 138 0000 0000", "(138) 0000 0000", "13800000000",
			"１３８ ００００", "8613800000000" })
	void findsTelephoneNumbersHoweverTheyAreWritten(String query) {
		reachable("Customer", "Acme", "PHONE", "+8613800000000");
		reachable("Contact", "Ann", "PHONE", "+8613800000000");
		reachable("Customer", "Other", "PHONE", "+4930123456");
		assertThat(find(query)).containsExactly("Ann", "Acme");
	}

	@Test
	void anExactTelephoneNumberComesFirst() {
		reachable("Customer", "Acme", "PHONE", "+8613800000000");
		customer("Hotline 8613800000000");
		send(Map.of("query", "+86 138 0000 0000")).path("search.hits[*].title")
			.entityList(String.class)
			.containsExactly("Acme");
		send(Map.of("query", "8613800000000")).path("search.hits[*].title")
			.entityList(String.class)
			.containsExactly("Acme", "Hotline 8613800000000");
	}

	@Test
	void findsByEmailAddress() {
		reachable("Contact", "Ann", "EMAIL", "ann.lee@example.com");
		reachable("Contact", "Bo", "EMAIL", "joann.lee@example.com");
		assertThat(find("Ann.Lee@EXAMPLE.com")).containsExactly("Ann", "Bo");
		send(Map.of("query", "ann.lee@example.com")).path("search.hits[*].rank")
			.entityList(Integer.class)
			.containsExactly(1, 4);
		assertThat(find("example.com")).hasSize(2);
	}

	@ParameterizedTest
	@CsvSource({ "华", "信科", "华信科技", "科", "ltd", "ＬＴＤ" })
	void findsChineseFromOneCharacterAndLatinFromTwo(String query) {
		customer("华信科技 Ltd");
		customer("中华商务");
		assertThat(find(query)).contains("华信科技 Ltd");
		assertThat(find("华")).containsExactly("华信科技 Ltd", "中华商务");
	}

	@Test
	void noCharacterIsAWildcard() {
		customer("Plain");
		customer("100% wool");
		customer("snake_case");
		customer("back\\slash");
		assertThat(find("0%")).containsExactly("100% wool");
		assertThat(find("%w")).isEmpty();
		assertThat(find("%%")).isEmpty();
		assertThat(find("__")).isEmpty();
		assertThat(find("e_c")).containsExactly("snake_case");
		assertThat(find("k\\s")).containsExactly("back\\slash");
		assertThat(find("\\\\")).isEmpty();
		assertThat(find("' or")).isEmpty();
	}

	@Test
	void archivedRecordsAreNotFound() {
		String id = create("Customer", Map.of("name", "Atlantis"));
		assertThat(find("atlantis")).hasSize(1);
		this.graphQl
			.document("mutation($id: ID!) { archiveCustomer(input: {id: $id, version: 1}) { errors { code } } }")
			.variable("id", id)
			.executeAndVerify();
		assertThat(find("atlantis")).isEmpty();
	}

	@Test
	void anotherTenantFindsNothing() {
		reachable("Customer", "Secret", "PHONE", "+8613800000000");
		create("Ticket", Map.of("subject", "Secret"));
		this.graphQl = documents(this.tenants.found().graphQl());
		assertThat(find("secret")).isEmpty();
		assertThat(find("138 0000")).isEmpty();
		assertThat(find("C-000001")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\u3000", "\t", "a", " a ", "Ａ", "7" })
	void refusesWhatSaysTooLittle(String query) {
		assertRefused(Map.of("query", query), "BAD_USER_INPUT",
				"Look for at least two letters or one Chinese character.");
	}

	@Test
	void refusesWhatIsTooLongOrAsksForTooMuch() {
		assertRefused(Map.of("query", "x".repeat(201)), "BAD_USER_INPUT", "Look for at most 200 characters.");
		assertThat(find("x".repeat(200))).isEmpty();
		assertRefused(Map.of("query", "ab\0c"), "BAD_USER_INPUT", "The text contains characters that can't be stored.");
		assertRefused(Map.of("query", "ab", "first", 101), "PAGE_SIZE_EXCEEDED", "A page has at most 100 items.");
		assertRefused(Map.of("query", "ab", "first", 0), "BAD_USER_INPUT", "A page has at least one item.");
	}

	@Test
	void refusesInTheLanguageOfTheCaller() {
		this.graphQl = documents(this.tenant.graphQl(Locale.SIMPLIFIED_CHINESE));
		assertRefused(Map.of("query", "a"), "BAD_USER_INPUT", "请至少输入两个字母或一个汉字。");
	}

	@Test
	void costsOneStatementAndOneForEachTypeFound() {
		for (int i = 0; i < 10; i++) {
			create("Customer", Map.of("name", "Many " + i));
			create("Contact", Map.of("name", "Many " + i));
			create("Ticket", Map.of("subject", "Many " + i));
		}
		opportunity("Many");
		StatementLog.clear();
		assertThat(find("many", Map.of("first", 100))).hasSize(31);
		// and the owners, of customers and of opportunities
		assertThat(StatementLog.statements()).hasSizeLessThanOrEqualTo(9);
	}

	private List<String> find(String query) {
		return find(query, Map.of());
	}

	private List<String> find(String query, Map<String, Object> more) {
		Map<String, Object> variables = new HashMap<>(more);
		variables.put("query", query);
		return send(variables).path("search.hits[*].title").entityList(String.class).get();
	}

	private List<String> ids(String query) {
		return send(Map.of("query", query)).path("search.hits[*].node.id").entityList(String.class).get();
	}

	private GraphQlTester.Response send(Map<String, Object> variables) {
		GraphQlTester.Request<?> request = this.graphQl.documentName("search");
		variables.forEach(request::variable);
		return request.execute();
	}

	private void assertRefused(Map<String, Object> variables, String code, String message) {
		send(variables).errors().satisfy((errors) -> {
			assertThat(errors).hasSize(1);
			assertThat(errors.getFirst().getExtensions()).containsEntry("code", code);
			assertThat(errors.getFirst().getMessage()).isEqualTo(message);
		});
	}

	private void customer(String name) {
		create("Customer", Map.of("name", name));
	}

	private void reachable(String type, String name, String kind, String value) {
		create(type, Map.of("name", name, "contactPoints", List.of(Map.of("kind", kind, "value", value))));
	}

	private String opportunity(String name) {
		String pipeline = this.graphQl
			.document("mutation { createPipeline(input: {name: \"Sales\"}) { pipeline { id } } }")
			.execute()
			.path("createPipeline.pipeline.id")
			.entity(String.class)
			.get();
		return create("Opportunity", Map.of("name", name, "pipelineId", pipeline));
	}

	private String create(String type, Map<String, Object> input) {
		String document = "mutation($i: Create%sInput!) { made: create%s(input: $i) { node: %s { id } errors { message } } }"
			.formatted(type, type, type.toLowerCase(Locale.ROOT));
		return this.graphQl.document(document)
			.variable("i", input)
			.execute()
			.path("made.errors")
			.entityList(Object.class)
			.hasSize(0)
			.path("made.node.id")
			.entity(String.class)
			.get();
	}

	private static WebGraphQlTester documents(WebGraphQlTester graphQl) {
		return graphQl.mutate()
			.documentSource(new ResourceDocumentSource(List.of(new ClassPathResource("graphql-test/search/")),
					ResourceDocumentSource.FILE_EXTENSIONS))
			.build();
	}

}
