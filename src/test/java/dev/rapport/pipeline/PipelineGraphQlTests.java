package dev.rapport.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.io.ClassPathResource;
import org.springframework.graphql.support.ResourceDocumentSource;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.RapportTest;
import dev.rapport.Rival;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.kernel.NodeId;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
@NullUnmarked
class PipelineGraphQlTests {

	private static final ParameterizedTypeReference<Map<String, Object>> OBJECT = new ParameterizedTypeReference<>() {
	};

	@Autowired
	Tenants tenants;

	WebGraphQlTester graphQl;

	@BeforeEach
	void found() {
		this.graphQl = documents(this.tenants.found().graphQl());
	}

	@Test
	void keepsTheStagesThatAnotherAddsAtTheSameMoment() {
		Map<String, Object> pipeline = done("create", Map.of("name", "Own", "stages", three()));
		Map<String, Object> rename = new HashMap<>(Map.of("id", pipeline.get("id"), "name", "New"));
		rename.put("version", null);
		UUID id = NodeId.decode(PipelineId.PREFIX, pipeline.get("id").toString());
		Map<String, Object> renamed = new Rival(this.tenants.owner()).against((rival) -> {
			rival.update("update pipeline set version = version + 1 where id = ?", id);
			rival.update(
					"""
							insert into stage (tenant_id, id, pipeline_id, place, key, name, category, probability, gates)
							select tenant_id, gen_random_uuid(), id, 4, 'LATE', 'Late', 'OPEN', 5, '{}' from pipeline where id = ?
							""",
					id);
		}, () -> done("update", rename));
		assertThat(renamed).containsEntry("name", "New").containsEntry("version", 3);
		assertThat(stages(renamed)).extracting((stage) -> stage.get("key")).contains("LATE");
		assertThat(one(pipeline.get("id"))).isEqualTo(renamed);
	}

	@Test
	void hasTheUsualStagesUnlessOthersAreNamed() {
		Map<String, Object> usual = done("create", Map.of("name", " 销售 "));
		assertThat(usual).containsEntry("name", "销售").containsEntry("version", 1);
		assertThat(stages(usual)).hasSize(8)
			.first()
			.satisfies((stage) -> assertThat(stage).containsEntry("key", "PROSPECTING")
				.containsEntry("label", "潜在客户列表")
				.containsEntry("categoryLabel", "进行中"));
		Map<String, Object> absent = new HashMap<>(Map.of("name", "Absent"));
		absent.put("stages", null);
		assertThat(stages(done("create", absent))).hasSize(8);
		Map<String, Object> own = done("create", Map.of("name", "Own", "stages", three()));
		assertThat(stages(own)).extracting((stage) -> stage.get("key")).containsExactly("TALK", "YES", "NO");
		assertThat(stages(own)).extracting((stage) -> stage.get("label")).containsExactly("洽谈", "Yes", "No");
		assertThat(stages(own)).extracting((stage) -> stage.get("probability")).containsExactly(35, 100, 0);
		assertThat(stages(own).getFirst()).containsEntry("gates", List.of("AMOUNT")).containsEntry("maxDays", 14);
	}

	@Test
	void replacesStagesAndKeepsThoseWithAnId() {
		Map<String, Object> pipeline = done("create", Map.of("name", "Own", "stages", three()));
		List<Map<String, Object>> stages = new ArrayList<>(three());
		stages.set(0, stage("TALK", "OPEN", "id", stages(pipeline).getFirst().get("id"), "probability", 50));
		stages.add(0, stage("HELLO", "OPEN"));
		Map<String, Object> replaced = done("update", Map.of("id", pipeline.get("id"), "version", 1, "stages", stages));
		assertThat(stages(replaced)).extracting((stage) -> stage.get("key"))
			.containsExactly("HELLO", "TALK", "YES", "NO");
		assertThat(stages(replaced)).extracting((stage) -> stage.get("place")).containsExactly(1, 2, 3, 4);
		assertThat(stages(replaced).get(1)).containsEntry("id", stages(pipeline).getFirst().get("id"))
			.containsEntry("probability", 50)
			.containsEntry("maxDays", null);
		assertThat(stages(replaced).get(2).get("id")).isNotEqualTo(stages(pipeline).get(1).get("id"));
		assertThat(one(pipeline.get("id"))).isEqualTo(replaced);
	}

	@Test
	void renamesAndKeepsTheStages() {
		Map<String, Object> pipeline = done("create", Map.of("name", "Own", "stages", three()));
		Map<String, Object> renamed = done("update", Map.of("id", pipeline.get("id"), "version", 1, "name", "New"));
		assertThat(renamed).containsEntry("name", "New").containsEntry("stages", pipeline.get("stages"));
	}

