package dev.rapport.graphql;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.Wire;
import dev.rapport.Wire.Answer;
import dev.rapport.embedded.DevelopmentIssuer;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;

/** Documents are named instead of sent, and clients held to those that are registered. */
@RapportTest
class TrustedDocumentTests {

	private static final String DOCUMENT = "query Who { viewer { name } }";

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@Autowired
	TrustedDocuments trusted;

	@Autowired
	Budgets budgets;

	@Autowired
	ErrorShape errors;

	@LocalServerPort
	int port;

	Tenant tenant;

	Wire wire;

	@BeforeEach
	void tenant() {
		this.tenant = this.tenants.found();
		this.wire = wire(this.tenant);
	}

	@Test
	void remembersADocumentThatWasSentWithItsHash() {
		Map<String, Object> extensions = persisted(DocumentHash.of(DOCUMENT).hex());
		Answer unknown = send(this.wire, Map.of("extensions", extensions));
		assertThat(unknown.code()).isEqualTo("PERSISTED_QUERY_NOT_FOUND");
		assertThat(unknown.json().at("/errors/0/message").asString()).isEqualTo("PersistedQueryNotFound");
		assertThat(name(send(this.wire, Map.of("query", DOCUMENT, "extensions", extensions)))).isEqualTo("Ann Able");
		assertThat(name(send(this.wire, Map.of("extensions", extensions)))).isEqualTo("Ann Able");
		assertThat(send(wire(this.tenants.found()), Map.of("extensions", extensions)).code())
			.isEqualTo("PERSISTED_QUERY_NOT_FOUND");
	}

