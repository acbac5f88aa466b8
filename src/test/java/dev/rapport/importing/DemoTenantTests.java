package dev.rapport.importing;

import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

import dev.rapport.Wire;
import dev.rapport.embedded.DevelopmentIssuer;

import static org.assertj.core.api.Assertions.assertThat;

/** The demo tenant as a client finds it after the first start. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "rapport.demo.load=true")
@ActiveProfiles("test")
@DirtiesContext
class DemoTenantTests {

	/** A directory of this run's own, so that this start is always the first. */
	@DynamicPropertySource
	static void directory(DynamicPropertyRegistry properties) {
		properties.add("rapport.embedded.directory", () -> "target/test-demo-" + ProcessHandle.current().pid());
	}

	@Autowired
	DevelopmentIssuer issuer;

	@Autowired
	DemoTenant tenant;

	@LocalServerPort
	int port;

	private Wire wire;

	@BeforeEach
	void signIn() {
		this.wire = new Wire(this.port, this.issuer.token("demo", "alex.admin"));
	}

	@Test
	void hasAllDealsOfTheDataSet() {
		JsonNode data = ask("""
				{ won: opportunities(filter: {category: {eq: WON}}) { totalCount }
				  lost: opportunities(filter: {category: {eq: LOST}}) { totalCount }
				  open: opportunities(filter: {category: {eq: OPEN}}) { totalCount }
				  homeless: opportunities(filter: {customerId: {isNull: true}}) { totalCount }
				  customers { totalCount } products { totalCount } pipelines { nodes { id } } }""");
		assertThat(data.at("/won/totalCount").asInt()).isEqualTo(4_238);
		assertThat(data.at("/lost/totalCount").asInt()).isEqualTo(2_473);
		assertThat(data.at("/open/totalCount").asInt()).isEqualTo(1_589 + 500);
		assertThat(data.at("/homeless/totalCount").asInt()).isEqualTo(1_425);
		assertThat(data.at("/customers/totalCount").asInt()).isEqualTo(85);
		assertThat(data.at("/products/totalCount").asInt()).isEqualTo(7);
		JsonNode columns = board("alex.admin", data.at("/pipelines/nodes/0/id").asString());
		assertThat(columns.at("/0/count").asInt()).isEqualTo(500);
		assertThat(columns.at("/1/count").asInt()).isEqualTo(1_589);
		assertThat(columns.at("/2/count").asInt()).isEqualTo(4_238);
		assertThat(columns.at("/2/amounts/0/amount").asString()).isEqualTo("10005534.00");
		assertThat(columns.at("/3/count").asInt()).isEqualTo(2_473);
	}

	@Test
	void showsASellerTheDealsOfItsTeamAndAManagerNoMore() {
		String pipeline = ask("{ pipelines { nodes { id } } }").at("/pipelines/nodes/0/id").asString();
		int seen = board("darcel.schlecht", pipeline).at("/2/count").asInt();
		assertThat(seen).isBetween(1, 4_237);
		assertThat(board("melvin.marxen", pipeline).at("/2/count").asInt()).isEqualTo(seen);
		assertThat(board("li.na", pipeline).at("/2/count").asInt()).isZero();
	}

	private JsonNode board(String user, String pipeline) {
		return new Wire(this.port, this.issuer.token("demo", user)).ask(
				"query($p: ID!) { pipelineBoard(pipelineId: $p, first: 1) { columns { count amounts { amount currency } } } }",
				Map.of("p", pipeline))
			.json()
			.at("/data/pipelineBoard/columns");
	}

	@Test
	void isCleanAndDatedAsItHappened() {
		JsonNode data = ask(
				"""
						{ dirty: customers(filter: {industry: {eq: "technolgy"}}) { totalCount }
						  clean: customers(filter: {industry: {eq: "technology"}}) { totalCount }
						  opportunities(first: 1, orderBy: [{field: CLOSED_AT, direction: ASC, nulls: LAST}]) { nodes {
						    createdAt closedAt lines { product { name } } stageHistory { enteredAt leftAt duration stage { key } } } }
						  products(filter: {name: {eq: "GTX Pro"}}) { totalCount }
						  teams(filter: {name: {eq: "Central"}}) { nodes { children { totalCount } } } }""");
		assertThat(data.at("/dirty/totalCount").asInt()).isZero();
		assertThat(data.at("/clean/totalCount").asInt()).isEqualTo(12);
		assertThat(data.at("/products/totalCount").asInt()).isOne();
		assertThat(data.at("/opportunities/nodes/0/closedAt").asString()).startsWith("2017-03-01");
		assertThat(data.at("/opportunities/nodes/0/stageHistory").size()).isEqualTo(2);
		assertThat(data.at("/opportunities/nodes/0/stageHistory/0/leftAt").asString()).startsWith("2017-03-01");
		assertThat(data.at("/teams/nodes/0/children/totalCount").asInt()).isEqualTo(2);
	}

	@Test
	void reportsWhatBecameOfEachRow() {
		LoadReport report = this.tenant.report();
		assertThat(report).isNotNull();
		assertThat(report.rowsRead(SalesData.PIPELINE)).isEqualTo(8_800);
		assertThat(report.created(SalesData.PIPELINE)).isEqualTo(8_800);
		assertThat(report.refusals()).isEmpty();
		assertThat(report.corrections()).containsEntry("accounts: technolgy → technology", 12)
			.containsEntry("sales_pipeline: GTXPro → GTX Pro", 1_480);
	}

	@Test
	void putsSomethingOnEveryScreen() {
		JsonNode data = ask("""
				{ customers(filter: {name: {eq: "Zencorporation"}}) { nodes {
				    contacts { nodes { name } } tickets { totalCount } timeline(first: 20) { nodes { subject } } } }
				  tickets { totalCount } search(query: "陈静") { hits { title } } }""");
		assertThat(data.at("/customers/nodes/0/contacts/nodes").toString()).contains("陈静", "刘洋");
		assertThat(data.at("/customers/nodes/0/tickets/totalCount").asInt()).isEqualTo(3);
		assertThat(data.at("/customers/nodes/0/timeline/nodes").size()).isGreaterThanOrEqualTo(5);
		assertThat(data.at("/search/hits/0/title").asString()).contains("陈静");
		JsonNode agenda = new Wire(this.port, this.issuer.token("demo", "darcel.schlecht"))
			.ask("query($f: DateTime!, $t: DateTime!) { agenda(from: $f, to: $t) { nodes { subject overdue } } }",
					Map.of("f", "2020-01-01T00:00:00Z", "t", "2099-01-01T00:00:00Z"))
			.json()
			.at("/data/agenda/nodes");
		assertThat(agenda.toString()).contains("准备报价单", "\"overdue\":true");
	}

	private JsonNode ask(String query) {
		Wire.Answer answer = this.wire.ask(query, Map.of());
		assertThat(answer.json().has("errors")).as(answer.text()).isFalse();
		return answer.json().path("data");
	}

}