	@Test
	void keepsAStageThatOpportunitiesStandOrStoodIn() {
		Map<String, Object> pipeline = done("create", Map.of("name", "Sales"));
		List<Map<String, Object>> stages = stages(pipeline);
		String deal = open(pipeline.get("id"));
		assertInUse(pipeline, without(stages, "PROSPECTING"));
		this.graphQl.document(
				"mutation($d: ID!, $s: ID!) { moveOpportunity(input: {id: $d, version: null, stageId: $s}) { errors { code } } }")
			.variable("d", deal)
			.variable("s", stages.get(1).get("id"))
			.executeAndVerify();
		assertInUse(pipeline, without(stages, "CONTACTED"));
		assertInUse(pipeline, without(stages, "PROSPECTING"));
		assertThat(stages(
				done("update", Map.of("id", pipeline.get("id"), "version", 1, "stages", without(stages, "DEMO")))))
			.hasSize(7);
	}

	private void assertInUse(Map<String, Object> pipeline, List<Map<String, Object>> stages) {
		assertThat(refused("update", Map.of("id", pipeline.get("id"), "version", 1, "stages", stages)))
			.containsEntry("code", "IN_USE")
			.containsEntry("constraint", "stage.inUse")
			.containsEntry("path", List.of("input", "stages"))
			.containsEntry("message",
					"A stage that was left out is still in use: records stand in it, or stood in it.");
		assertThat(one(pipeline.get("id"))).isEqualTo(pipeline);
	}

	@Test
	void refusesStagesThatDoNotMakeAPipeline() {
		assertRefused(List.of(stage("A", "OPEN"), stage("W", "WON")), "REQUIRED", "stage.category");
		assertRefused(List.of(), "REQUIRED", "stage.category");
		assertRefused(List.of(stage("A", "OPEN"), stage("A", "WON"), stage("L", "LOST")), "DUPLICATE",
				"stage.duplicate");
		assertRefused(Collections.nCopies(31, stage("A", "OPEN")), "TOO_MANY", "tooMany");
		assertRefused(List.of(stage("a", "OPEN")), "INVALID_FORMAT", "stage.key");
		Map<String, Object> pipeline = done("create", Map.of("name", "Sales"));
		List<Map<String, Object>> changed = new ArrayList<>(without(stages(pipeline), ""));
		changed.set(7, stage("CLOSED_LOST", "OPEN", "id", changed.get(7).get("id")));
		changed.add(stage("OTHER", "LOST"));
		assertThat(refused("update", Map.of("id", pipeline.get("id"), "version", 1, "stages", changed)))
			.containsEntry("code", "IN_USE")
			.containsEntry("constraint", "stage.fixed");
	}

	private void assertRefused(List<Map<String, Object>> stages, String code, String constraint) {
		assertThat(refused("create", Map.of("name", "Bad", "stages", stages))).containsEntry("code", code)
			.containsEntry("constraint", constraint);
	}

	@Test
	void refusesStagesOfAnotherPipeline() {
		Map<String, Object> other = done("create", Map.of("name", "Other", "stages", three()));
		List<Map<String, Object>> stages = new ArrayList<>(three());
		stages.set(0, stage("TALK", "OPEN", "id", stages(other).getFirst().get("id")));
		assertThat(refused("create", Map.of("name", "Mine", "stages", stages)))
			.containsEntry("__typename", "NotFoundError")
			.containsEntry("path", List.of("input", "stages", "0", "id"));
		assertThat(one(other.get("id"))).isEqualTo(other);
	}

	@Test
	void answersAStaleVersionWithTheCurrentRecord() {
		Map<String, Object> pipeline = done("create", Map.of("name", "Sales"));
		done("update", Map.of("id", pipeline.get("id"), "version", 1, "name", "Theirs"));
		assertThat(refused("update", Map.of("id", pipeline.get("id"), "version", 1, "name", "Mine")))
			.containsEntry("__typename", "ConflictError")
			.containsEntry("current", Map.of("id", pipeline.get("id"), "version", 2, "name", "Theirs"));
	}

	@Test
	void archivedOnesAreListedApart() {
		Map<String, Object> old = done("create", Map.of("name", "Old"));
		done("create", Map.of("name", "New"));
		assertThat(done("archive", Map.of("id", old.get("id"), "version", 1)).get("archivedAt")).isNotNull();
		assertThat(names(Map.of())).containsExactly("New");
		assertThat(names(Map.of("archived", true))).containsExactly("Old");
		assertThat(refused("archive", Map.of("id", old.get("id"), "version", 2))).containsEntry("code", "ARCHIVED");
	}

	@Test
	void filtersSortsAndPages() {
		for (String name : List.of("Direct", "渠道销售", "Partner", "Renewal", "Events")) {
			done("create", Map.of("name", name));
		}
		assertThat(names(Map.of("filter", Map.of("name", Map.of("contains", "道"))))).containsExactly("渠道销售");
		assertThat(names(Map.of("filter", Map.of("createdAt", Map.of("lt", "2020-01-01T00:00:00Z"))))).isEmpty();
		assertThat(names(Map.of("orderBy", List.of(Map.of("field", "NAME", "direction", "DESC")), "first", 3)))
			.containsExactly("渠道销售", "Renewal", "Partner");
		assertThat(names(Map.of("orderBy", List.of(Map.of("field", "CREATED_AT")), "last", 2)))
			.containsExactly("Renewal", "Events");
		send("list", Map.of("first", 101)).errors()
			.satisfy((errors) -> assertThat(errors.getFirst().getExtensions()).containsEntry("code",
					"PAGE_SIZE_EXCEEDED"));
	}

