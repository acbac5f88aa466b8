package dev.rapport.persistence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import reactor.core.publisher.Mono;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.PageRequest;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Texts;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Pages are the list cut in pieces, in whichever order and direction. */
@RapportTest
class OrderingTests {

	private static final int ROWS = 23;

	private static final int ORDERS = 60;

	private static final Listing<UUID> IDS = new Listing<>("s.id", "sample s", "s.tenant_id", Columns::uuid);

	private static final Map<String, Ordering.Sort> SORTS = Map.of("NAME",
			new Ordering.Sort("s.name_normal", "text", true), "SIZE", new Ordering.Sort("s.size", "int", true), "DAY",
			new Ordering.Sort("s.day", "date", true), "TIME", new Ordering.Sort("s.time", "timestamptz", true), "ID",
			new Ordering.Sort("s.id", "uuid", false));

	private static final Map<String, Function<Sample, @Nullable Comparable<?>>> KEYS = Map.of("NAME",
			(sample) -> (sample.name() == null) ? null : Texts.normal(sample.name()), "SIZE", Sample::size, "DAY",
			Sample::day, "TIME", Sample::time, "ID", (sample) -> sample.id().text());

	private static final Ordering BY_ID = Ordering.by(new Ordering.Sort("s.id", "uuid", false), false, "s.id");

	@Autowired
	Tenants tenants;

	@Autowired
	Paging paging;

	@Value("${spring.r2dbc.username}")
	String appRole;

	private Tenants.Tenant tenant;

	private final List<Sample> samples = new ArrayList<>();

	private final Random random = new Random(20_261_122);

	@BeforeEach
	void fill() {
		this.tenant = this.tenants.found();
		Sample.make(this.tenants.owner(), this.appRole);
		for (int i = 0; i < ROWS; i++) {
			Sample sample = Sample.random(this.random);
			sample.insert(this.tenants.owner(), this.tenant.id().value());
			this.samples.add(sample);
		}
	}

	@Test
	void cutsAnyOrderIntoPagesForwardAndBackward() {
		for (int i = 0; i < ORDERS; i++) {
			List<Input> orderBy = orderBy();
			Ordering ordering = Ordering.parse(SORTS, orderBy, BY_ID, "s.id");
			List<UUID> expected = this.samples.stream().sorted(comparator(orderBy)).map((s) -> s.id().value()).toList();
			int size = 1 + this.random.nextInt(ROWS);
			assertThat(walk(ordering, size, true)).as("forward by %s of %s", size, orderBy).isEqualTo(expected);
			assertThat(walk(ordering, size, false)).as("backward by %s of %s", size, orderBy).isEqualTo(expected);
		}
	}

	@Test
	void tellsTheTruthAboutBothSidesOfAPage() {
		Ordering ordering = Ordering.parse(SORTS, List.of(), BY_ID, "s.id");
		Connection<UUID> whole = page(ordering, new PageRequest(100, true, null));
		for (int i = 0; i < ROWS; i++) {
			String cursor = whole.edges().get(i).cursor();
			Connection<UUID> after = page(ordering, new PageRequest(5, true, cursor));
			assertThat(after.pageInfo().hasPreviousPage().contextWrite(caller()).block()).isTrue();
			assertThat(after.pageInfo().hasNextPage().block()).isEqualTo(i + 5 < ROWS - 1);
			Connection<UUID> before = page(ordering, new PageRequest(5, false, cursor));
			assertThat(before.pageInfo().hasNextPage().contextWrite(caller()).block()).isTrue();
			assertThat(before.pageInfo().hasPreviousPage().block()).isEqualTo(i > 5);
		}
		assertThat(whole.pageInfo().hasPreviousPage().block()).isFalse();
		assertThat(whole.pageInfo().hasNextPage().block()).isFalse();
		assertThat(whole.totalCount().contextWrite(caller()).block()).isEqualTo(ROWS);
	}

	@Test
	void goesOnBehindARowThatIsGone() {
		Ordering ordering = Ordering.parse(SORTS, List.of(), BY_ID, "s.id");
		Connection<UUID> first = page(ordering, new PageRequest(1, true, null));
		Connection<UUID> second = page(ordering, new PageRequest(1, true, first.pageInfo().endCursor()));
		this.tenants.owner().update("delete from sample where id = ?", first.nodes().getFirst());
		Connection<UUID> again = page(ordering, new PageRequest(1, true, first.pageInfo().endCursor()));
		assertThat(again.nodes()).isEqualTo(second.nodes());
		assertThat(again.pageInfo().hasPreviousPage().contextWrite(caller()).block()).isFalse();
	}

