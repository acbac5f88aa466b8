package dev.rapport.search;

import java.util.List;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actors;

@Repository
class SearchRepository {

	/**
	 * The search function does not know rights, so who does not see everything is
	 * answered from this many of the best.
	 */
	private static final int CANDIDATES = 1_000;

	private static final String FIND = """
			select s.kind, s.id, s.title, s.rank from search_all($2, $3, $4) with ordinality s(kind, id, title, rank, place)
			where $1 = app_tenant() and case s.kind
			  when 'CUSTOMER' then (select seen(customers, c) from customer c where c.tenant_id = $1 and c.id = s.id)
			  when 'CONTACT' then (select seen(contacts, c) from contact c where c.tenant_id = $1 and c.id = s.id)
			  when 'OPPORTUNITY' then (select seen(opportunities, o) from opportunity o where o.tenant_id = $1 and o.id = s.id)
			  else (select seen(tickets, t) from ticket t where t.tenant_id = $1 and t.id = s.id) end
			order by s.place limit $5
			""";

	private static final String FIND_ANY = """
			select s.kind, s.id, s.title, s.rank from search_all($2, $3, $4) with ordinality s(kind, id, title, rank, place)
			where $1 = app_tenant() order by s.place
			""";

	private static final List<String> KINDS = List.of("customers", "contacts", "opportunities", "tickets");

	private final TenantDatabase database;

	SearchRepository(TenantDatabase database) {
		this.database = database;
	}

	/** What answers the question and the caller may see, the best first. */
	Mono<List<SearchHit>> find(SearchQuestion question) {
		String[] types = Sql.texts(question.types().stream().map(SearchType::name).toList());
		return Actors.current()
			.map((actor) -> KINDS.stream().allMatch((kind) -> actor.rights().reads(kind).isAll()))
			.flatMap((all) -> all
					? this.database.list(FIND_ANY, SearchRepository::read, question.part(), types, question.most())
					: this.database.list(FIND, SearchRepository::read, question.part(), types, CANDIDATES,
							question.most()));
	}

	private static SearchHit read(Columns c) {
		return new SearchHit(c.constant(SearchType.class), c.uuid(), c.text(), c.integer());
	}

}
