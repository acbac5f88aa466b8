package dev.rapport.graphql;

import java.util.List;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Chore;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;

/**
 * The documents that clients have registered, per tenant and client. What was read once
 * is kept in memory, as a hash never stands for another text; a registration that ends is
 * therefore noticed after a restart at the latest.
 */
@Component
class TrustedDocuments implements Chore {

	/** Documents of one client. */
	static final int MOST = 5_000;

	private static final long CHARACTERS = 8_000_000;

	private static final int BATCH = 1_000;

	private static final String FIND = """
			select content from trusted_document where tenant_id = $1 and client = $2 and hash = $3""";

	private static final String REGISTER = """
			insert into trusted_document (tenant_id, client, hash, content) values ($1, $2, $3, $4)
			on conflict (tenant_id, client, hash) do update set registered_at = now()""";

	private static final String COUNT = """
			select count(*)::int from trusted_document where tenant_id = $1 and client = $2""";

	private final Cache<Key, String> known = Caffeine.newBuilder()
		.maximumWeight(CHARACTERS)
		.weigher((Key key, String text) -> text.length())
		.executor(Runnable::run)
		.build();

	private final TenantDatabase database;

	TrustedDocuments(TenantDatabase database) {
		this.database = database;
	}

	/** The text of a document of the caller's client; empty if it has none such. */
	Mono<String> find(Actor actor, DocumentHash hash) {
		Key key = new Key(actor.tenant().value(), actor.client(), hash);
		return Mono.justOrEmpty(this.known.getIfPresent(key))
			.switchIfEmpty(Mono.defer(() -> this.database.first(FIND, Columns::text, actor.client(), hash.hex())
				.doOnNext((text) -> this.known.put(key, text))));
	}

	/** Whether a document was found for the caller's client a while ago. */
	boolean knows(Actor actor, String document) {
		return this.known.estimatedSize() > 0 && this.known
			.getIfPresent(new Key(actor.tenant().value(), actor.client(), DocumentHash.of(document))) != null;
	}

	/**
	 * Registers documents, or prolongs their registration: all or none.
	 * @throws Problem.Violation if the client would have too many
	 */
	Mono<Void> register(String client, List<String> documents) {
		List<Object[]> rows = documents.stream()
			.distinct()
			.map((text) -> new Object[] { client, DocumentHash.of(text).hex(), text })
			.toList();
		return this.database.insertAll(REGISTER, rows)
			.then(this.database.first(COUNT, Columns::integer, client))
			.filter((count) -> count <= MOST)
			.switchIfEmpty(Mono
				.error(() -> new Problem.Violation(ErrorCode.TOO_MANY, "input.documents", "document.tooMany", MOST)))
			.as(this.database::transactional)
			.then();
	}

	@Override
	public String name() {
		return "expiry of trusted documents";
	}

	@Override
	public Mono<Void> perform() {
		return forget().expand((gone) -> (gone < BATCH) ? Mono.empty() : forget()).then();
	}

	private Mono<Long> forget() {
		return this.database.lookup("select forget_documents($1)", Columns::number, BATCH);
	}

	private record Key(UUID tenant, String client, DocumentHash hash) {
	}

}