	@Test
	void namesADocumentByGet() {
		Map<String, Object> extensions = persisted(DocumentHash.of(DOCUMENT).hex());
		send(this.wire, Map.of("query", DOCUMENT, "extensions", extensions));
		String query = "?extensions="
				+ URLEncoder.encode(Wire.JSON.writeValueAsString(extensions), StandardCharsets.UTF_8);
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.wire.endpoint() + query))
			.header("Authorization", "Bearer " + this.issuer.token(this.tenant.key(), "ann"))
			.build();
		assertThat(name(Wire.exchange(request))).isEqualTo("Ann Able");
	}

	@Test
	void refusesAHashThatIsNotTheDocuments() {
		String other = DocumentHash.of("{ __typename }").hex();
		assertThat(send(this.wire, Map.of("query", DOCUMENT, "extensions", persisted(other))).code())
			.isEqualTo("BAD_REQUEST");
		assertThat(send(this.wire, Map.of("documentId", "sha256:" + other.toUpperCase(Locale.ROOT))).code())
			.isEqualTo("BAD_REQUEST");
		assertThat(send(this.wire, Map.of("documentId", "7")).code()).isEqualTo("BAD_REQUEST");
		assertThat(send(this.wire, Map.of("documentId", "sha256:" + other)).code())
			.isEqualTo("PERSISTED_QUERY_NOT_FOUND");
	}

	@Test
	void registersDocumentsForAClient() {
		String client = client();
		Answer answer = register(client, List.of(DOCUMENT, "{ eventCursor }"));
		String id = answer.json().at("/data/registerDocuments/ids/0").asString();
		assertThat(id).isEqualTo(DocumentHash.of(DOCUMENT).id());
		assertThat(register(client, List.of(DOCUMENT)).json().at("/data/registerDocuments/ids/0").asString())
			.isEqualTo(id);
		assertThat(name(send(this.wire, Map.of("documentId", id)))).isEqualTo("Ann Able");
		assertThat(name(send(this.wire, Map.of("documentId", id)))).as("from memory").isEqualTo("Ann Able");
		assertThat(send(wire(this.tenants.found()), Map.of("documentId", id)).code())
			.isEqualTo("PERSISTED_QUERY_NOT_FOUND");
	}

	@Test
	void registersNoneIfOneIsInvalid() {
		Answer answer = register("c", List.of(DOCUMENT, "{ nope }"));
		assertThat(answer.json().at("/data/registerDocuments/ids").size()).isZero();
		assertThat(answer.json().at("/data/registerDocuments/errors/0/path/2").asString()).isEqualTo("1");
		assertThat(answer.json().at("/data/registerDocuments/errors/0/code").asString()).isEqualTo("INVALID_FORMAT");
		assertThat(this.tenants.owner()
			.queryForObject("select count(*) from trusted_document where client = 'c' and tenant_id = ?", Integer.class,
					this.tenant.id().value()))
			.isZero();
	}

	@Test
	void holdsAClientToItsDocuments() {
		String client = "restricted";
		this.wire = wire(this.tenant);
		register(client, List.of(DOCUMENT));
		DocumentInterceptor interceptor = new DocumentInterceptor(this.trusted,
				new DocumentSettings(true, Set.of(client)), this.budgets, this.errors);
		assertThat(served(interceptor, client, Map.of("query", DOCUMENT))).isEqualTo(DOCUMENT);
		assertThat(served(interceptor, client,
				Map.of("query", "#", "extensions", Map.of("documentId", DocumentHash.of(DOCUMENT).id()))))
			.isEqualTo(DOCUMENT);
		assertThat(served(interceptor, client, Map.of("query", "{ viewer { id } }"))).isEqualTo("FORBIDDEN");
		assertThat(served(interceptor, client, Map.of("query", "#"))).isEqualTo("FORBIDDEN");
		assertThat(served(interceptor, "another", Map.of("query", "{ viewer { id } }"))).isEqualTo("{ viewer { id } }");
	}

	@Test
	void forgetsWhatWasNotRegisteredForAYear() {
		register("old", List.of(DOCUMENT));
		this.tenants.owner()
			.update("update trusted_document set registered_at = now() - interval '366 days' where tenant_id = ?",
					this.tenant.id().value());
		this.trusted.perform().block();
		assertThat(this.tenants.owner()
			.queryForObject("select count(*) from trusted_document where tenant_id = ?", Integer.class,
					this.tenant.id().value()))
			.isZero();
	}

	/** The document that goes on, or the code of the refusal. */
	private String served(DocumentInterceptor interceptor, String client, Map<String, Object> body) {
		Actor actor = new Actor(this.tenant.id(), Actor.Kind.USER, this.tenant.ann(), client, "r", Rights.UNLIMITED);
		WebGraphQlRequest request = new WebGraphQlRequest(URI.create("/graphql"), new HttpHeaders(), null, null,
				Map.of(), body, "r", Locale.ENGLISH);
		OperationInterceptor.Chain chain = (resolved, context) -> Mono.just(Refusals.response(resolved, List.of()));
		WebGraphQlResponse response = Objects
			.requireNonNull(interceptor.intercept(request, Actors.with(actor), chain).block());
		List<ResponseError> refused = response.getErrors();
		return refused.isEmpty() ? response.getExecutionInput().getQuery()
				: String.valueOf(refused.getFirst().getExtensions().get("code"));
	}

	private Answer register(String client, List<String> documents) {
		return this.wire.ask(
				"mutation($i: RegisterDocumentsInput!) { registerDocuments(input: $i) { ids errors { code path message } } }",
				Map.of("i", Map.of("client", client, "documents", documents)));
	}

	/** The client that tokens of the development issuer stand for, as keys are noted. */
	private String client() {
		this.wire.send(
				"{\"query\":\"mutation { registerDocuments(input: {client: \\\"x\\\", documents: []}) { ids } }\"}",
				"application/json", "Idempotency-Key", "who");
		return Objects.requireNonNull(this.tenants.owner()
			.queryForObject("select client from idempotency_key where tenant_id = ?", String.class,
					this.tenant.id().value()));
	}

	private Wire wire(Tenant tenant) {
		return new Wire(this.port, this.issuer.token(tenant.key(), "ann"));
	}

	private static Map<String, Object> persisted(String hash) {
		return Map.of("persistedQuery", Map.of("version", 1, "sha256Hash", hash));
	}

	private static Answer send(Wire wire, Map<String, Object> body) {
		return wire.send(Wire.JSON.writeValueAsString(body), "application/json");
	}

	private static String name(Answer answer) {
		return answer.json().at("/data/viewer/name").asString();
	}

}
