package dev.rapport.search;

import java.util.List;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Rights;

@Repository
class SearchRepository {

	/**
	 * The search function does not know rights, so who does not see everything is
	 * answered from this many of the best.
	 */
	private static final int CANDIDATES = 1_000;

	private static final String FIND = """
			select s.kind, s.id, s.title, s.rank from search_all($2, $3, $4, $6) with ordinality s(kind, id, title, rank, place)
			where $1 = app_tenant() and case s.kind
			  when 'CUSTOMER' then (select seen(customers, c) from customer c where c.tenant_id = $1 and c.id = s.id)
			  when 'CONTACT' then (select seen(contacts, c) from contact c where c.tenant_id = $1 and c.id = s.id)
			  when 'OPPORTUNITY' then (select seen(opportunities, o) from opportunity o where o.tenant_id = $1 and o.id = s.id)
			  else (select seen(tickets, t) from ticket t where t.tenant_id = $1 and t.id = s.id) end
			order by s.place limit $5
			""";

	private static final String FIND_ANY = """
			select s.kind, s.id, s.title, s.rank from search_all($2, $3, $4, $5) with ordinality s(kind, id, title, rank, place)
			where $1 = app_tenant() order by s.place
			""";

	private static final List<String> KINDS = List.of("customers", "contacts", "opportunities", "tickets");

	/** Who does not fully see one of these finds nobody by an address or a number. */
	private static final List<String> WAYS_TO_REACH = List.of("ContactPoint.value", "Customer.contactPoints",
			"Contact.contactPoints");

	private final TenantDatabase database;

	SearchRepository(TenantDatabase database) {
		this.database = database;
	}

	/** What answers the question and the caller may see, the best first. */
	Mono<List<SearchHit>> find(SearchQuestion question) {
		String[] types = Sql.texts(question.types().stream().map(SearchType::name).toList());
		return Actors.current().map(Actor::rights).flatMap((rights) -> find(question, types, rights));
	}

	private Mono<List<SearchHit>> find(SearchQuestion question, String[] types, Rights rights) {
		boolean contacts = WAYS_TO_REACH.stream().allMatch(rights::shows);
		return KINDS.stream().allMatch((kind) -> rights.reads(kind).isAll())
				? this.database.list(FIND_ANY, SearchRepository::read, question.part(), types, question.most(),
						contacts)
				: this.database.list(FIND, SearchRepository::read, question.part(), types, CANDIDATES, question.most(),
						contacts);
	}

	private static SearchHit read(Columns c) {
		return new SearchHit(c.constant(SearchType.class), c.uuid(), c.text(), c.integer());
	}

}
