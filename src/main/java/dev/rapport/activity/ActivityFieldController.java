package dev.rapport.activity;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.PropertyDataFetcher;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.TypeRuntimeWiring;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.stereotype.Controller;

import dev.rapport.customer.Customer;
import dev.rapport.member.Member;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.ForeignKey;

/**
 * What activities of all types say of themselves, and what they refer to. The engine
 * looks for properties in a record's own class only, so those that the records inherit
 * are wired here.
 */
@Controller
class ActivityFieldController implements RuntimeWiringConfigurer {

	private static final Map<String, Function<Activity, @Nullable Object>> INHERITED = Map.ofEntries(
			Map.entry("id", Activity::id), Map.entry("version", Activity::version),
			Map.entry("status", Activity::status), Map.entry("subject", Activity::subject),
			Map.entry("body", Activity::body), Map.entry("plannedAt", Activity::plannedAt),
			Map.entry("occurredAt", Activity::occurredAt), Map.entry("happensAt", Activity::happensAt),
			Map.entry("outcome", Activity::outcome), Map.entry("tags", Activity::tags),
			Map.entry("createdAt", Activity::createdAt), Map.entry("updatedAt", Activity::updatedAt));

	private final RelatedRecords related;

	private final Clock clock;

	ActivityFieldController(RelatedRecords related, Clock clock) {
		this.related = related;
		this.clock = clock;
	}

	@Override
	public void configure(RuntimeWiring.Builder wiring) {
		for (Class<?> type : Activity.class.getPermittedSubclasses()) {
			wiring.type(type.getSimpleName(), ActivityFieldController::inherited);
		}
	}

	@SchemaMapping
	boolean overdue(Activity activity) {
		return activity.overdue(this.clock.instant());
	}

	@SchemaMapping
	CompletableFuture<List<Object>> relatedTo(Activity activity, DataFetchingEnvironment environment) {
		return present(
				activity.core().links().relatedTo().stream().map((related) -> load(related, environment)).toList());
	}

	@SchemaMapping
	CompletableFuture<List<Object>> customers(Activity activity, DataLoader<UUID, Customer> customers) {
		return present(activity.customers().stream().map((id) -> customers.load(id.value())).toList());
	}

	@SchemaMapping
	@ForeignKey
	@Nullable CompletableFuture<Member> owner(Activity activity, DataLoader<UUID, Member> members) {
		MemberId owner = activity.core().matter().owner();
		return (owner == null) ? null : members.load(owner.value());
	}

	@SchemaMapping
	CompletableFuture<Member> createdBy(Activity activity, DataLoader<UUID, Member> members) {
		return members.load(activity.core().stamp().createdBy());
	}

	@SchemaMapping
	CompletableFuture<Member> updatedBy(Activity activity, DataLoader<UUID, Member> members) {
		return members.load(activity.core().stamp().updatedBy());
	}

	@SchemaMapping
	CompletableFuture<List<Object>> participants(Meeting meeting, DataLoader<UUID, Member> members) {
		return present(meeting.participants().stream().map((id) -> members.load(id.value())).toList());
	}

	private static TypeRuntimeWiring.Builder inherited(TypeRuntimeWiring.Builder type) {
		INHERITED.forEach((name, property) -> type.dataFetcher(name, PropertyDataFetcher.fetching(property)));
		return type;
	}

	private CompletableFuture<?> load(Related id, DataFetchingEnvironment environment) {
		DataLoader<UUID, ?> loader = environment.getDataLoader(this.related.loader(id));
		return Objects.requireNonNull(loader).load(id.value());
	}

	/** What was found; records that are gone are left out. */
	private static CompletableFuture<List<Object>> present(List<? extends CompletableFuture<?>> loads) {
		return CompletableFuture.allOf(loads.toArray(CompletableFuture[]::new))
			.thenApply((done) -> loads.stream()
				.map(CompletableFuture::join)
				.filter(Objects::nonNull)
				.<Object>map((found) -> found)
				.toList());
	}

}
