package dev.rapport;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;

import graphql.introspection.IntrospectionQueryBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import dev.rapport.Tenants.Tenant;
import dev.rapport.Wire.Answer;
import dev.rapport.embedded.DevelopmentIssuer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each kind of bad input gets a published code in the agreed shape, and changes nothing.
 */
@RapportTest
class BadInputTests {

	/** As deep as the tools of today ask. */
	private static final String TOOLS = IntrospectionQueryBuilder
		.build(IntrospectionQueryBuilder.Options.defaultOptions().typeRefFragmentDepth(9));

	private static final String COUNT = "{ customers { totalCount } eventCursor }";

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@LocalServerPort
	int port;

	Tenant tenant;

	Wire wire;

	String before;

	@BeforeEach
	void tenant() {
		this.tenant = this.tenants.found();
		this.wire = new Wire(this.port, this.issuer.token(this.tenant.key(), "ann"));
		this.before = this.wire.ask(COUNT, Map.of()).json().path("data").toString();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "[{\"query\":\"{__typename}\"}]", "\"text\"", "null", "{\"query\":5}", "{}",
			"{\"query\":\"{__typename}\",\"variables\":[]}", "{\"query\":\"{__typename}\",\"operationName\":{}}" })
	void refusesBodiesThatAreNoRequest(String body) {
		refused(this.wire.send(body, "application/json"), 400, "BAD_REQUEST");
	}

	@Test
	void refusesJsonThatNestsWithoutEnd() {
		refused(this.wire.send("[".repeat(100_000), "application/json"), 400, "BAD_REQUEST");
	}

	@Test
	void refusesTenMegabytes() {
		refused(this.wire.send("{\"query\":\"" + " ".repeat(10_000_000) + "\"}", "application/json"), 413,
				"PAYLOAD_TOO_LARGE");
	}

	@Test
	void refusesOtherContentTypes() {
		refused(this.wire.send("{\"query\":\"{__typename}\"}", "text/plain"), 415, "BAD_REQUEST");
	}

	@Test
	void refusesDocumentsThatAreNotGraphQl() {
		refused(this.wire.ask("{ customers( }", Map.of()), 400, "GRAPHQL_PARSE_FAILED");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{ customerz { totalCount } }", "{ customers { nodes { nam } } }",
			"{ customers(firs: 1) { totalCount } }",
			"mutation { createCustomer(input: {name: \"x\", colour: \"red\"}) { customer { id } errors { code } } }",
			"{ customers(first: \"ten\") { totalCount } }",
			"mutation { createCustomer(input: {}) { errors { code } } }" })
	void refusesWhatDoesNotFitTheSchema(String document) {
		refused(this.wire.ask(document, Map.of()), 400, "GRAPHQL_VALIDATION_FAILED");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"name\": 5}", "{\"name\": \"x\", \"colour\": \"red\"}",
			"{\"name\": \"x\", \"employees\": \"many\"}", "{\"name\": \"x\", \"kind\": \"ALIEN\"}", "{}",
			"{\"name\": null}", "{\"name\": \"x\", \"annualRevenue\": {\"amount\": \"12,5\", \"currency\": \"CNY\"}}",
			"{\"name\": \"x\", \"annualRevenue\": {\"amount\": \"1\", \"currency\": \"cny\"}}" })
	void refusesVariablesOfTheWrongType(String input) {
		refused(this.wire.send(
				"{\"query\":\"mutation($i: CreateCustomerInput!) { createCustomer(input: $i) { errors { code } } }\", \"variables\": {\"i\": "
						+ input + "}}",
				"application/json"), 400, "BAD_USER_INPUT");
	}

	@Test
	void refusesAnIdOfAnotherType() {
		Answer answer = this.wire.ask("query($id: ID!) { customer(id: $id) { id } }",
				Map.of("id", "opp_00000000000000000000000000"));
		refused(answer, 200, "BAD_USER_INPUT");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cus_", "cus_0", "cus_zzzzzzzzzzzzzzzzzzzzzzzzzz", "cus_00000000000000000000000u0!",
			"' or 1=1 --", "" })
	void refusesMalformedIds(String id) {
		refused(this.wire.ask("query($id: ID!) { customer(id: $id) { id } }", Map.of("id", id)), 200, "BAD_USER_INPUT");
	}

	@Test
	void refusesAPageThatIsTooLarge() {
		refused(this.wire.ask("{ customers(first: 101) { totalCount } }", Map.of()), 200, "PAGE_SIZE_EXCEEDED");
		refused(this.wire.ask("{ customers(first: 2147483647) { totalCount } }", Map.of()), 200, "PAGE_SIZE_EXCEEDED");
		refused(this.wire.ask("{ customers(first: -1) { totalCount } }", Map.of()), 200, "BAD_USER_INPUT");
		refused(this.wire.ask("{ customers(first: 1, last: 1) { totalCount } }", Map.of()), 200, "BAD_USER_INPUT");
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "AQ", "!!!", "AQEAAWE", "'; drop table customer; --" })
	void refusesBrokenCursors(String cursor) {
		refused(this.wire.ask("query($c: String) { customers(after: $c) { totalCount } }", Map.of("c", cursor)), 200,
				"INVALID_CURSOR");
	}

	@Test
	void refusesAStaleVersionWithTheCurrentState() {
		Answer created = this.wire.ask("mutation { createCustomer(input: {name: \"Acme\"}) { customer { id } } }",
				Map.of());
		String id = created.json().at("/data/createCustomer/customer/id").asString();
		Answer stale = this.wire.ask(
				"mutation($id: ID!) { updateCustomer(input: {id: $id, version: 7, name: \"Other\"}) { customer { id } errors { code message path "
						+ "... on ConflictError { current { ... on Customer { name version } } } } } }",
				Map.of("id", id));
		assertThat(stale.json().at("/data/updateCustomer/customer").isNull()).isTrue();
		assertThat(stale.json().at("/data/updateCustomer/errors/0/code").asString()).isEqualTo("VERSION_CONFLICT");
		assertThat(stale.json().at("/data/updateCustomer/errors/0/current/name").asString()).isEqualTo("Acme");
		assertThat(stale.json().at("/data/updateCustomer/errors/0/current/version").asInt()).isEqualTo(1);
	}

	@Test
	void refusesAMutationByGet() {
		HttpRequest request = HttpRequest
			.newBuilder(this.wire.endpoint()
				.resolve("/graphql?query=mutation%7BcreateCustomer(input:%7Bname:%22x%22%7D)%7Berrors%7Bcode%7D%7D%7D"))
			.header("Authorization", "Bearer " + this.issuer.token(this.tenant.key(), "ann"))
			.header("Accept", "application/graphql-response+json")
			.build();
		Answer answer = Wire.exchange(request);
		assertThat(answer.code()).isEqualTo("BAD_REQUEST");
		unchanged();
	}

	@Test
	void refusesASubscriptionByPost() {
		refused(this.wire.ask("subscription { customerChanged { cursor } }", Map.of()), 400, "BAD_REQUEST");
	}

	@Test
	void refusesAnOperationThatNestsTooDeep() {
		String document = "{ customers { nodes { " + "parent { ".repeat(12) + "id" + " }".repeat(12) + " } } }";
		refused(this.wire.ask(document, Map.of()), 400, "QUERY_TOO_DEEP");
	}

	@Test
	void refusesDatesThatNoCalendarHas() {
		String create = "mutation($day: Date) { createOpportunity(input: {name: \"x\", pipelineId: \"pip_00000000000000000000000001\", expectedCloseDate: $day}) { errors { code } } }";
		String list = "query($day: Date) { opportunities(filter: {expectedCloseDate: {eq: $day}}) { totalCount } }";
		for (String day : List.of("+999999999-12-31", "-0001-01-01", "0000-01-01", "+10000-01-01")) {
			for (String document : List.of(create, list)) {
				Answer answer = this.wire.ask(document, Map.of("day", day));
				assertThat(answer.text()).contains("\"errors\"").doesNotContain("INTERNAL_ERROR");
				assertThat(answer.code()).isEqualTo("BAD_USER_INPUT");
			}
		}
		assertThat(this.wire.ask(list, Map.of("day", "9999-12-31")).json().has("errors")).isFalse();
	}

	@Test
	void refusesToSortByAFieldTwice() {
		String list = "{ customers(orderBy: [{field: NAME, direction: ASC}, {field: NAME, direction: DESC}]) { totalCount } }";
		assertThat(this.wire.ask(list, Map.of()).code()).isEqualTo("BAD_USER_INPUT");
	}

	@Test
	void admitsTheIntrospectionOfTools() {
		Answer answer = this.wire.ask(TOOLS, Map.of());
		assertThat(answer.json().has("errors")).as(answer.text()).isFalse();
		assertThat(answer.json().at("/data/__schema/queryType/name").asString()).isEqualTo("Query");
	}

	@Test
	void refusesIntrospectionInBadFaith() {
		String document = "{ __type(name: \"Query\") { " + "fields { type { ".repeat(3) + "name" + " } }".repeat(3)
				+ " } }";
		refused(this.wire.ask(document, Map.of()), 400, "QUERY_TOO_COMPLEX");
	}

	@Test
	void refusesAnOperationThatHidesItsDepthBesideIntrospection() {
		String document = "{ __typename customers { nodes { " + "parent { ".repeat(12) + "id" + " }".repeat(12)
				+ " } } }";
		refused(this.wire.ask(document, Map.of()), 400, "QUERY_TOO_DEEP");
	}

	@Test
	void refusesCallersWithoutAValidToken() {
		for (String token : List.of("", "x", "eyJhbGciOiJub25lIn0.e30.", this.issuer.token(this.tenant.key(), "nobody"),
				this.issuer.token("nowhere", "ann"))) {
			Answer answer = new Wire(this.port, token).ask("{ viewer { name } }", Map.of());
			assertThat(answer.status()).isEqualTo(401);
			assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
		}
	}

	@Test
	void speaksTheCallersLanguage() {
		Answer answer = this.wire.send("{\"query\":\"{ customers(first: 101) { totalCount } }\"}", "application/json",
				"Accept-Language", "zh-CN,zh;q=0.9,en;q=0.5");
		assertThat(answer.json().at("/errors/0/message").asString()).isEqualTo("每页最多 100 项。");
		Answer payload = this.wire.send(
				"{\"query\":\"mutation { createCustomer(input: {name: \\\" \\\"}) { errors { message } } }\"}",
				"application/json", "Accept-Language", "zh");
		assertThat(payload.json().at("/data/createCustomer/errors/0/message").asString()).isEqualTo("此项必填。");
	}

	private void refused(Answer answer, int status, String code) {
		assertThat(answer.code()).as(answer.text()).isEqualTo(code);
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		assertThat(answer.json().at("/errors/0/message").asString()).isNotBlank();
		assertThat(answer.json().at("/errors/0/extensions/requestId").asString()).isNotBlank();
		assertThat(answer.json().at("/errors/0/extensions/retryable").isBoolean()).isTrue();
		assertThat(answer.text()).doesNotContain("Exception", "at dev.rapport", "select ", "127.0.0.1", "postgres");
		unchanged();
	}

	private void unchanged() {
		assertThat(this.wire.ask(COUNT, Map.of()).json().path("data")).hasToString(this.before);
	}

}
