package dev.rapport.graphql;

import java.util.ArrayList;
import java.util.List;

import org.springframework.graphql.execution.SchemaReport;
import org.springframework.stereotype.Component;

/**
 * How schema and controllers differ, as Spring for GraphQL found at start; a test wants
 * it empty.
 */
@Component
class SchemaInspection {

	private final List<SchemaReport> reports = new ArrayList<>();

	void accept(SchemaReport report) {
		this.reports.add(report);
	}

	List<SchemaReport> reports() {
		return List.copyOf(this.reports);
	}

}