	@Test
	void readsStagesWithTheirPipelineWithoutMoreStatements() {
		for (int i = 0; i < 5; i++) {
			done("create", Map.of("name", "Sales"));
		}
		names(Map.of());
		StatementLog.clear();
		assertThat(names(Map.of())).hasSize(5);
		assertThat(StatementLog.statements()).hasSizeLessThanOrEqualTo(3);
	}

	@Test
	void anotherTenantSeesAndChangesNothing() {
		Object id = done("create", Map.of("name", "Secret")).get("id");
		this.graphQl = documents(this.tenants.found().graphQl());
		send("one", Map.of("id", id)).path("pipeline").valueIsNull().path("node").valueIsNull();
		assertThat(names(Map.of())).isEmpty();
		Map<String, Object> input = new HashMap<>(Map.of("id", id));
		input.put("version", null);
		assertThat(refused("archive", input)).containsEntry("__typename", "NotFoundError");
		assertThat(refused("update", input)).containsEntry("__typename", "NotFoundError");
	}

	@Test
	void refusesIdsOfAnotherType() {
		Object stage = stages(done("create", Map.of("name", "Sales"))).getFirst().get("id");
		send("one", Map.of("id", stage)).errors()
			.satisfy((errors) -> assertThat(errors.getFirst().getExtensions()).containsEntry("code", "BAD_USER_INPUT"));
	}

	private static WebGraphQlTester documents(WebGraphQlTester graphQl) {
		return graphQl.mutate()
			.documentSource(new ResourceDocumentSource(List.of(new ClassPathResource("graphql-test/pipeline/")),
					ResourceDocumentSource.FILE_EXTENSIONS))
			.build();
	}

	private GraphQlTester.Response send(String name, Map<String, Object> variables) {
		GraphQlTester.Request<?> request = this.graphQl.documentName(name);
		if (!name.equals("list")) {
			request.fragmentName("funnel");
		}
		variables.forEach(request::variable);
		return request.execute();
	}

	private Map<String, Object> done(String verb, Map<String, Object> input) {
		Map<String, Object> payload = send(verb, Map.of("input", input)).path("change").entity(OBJECT).get();
		assertThat(payload.get("errors")).isEqualTo(List.of());
		return objects(List.of(payload.get("pipeline"))).getFirst();
	}

	private Map<String, Object> refused(String verb, Map<String, Object> input) {
		Map<String, Object> payload = send(verb, Map.of("input", input)).path("change").entity(OBJECT).get();
		assertThat(payload.get("pipeline")).isNull();
		return objects(payload.get("errors")).getFirst();
	}

	private Map<String, Object> one(Object id) {
		return send("one", Map.of("id", id)).path("pipeline").entity(OBJECT).get();
	}

	private List<String> names(Map<String, Object> arguments) {
		return send("list", arguments).path("pipelines.nodes[*].name").entityList(String.class).get();
	}

	private String open(Object pipeline) {
		return this.graphQl.document(
				"mutation($p: ID!) { createOpportunity(input: {name: \"Deal\", pipelineId: $p}) { opportunity { id } } }")
			.variable("p", pipeline)
			.execute()
			.path("createOpportunity.opportunity.id")
			.entity(String.class)
			.get();
	}

	private static List<Map<String, Object>> three() {
		return List.of(
				Map.of("key", "TALK", "name", "洽谈", "probability", 35, "gates", List.of("AMOUNT", "AMOUNT"), "maxDays",
						14),
				Map.of("key", "YES", "name", "Yes", "category", "WON"),
				Map.of("key", "NO", "name", "No", "category", "LOST"));
	}

	private static Map<String, Object> stage(String key, String category, Object... more) {
		Map<String, Object> stage = new HashMap<>(Map.of("key", key, "name", "A stage", "category", category));
		for (int i = 0; i < more.length; i += 2) {
			stage.put((String) more[i], more[i + 1]);
		}
		return stage;
	}

	/** Stages as input, all but the one with a key. */
	private static List<Map<String, Object>> without(List<Map<String, Object>> stages, String key) {
		return stages.stream()
			.filter((stage) -> !key.equals(stage.get("key")))
			.map((stage) -> stage((String) stage.get("key"), (String) stage.get("category"), "id", stage.get("id")))
			.toList();
	}

	private static List<Map<String, Object>> stages(Map<String, Object> pipeline) {
		return objects(pipeline.get("stages"));
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> objects(Object list) {
		return (List<Map<String, Object>>) list;
	}

}
