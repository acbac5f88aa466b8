package dev.rapport.ticket;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Listing;
import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;

@Repository
class TicketCommentRepository implements NodeSource<TicketComment> {

	private static final String COLUMNS = "k.id, k.ticket_id, k.body, k.visibility, k.created_at, k.created_by";

	private static final String SEEN = """
			(k.visibility = 'PUBLIC' or seen(internalComments, k)) and behind(tickets, k.ticket_id)""";

	static final Listing<TicketComment> LISTING = new Listing<>(COLUMNS, "ticket_comment k", "k.tenant_id", SEEN,
			TicketCommentRepository::read);

	private static final String BY_IDS = "select " + COLUMNS + " from ticket_comment k where k.tenant_id = $1 and k.id"
			+ Sql.ANY + " and " + SEEN;

	private final TenantDatabase database;

	TicketCommentRepository(TenantDatabase database) {
		this.database = database;
	}

	@Override
	public String prefix() {
		return TicketCommentId.PREFIX;
	}

	@Override
	public Class<TicketComment> type() {
		return TicketComment.class;
	}

	@Override
	public Mono<Map<UUID, TicketComment>> byIds(Collection<UUID> ids) {
		return this.database.byKeys(BY_IDS, TicketCommentRepository::read, (Object) ids.toArray(UUID[]::new))
			.map((comments) -> comments.stream()
				.collect(Collectors.toMap((comment) -> comment.id().value(), (comment) -> comment)));
	}

	private static TicketComment read(Columns c) {
		return new TicketComment(c.id(TicketCommentId::new), c.id(TicketId::new), c.text(),
				c.constant(TicketComment.Visibility.class), c.instant(), c.uuid());
	}

}