	@Test
	void refusesCursorsOfAnotherOrderOrFilter() {
		Ordering ordering = Ordering.parse(SORTS, List.of(), BY_ID, "s.id");
		String cursor = page(ordering, PageRequest.first(1)).pageInfo().endCursor();
		PageRequest request = new PageRequest(1, true, cursor);
		Ordering other = Ordering.parse(SORTS, List.of(order("SIZE", "ASC", null)), BY_ID, "s.id");
		Filters filters = new Filters("s.id", "search_sample").keyword("code", "s.code");
		Condition one = filters.parse(new Input(Map.of("code", Map.of("in", List.of("a, b"))), "filter"));
		Condition two = filters.parse(new Input(Map.of("code", Map.of("in", List.of("a", "b"))), "filter"));
		refused(read(request, Condition.ALWAYS, other));
		refused(read(request, one, ordering));
		assertThat(IDS.matching("", one).fingerprint()).isNotEqualTo(IDS.matching("", two).fingerprint());
	}

	@Test
	void refusesAFieldTwiceAndMoreFieldsThanItTakes() {
		List<Input> twice = List.of(order("SIZE", "ASC", null), order("DAY", "ASC", null), order("SIZE", "DESC", null));
		List<Input> many = SORTS.keySet().stream().map((field) -> order(field, "ASC", null)).toList();
		List<Input> more = Stream.concat(many.stream(), Stream.of(order("OTHER", "ASC", null))).toList();
		assertThat(Ordering.parse(SORTS, many, BY_ID, "s.id").size()).isEqualTo(Ordering.KEYS + 1);
		for (List<Input> orderBy : List.of(twice, more)) {
			assertThatExceptionOfType(Problem.Refused.class)
				.isThrownBy(() -> Ordering.parse(SORTS, orderBy, BY_ID, "s.id"))
				.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ApiCode.BAD_USER_INPUT));
		}
	}

	private static void refused(Mono<?> page) {
		assertThatExceptionOfType(Problem.Refused.class).isThrownBy(page::block)
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ApiCode.INVALID_CURSOR));
	}

	/** All rows, page by page, in the order of the list. */
	private List<UUID> walk(Ordering ordering, int size, boolean forward) {
		List<UUID> rows = new ArrayList<>();
		String cursor = null;
		boolean more = true;
		while (more) {
			Connection<UUID> page = page(ordering, new PageRequest(size, forward, cursor));
			rows.addAll(forward ? rows.size() : 0, page.nodes());
			more = Boolean.TRUE
				.equals((forward ? page.pageInfo().hasNextPage() : page.pageInfo().hasPreviousPage()).block());
			cursor = forward ? page.pageInfo().endCursor() : page.pageInfo().startCursor();
		}
		return rows;
	}

	private Connection<UUID> page(Ordering ordering, PageRequest request) {
		return Objects.requireNonNull(read(request, Condition.ALWAYS, ordering).block());
	}

	private Mono<Connection<UUID>> read(PageRequest request, Condition condition, Ordering ordering) {
		return this.paging.page(IDS, request, condition, ordering).contextWrite(caller());
	}

	private reactor.util.context.Context caller() {
		return Actors.with(this.tenant.actor());
	}

	private List<Input> orderBy() {
		List<Input> orderBy = new ArrayList<>();
		List<String> fields = new ArrayList<>(SORTS.keySet());
		Collections.shuffle(fields, this.random);
		for (int i = this.random.nextInt(3); i >= 0; i--) {
			orderBy.add(order(fields.get(i), this.random.nextBoolean() ? "ASC" : "DESC",
					Sample.any(this.random, List.of("FIRST", "LAST"))));
		}
		return orderBy;
	}

	private static Input order(String field, String direction, @Nullable String nulls) {
		Map<String, @Nullable Object> order = new HashMap<>(Map.of("field", field, "direction", direction));
		order.put("nulls", nulls);
		return new Input(order, "orderBy");
	}

	private static Comparator<Sample> comparator(List<Input> orderBy) {
		Comparator<Sample> all = Comparator.comparing((sample) -> 0);
		for (Input order : orderBy) {
			all = all.thenComparing(comparator(order));
		}
		boolean descending = orderBy.getLast().text("direction").equals("DESC");
		Comparator<Sample> byId = Comparator.comparing((sample) -> sample.id().text());
		return all.thenComparing(descending ? byId.reversed() : byId);
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static Comparator<Sample> comparator(Input order) {
		boolean descending = order.text("direction").equals("DESC");
		String nulls = order.textOrNull("nulls");
		boolean first = (nulls == null) ? descending : nulls.equals("FIRST");
		Comparator<Comparable> values = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
		Function<Sample, @Nullable Comparable<?>> key = Objects.requireNonNull(KEYS.get(order.text("field")));
		return Comparator.comparing((sample) -> (Comparable) key.apply(sample),
				first ? Comparator.nullsFirst(values) : Comparator.nullsLast(values));
	}

}
