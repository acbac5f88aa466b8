package dev.rapport.graphql;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
final class EventCursorTests {

	@Autowired
	Tenants tenants;

	@ParameterizedTest
	@ValueSource(strings = { "{ customers { nodes { id } } eventCursor }",
			"{ customers { nodes { id } } place: eventCursor }",
			"{ customers { nodes { id } } ... on Query { eventCursor } }",
			"query { customers { nodes { id } } ...Outer } fragment Outer on Query { ...Inner } fragment Inner on Query { at: eventCursor }" })
	void isReadBeforeTheListsBesideIt(String document) {
		Tenant tenant = this.tenants.found();
		tenant.graphQl().document("{ customers { nodes { id } } }").executeAndVerify();
		StatementLog.clear();
		tenant.graphQl().document(document).executeAndVerify();
		List<String> statements = StatementLog.statements(tenant.id())
			.stream()
			.filter((sql) -> sql.contains("event_head") || sql.contains("from customer"))
			.toList();
		assertThat(statements).hasSize(2);
		assertThat(statements.getFirst()).contains("event_head");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{ customers { nodes { id } } }",
			"{ pipelineBoard(pipelineId: \"pip_00000000000000000000000001\") { eventCursor } }" })
	void isNotReadWhereNobodyAsks(String document) {
		Tenant tenant = this.tenants.found();
		StatementLog.clear();
		tenant.graphQl().document(document).executeAndVerify();
		assertThat(StatementLog.statements(tenant.id())).noneMatch((sql) -> sql.contains("event_head"));
	}

}
