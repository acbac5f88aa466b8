package dev.rapport.consumer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;

import static org.assertj.core.api.Assertions.assertThat;

/** What the README tells partners works as it is pasted, one after the other. */
@RapportTest
@NullUnmarked
class PublishedGroupExamplesTests {

	private static final Pattern DOCUMENT = Pattern.compile("```graphql\n(.*?)```", Pattern.DOTALL);

	@Autowired
	Tenants tenants;

	@Autowired
	ApplicationContext context;

	@Test
	void work() throws IOException {
		String readme = Files.readString(Path.of("README.md"));
		String section = readme.substring(readme.indexOf("\n## For partners"));
		List<String> documents = DOCUMENT.matcher(section.substring(0, section.indexOf("\n## ", 5)))
			.results()
			.map((match) -> match.group(1))
			.toList();
		assertThat(documents).hasSize(4);
		Tenants.Tenant tenant = this.tenants.found();
		Ledger ledger = new Ledger(tenant, this.context);
		WebGraphQlTester ann = ledger.as(tenant.ann());
		ann.document(documents.get(1)).execute().path("createConsumerGroup.errors").entityList(Object.class).hasSize(0);
		ledger.customers("Zen", 2, tenant.ann());
		ann.document(documents.getFirst())
			.execute()
			.path("events.nodes[*].type")
			.entityList(String.class)
			.containsExactly("CustomerCreated", "CustomerCreated");
		String cursor = ann.document(documents.get(2))
			.executeSubscription()
			.toFlux()
			.map((change) -> change.path("groupEvents.cursor").entity(String.class).get())
			.blockFirst(Ledger.PATIENCE);
		ann.document(documents.get(3))
			.variable("cursor", cursor)
			.execute()
			.path("acknowledgeEvents.consumerGroup.lag.events")
			.entity(Integer.class)
			.isEqualTo(1);
	}

}
