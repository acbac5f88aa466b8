package dev.rapport.persistence;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A filter means the same as a statement and as the filter of a subscription, whatever it
 * is made of.
 */
@RapportTest
class FiltersTests {

	private static final int ROWS = 80;

	private static final int CONDITIONS = 1_500;

	private static final Listing<UUID> IDS = new Listing<>("s.id", "sample s", "s.tenant_id", Columns::uuid);

	private static final Filters SAMPLES = new Filters("s.id", "search_sample").id("id", "s.id", Sample.PREFIX)
		.text("name", "s.name_normal")
		.scannedText("label", "s.name_normal")
		.keyword("code", "s.code")
		.integer("size", "s.size")
		.flag("flag", "s.flag")
		.date("day", "s.day")
		.instant("time", "s.time")
		.money("amount", "s.amount")
		.id("ownerId", "s.owner_id", Sample.PREFIX)
		.links("friendId", "sample_friend f where f.tenant_id = s.tenant_id and f.sample_id = s.id", "f.friend_id",
				Sample.PREFIX)
		.relation("namesakes",
				"sample n where n.tenant_id = s.tenant_id and n.name_normal = s.name_normal and n.id <> s.id",
				new Filters("n.id", "search_sample").integer("size", "n.size"));

	@Autowired
	Tenants tenants;

	@Autowired
	TenantDatabase database;

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
	void meansTheSameInAStatementAndInMemory() {
		int telling = 0;
		for (int i = 0; i < CONDITIONS; i++) {
			Input filter = new Input(filter(3), "filter");
			Condition condition = SAMPLES.parse(filter);
			Set<UUID> inMemory = this.samples.stream()
				.filter((sample) -> condition.matches(sample.facts()))
				.map((sample) -> sample.id().value())
				.collect(Collectors.toSet());
			assertThat(select(condition)).as(filter.toString()).isEqualTo(inMemory);
			telling += (inMemory.isEmpty() || inMemory.size() == ROWS) ? 0 : 1;
		}
		assertThat(telling).as("filters that tell rows apart").isGreaterThan(CONDITIONS / 2);
	}

	@Test
	void eachComparatorAloneMeansTheSame() {
		for (String field : fields()) {
			for (String comparator : comparators(field)) {
				for (int i = 0; i < 6; i++) {
					Map<String, Object> filter = Map.of(field, comparison(field, comparator));
					Condition condition = SAMPLES.parse(new Input(filter, "filter"));
					assertThat(select(condition)).as(filter.toString())
						.isEqualTo(this.samples.stream()
							.filter((sample) -> condition.matches(sample.facts()))
							.map((sample) -> sample.id().value())
							.collect(Collectors.toSet()));
				}
			}
		}
	}

	@Test
	void followsRelationsInTheDatabaseOnly() {
		Condition some = parse(Map.of("namesakes", Map.of("some", Map.of("size", Map.of("gte", 0)))));
		Condition none = parse(Map.of("namesakes", Map.of("none", Map.of("size", Map.of("gte", 0)))));
		assertThat(select(some)).isNotEmpty().doesNotContainAnyElementsOf(select(none));
		assertThat(select(some).size() + select(none).size()).isEqualTo(ROWS);
		assertThatExceptionOfType(Problem.Refused.class).isThrownBy(() -> some.matches(Map.of()));
	}

	@Test
	void boundsDepthAndTerms() {
		Map<String, Object> deep = Map.of("size", Map.of("eq", 1));
		for (int i = 0; i < Filters.DEPTH; i++) {
			deep = Map.of("not", deep);
		}
		refused(deep, "filter.depth");
		refused(Map.of("or", Stream.generate(() -> Map.of("size", Map.of("eq", 1))).limit(Filters.TERMS + 1).toList()),
				"filter.terms");
	}

	@Test
	void refusesAnIdOfAnotherType() {
		refused(Map.of("ownerId", Map.of("eq", "cus_00000000000000000000000000")), "id.type");
	}

