package dev.rapport.search;

import java.util.List;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;

@Repository
class SearchRepository {

	private static final String FIND = """
			select s.kind, s.id, s.title, s.rank from search_all($2, $3, $4) with ordinality s(kind, id, title, rank, place)
			where $1 = app_tenant() order by s.place
			""";

	private final TenantDatabase database;

	SearchRepository(TenantDatabase database) {
		this.database = database;
	}

	/** What answers the question, the best first. */
	Mono<List<SearchHit>> find(SearchQuestion question) {
		return this.database.list(FIND, SearchRepository::read, question.part(),
				Sql.texts(question.types().stream().map(SearchType::name).toList()), question.most());
	}

	private static SearchHit read(Columns c) {
		return new SearchHit(c.constant(SearchType.class), c.uuid(), c.text(), c.integer());
	}

}
