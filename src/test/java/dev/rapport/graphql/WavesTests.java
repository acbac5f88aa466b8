package dev.rapport.graphql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import graphql.GraphQLContext;
import org.dataloader.DataLoader;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

class WavesTests {

	private final Loaders loaders = new Loaders();

	private final Waves waves = new Waves(this.loaders, GraphQLContext.newContext().build());

	private final List<String> sent = new ArrayList<>();

	@Test
	void sendsWhatWaitsTogether() {
		DataLoader<String, String> owners = answering("owners");
		owners.load("1");
		owners.load("2");
		assertThat(this.sent).isEmpty();
		this.waves.dispatchAll();
		assertThat(this.sent).containsExactly("owners [1, 2]");
	}

	@Test
	void sendsNothingWhereNothingWaits() {
		answering("owners");
		this.waves.dispatchAll();
		assertThat(this.sent).isEmpty();
	}

	/** In whichever order the loaders are sent: each is answered at once. */
	@Test
	void keepsAFastAnswerUntilItsWaveIsSent() {
		DataLoader<String, String> owners = answering("owners");
		DataLoader<String, String> stages = answering("stages");
		owners.load("1").thenAccept((owner) -> follow(stages, "2"));
		stages.load("1").thenAccept((stage) -> follow(owners, "2"));
		this.waves.dispatchAll();
		assertThat(this.sent).containsExactlyInAnyOrder("owners [1]", "stages [1]", "owners [2]", "stages [2]");
	}

	@Test
	void gathersWhatAllBatchesOfAWaveLeadTo() {
		CompletableFuture<Map<String, String>> slowly = new CompletableFuture<>();
		DataLoader<String, String> contacts = answering("contacts");
		DataLoader<String, String> tickets = answering("tickets", slowly);
		DataLoader<String, String> owners = answering("owners");
		contacts.load("1").thenAccept((contact) -> follow(owners, "a"));
		tickets.load("1").thenAccept((ticket) -> follow(owners, "b"));
		this.waves.dispatchAll();
		assertThat(this.sent).containsExactlyInAnyOrder("contacts [1]", "tickets [1]");
		slowly.complete(Map.of());
		assertThat(this.sent).hasSize(3).last().isEqualTo("owners [a, b]");
	}

	@Test
	void goesOnAfterABatchThatFails() {
		CompletableFuture<Map<String, String>> late = new CompletableFuture<>();
		DataLoader<String, String> tickets = answering("tickets", late);
		DataLoader<String, String> owners = answering("owners");
		CompletableFuture<?> owner = tickets.load("1").handle((ticket, failure) -> owners.load("a"));
		this.waves.dispatchAll();
		this.waves.dispatchAll();
		late.completeExceptionally(new IllegalStateException("broken"));
		assertThat(owner).isCompleted();
		assertThat(this.sent).containsExactly("tickets [1]", "owners [a]");
	}

	private void follow(DataLoader<String, String> loader, String key) {
		loader.load(key);
		this.waves.dispatchAll();
	}

	private DataLoader<String, String> answering(String name) {
		return answering(name, CompletableFuture.completedFuture(Map.of()));
	}

	private DataLoader<String, String> answering(String name, CompletableFuture<Map<String, String>> answer) {
		this.loaders.<String, String>forName(name).registerMappedBatchLoader((keys, environment) -> {
			this.sent.add(name + " " + keys);
			return Mono.fromFuture(answer);
		});
		DataLoader<String, String> registered = this.waves.getDataLoader(name);
		assertThat(registered).isNotNull();
		return registered;
	}

}