	@Test
	void refusesTextsThatTheDatabaseCannotHold() {
		Condition condition = parse(Map.of("code", Map.of("eq", "a\0")));
		assertThatExceptionOfType(Problem.Refused.class).isThrownBy(() -> select(condition))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ApiCode.BAD_USER_INPUT));
	}

	@Test
	void ignoresWhatIsNullOrEmpty() {
		Map<String, Object> nothing = new HashMap<>();
		nothing.put("size", null);
		nothing.put("name", Map.of());
		assertThat(select(parse(nothing))).hasSize(ROWS);
		assertThat(select(SAMPLES.parse(null))).hasSize(ROWS);
		assertThat(select(parse(Map.of("or", List.of())))).isEmpty();
	}

	private static void refused(Map<String, Object> filter, String key) {
		assertThatExceptionOfType(Problem.Refused.class).isThrownBy(() -> parse(filter))
			.satisfies((problem) -> assertThat(problem.messageKey()).isEqualTo(key))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ApiCode.BAD_USER_INPUT));
	}

	private static Condition parse(Map<String, Object> filter) {
		return SAMPLES.parse(new Input(filter, "filter"));
	}

	private Set<UUID> select(Condition condition) {
		Query query = IDS.matching("s.id", condition);
		return Set.copyOf(this.database.list(query.text(), Columns::uuid, query.parameters())
			.contextWrite(Actors.with(this.tenant.actor()))
			.block());
	}

	private Map<String, Object> filter(int depth) {
		Map<String, Object> filter = new HashMap<>();
		int terms = 1 + this.random.nextInt(2);
		for (int i = 0; i < terms; i++) {
			switch ((depth == 0) ? 9 : this.random.nextInt(8)) {
				case 0 -> filter.put("and", List.of(filter(depth - 1), filter(depth - 1)));
				case 1 -> filter.put("or", List.of(filter(depth - 1), filter(depth - 1)));
				case 2 -> filter.put("not", filter(depth - 1));
				default -> {
					String field = pick(fields());
					filter.put(field, comparison(field, pick(comparators(field))));
				}
			}
		}
		return filter;
	}

	private static List<String> fields() {
		return List.of("id", "name", "label", "code", "size", "flag", "day", "time", "amount", "ownerId", "friendId");
	}

	private static List<String> comparators(String field) {
		return switch (field) {
			case "id", "ownerId", "friendId" -> List.of("eq", "ne", "in", "notIn", "isNull");
			case "name", "label" -> List.of("eq", "ne", "in", "notIn", "contains", "startsWith", "isNull");
			case "code" -> List.of("eq", "ne", "in", "notIn", "startsWith", "isNull");
			case "size" -> List.of("eq", "ne", "in", "notIn", "lt", "lte", "gt", "gte", "isNull");
			case "flag" -> List.of("eq", "ne");
			case "amount" -> List.of("eq", "lt", "lte", "gt", "gte");
			case "day" -> List.of("eq", "lt", "lte", "gt", "gte", "between", "isNull");
			default -> List.of("lt", "lte", "gt", "gte", "between", "isNull");
		};
	}

	private Map<String, Object> comparison(String field, String comparator) {
		Map<String, Object> comparison = new HashMap<>();
		comparison.put(comparator, switch (comparator) {
			case "isNull" -> this.random.nextBoolean();
			case "in", "notIn" -> Stream.generate(() -> operand(field)).limit(this.random.nextInt(3)).toList();
			case "between" -> Map.of("from", operand(field), "to", operand(field));
			case "contains", "startsWith" -> part(operand(field).toString());
			default -> operand(field);
		});
		if (field.equals("amount")) {
			comparison.put("currency", pick(Sample.CURRENCIES));
		}
		return comparison;
	}

	private Object operand(String field) {
		return switch (field) {
			case "id" -> pick(this.samples).id().text();
			case "ownerId", "friendId" -> pick(Sample.IDS).text();
			case "name", "label" -> pick(Sample.NAMES);
			case "code" -> pick(Sample.CODES);
			case "size" -> pick(List.of(-2, -1, 0, 1, 7));
			case "flag" -> this.random.nextBoolean();
			case "day" -> pick(Sample.days());
			case "time" -> pick(Sample.times());
			default -> BigDecimal.valueOf(pick(List.of(0L, 1L, 100L)));
		};
	}

	private String part(String text) {
		int from = this.random.nextInt(2);
		return (text.length() <= from) ? text : text.substring(from, Math.min(text.length(), from + 3));
	}

	private <T> T pick(List<T> values) {
		return values.get(this.random.nextInt(values.size()));
	}

}
