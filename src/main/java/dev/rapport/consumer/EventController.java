package dev.rapport.consumer;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import graphql.schema.DataFetchingEnvironment;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.events.Change;
import dev.rapport.events.EventPage;
import dev.rapport.events.StoredEvent;
import dev.rapport.kernel.Input;
import dev.rapport.persistence.NodeSource;

@Controller
class EventController {

	private static final String TYPE = "RecordChange";

	private final Consumption consumption;

	private final Map<String, String> loaders;

	EventController(Consumption consumption, Collection<NodeSource<?>> sources) {
		this.consumption = consumption;
		this.loaders = sources.stream()
			.map(NodeSource::type)
			.collect(Collectors.toMap(Class::getSimpleName, Class::getName));
	}

	@QueryMapping
	Mono<EventPage> events(Input arguments) {
		return this.consumption.page(arguments);
	}

	@SubscriptionMapping
	Flux<Change> groupEvents(Input arguments) {
		return this.consumption.follow(arguments.text("group"));
	}

	@SchemaMapping(typeName = TYPE)
	@Nullable EventRecordType recordType(Change change) {
		StoredEvent event = change.event();
		return (event == null) ? null : EventRecordType.of(event.aggregateType());
	}

	/**
	 * All records of a type are loaded together, by the loader that serves {@code node}.
	 */
	@SchemaMapping(typeName = TYPE)
	@Nullable CompletableFuture<?> node(Change change, DataFetchingEnvironment environment) {
		StoredEvent event = change.event();
		if (event == null) {
			return null;
		}
		String loader = Objects.requireNonNull(this.loaders.get(event.aggregateType()));
		DataLoader<UUID, ?> records = environment.getDataLoader(loader);
		return Objects.requireNonNull(records).load(event.aggregateId());
	}

}
