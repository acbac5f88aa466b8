package dev.rapport.opportunity;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.NullUnmarked;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.io.ClassPathResource;
import org.springframework.graphql.support.ResourceDocumentSource;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;
import reactor.core.publisher.Flux;

import dev.rapport.Tenants.Tenant;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A tenant that sells: a pipeline of the usual stages, and what its first member does in
 * it.
 */
@NullUnmarked
final class Deals {

	private static final ParameterizedTypeReference<Map<String, Object>> OBJECT = new ParameterizedTypeReference<>() {
	};

	final WebGraphQlTester graphQl;

	final String pipeline;

	/** The ids of the stages by their keys, in their order. */
	final Map<String, String> stages;

	private Deals(WebGraphQlTester graphQl, String pipeline, Map<String, String> stages) {
		this.graphQl = graphQl;
		this.pipeline = pipeline;
		this.stages = stages;
	}

	static Deals of(Tenant tenant) {
		return of(tenant, Map.of("name", "Sales"));
	}

	static Deals of(Tenant tenant, Map<String, Object> pipeline) {
		WebGraphQlTester graphQl = documents(tenant.graphQl());
		Map<String, Object> created = graphQl.document("""
				mutation ($input: CreatePipelineInput!) {
				  createPipeline(input: $input) { pipeline { id stages { id key } } } }""")
			.variable("input", pipeline)
			.execute()
			.path("createPipeline.pipeline")
			.entity(OBJECT)
			.get();
		Map<String, String> stages = new LinkedHashMap<>();
		for (Object stage : (List<?>) created.get("stages")) {
			stages.put(text(stage, "key"), text(stage, "id"));
		}
		return new Deals(graphQl, text(created, "id"), stages);
	}

	/** The same deals as another caller sees them. */
	Deals as(WebGraphQlTester other) {
		return new Deals(documents(other), this.pipeline, this.stages);
	}

	private static WebGraphQlTester documents(WebGraphQlTester graphQl) {
		return graphQl.mutate()
			.documentSource(new ResourceDocumentSource(List.of(new ClassPathResource("graphql-test/opportunity/")),
					ResourceDocumentSource.FILE_EXTENSIONS))
			.build();
	}

	/** Sends a document of this room, with the fragments that it needs. */
	GraphQlTester.Response send(String name, Map<String, Object> variables, String... fragments) {
		GraphQlTester.Request<?> request = this.graphQl.documentName(name);
		List.of(fragments).forEach(request::fragmentName);
		variables.forEach(request::variable);
		return request.execute();
	}

	/** Sends a change and answers its payload. */
	Map<String, Object> change(String verb, Map<String, Object> input) {
		return send(verb, Map.of("input", input), "deal", "mistake").path("change").entity(OBJECT).get();
	}

	/** Sends a change that must succeed and answers the opportunity. */
	Map<String, Object> done(String verb, Map<String, Object> input) {
		Map<String, Object> payload = change(verb, input);
		assertThat(payload.get("errors")).isEqualTo(List.of());
		return object(payload, "opportunity");
	}

	/** Sends a change that must fail and answers its only mistake. */
	Map<String, Object> refused(String verb, Map<String, Object> input) {
		Map<String, Object> payload = change(verb, input);
		assertThat(payload.get("opportunity")).isNull();
		assertThat((List<?>) payload.get("errors")).hasSize(1);
		return object(((List<?>) payload.get("errors")).getFirst());
	}

	/** Opens an opportunity in the pipeline. */
	Map<String, Object> open(String name, Map<String, Object> more) {
		Map<String, Object> input = new HashMap<>(more);
		input.put("name", name);
		input.put("pipelineId", this.pipeline);
		return done("create", input);
	}

	/** Opens an opportunity in the pipeline and answers its id. */
	String open(String name) {
		return text(open(name, Map.of()), "id");
	}

	/** The names on a page of the list. */
	List<String> names(Map<String, Object> arguments) {
		return send("list", arguments).path("opportunities.nodes[*].name").entityList(String.class).get();
	}

	/** Follows a subscription of this room. */
	Flux<Map<String, Object>> follow(String name, String field, Map<String, Object> variables) {
		GraphQlTester.Request<?> request = this.graphQl.documentName(name);
		variables.forEach(request::variable);
		return request.executeSubscription().toFlux().map((response) -> response.path(field).entity(OBJECT).get());
	}

	/** An input for one opportunity, whatever its version. */
	static Map<String, Object> any(String id, Object... more) {
		Map<String, Object> input = new HashMap<>();
		input.put("id", id);
		input.put("version", null);
		for (int i = 0; i < more.length; i += 2) {
			input.put((String) more[i], more[i + 1]);
		}
		return input;
	}

	static Map<String, Object> money(String amount, String currency) {
		return Map.of("amount", amount, "currency", currency);
	}

	static Map<String, Object> object(Object parent, String field) {
		return object(((Map<?, ?>) parent).get(field));
	}

	static String text(Object parent, String field) {
		return (String) ((Map<?, ?>) parent).get(field);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> object(Object value) {
		return (Map<String, Object>) value;
	}

}
