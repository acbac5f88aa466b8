package dev.rapport.customer;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Money;
import dev.rapport.kernel.Problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ProfileTests {

	@Test
	void keepsWhatIsAbsentAndClearsWhatIsNull() {
		Profile profile = read(Map.of("name", "Old", "industry", "Software", "employees", 5, "annualRevenue",
				Map.of("amount", new BigDecimal("12.5"), "currency", "CNY"), "tags", List.of("b", "a", "b")));
		assertThat(profile.annualRevenue()).isEqualTo(new Money(1250, "CNY"));
		assertThat(profile.tags()).containsExactly("a", "b");
		assertThat(profile.patched(new Input(Map.of(), "input"))).isEqualTo(profile);
		Profile cleared = profile.patched(
				new Input(nulls("industry", "employees", "annualRevenue", "tags", "ownerId", "parentId"), "input"));
		assertThat(cleared).isEqualTo(read(Map.of("name", "Old")));
	}

	@Test
	void neverClearsTheName() {
		Profile profile = read(Map.of("name", "Old"));
		violates(nulls("name"), profile, ErrorCode.REQUIRED);
		violates(Map.of("name", " \t"), profile, ErrorCode.REQUIRED);
		violates(Map.of("name", "字".repeat(201)), profile, ErrorCode.TOO_LONG);
		violates(Map.of("name", "a\0"), profile, ErrorCode.INVALID_FORMAT);
	}

	@Test
	void boundsNumbersAndLists() {
		Profile profile = read(Map.of("name", "Old"));
		violates(Map.of("employees", -1), profile, ErrorCode.OUT_OF_RANGE);
		violates(Map.of("foundedYear", 999), profile, ErrorCode.OUT_OF_RANGE);
		violates(Map.of("tags", Collections.nCopies(101, "a")), profile, ErrorCode.TOO_MANY);
		violates(Map.of("tags", List.of(" ")), profile, ErrorCode.REQUIRED);
	}

	@ParameterizedTest
	@CsvSource({ "EMAIL, Ann@Example.COM, ann@example.com", "PHONE, +86 138-0000 (0000), +8613800000000",
			"WEBSITE, https://example.com/A, https://example.com/A", "WECHAT, ann_able, ann_able" })
	void normalisesContactPoints(ContactPoint.Kind kind, String value, String normal) {
		assertThat(points(List.of(point(kind.name(), value, null))))
			.containsExactly(new ContactPoint(kind, normal, null, true));
	}

	@ParameterizedTest
	@CsvSource({ "EMAIL, nobody", "EMAIL, a@b", "EMAIL, a b@example.com", "PHONE, 13800000000", "PHONE, +86abc",
			"WEBSITE, javascript:alert(1)", "WEBSITE, example.com", "WECHAT, 1ann", "WECHAT, ann" })
	void refusesContactPointsOfAnotherForm(String kind, String value) {
		assertThatExceptionOfType(Problem.Violation.class).isThrownBy(() -> points(List.of(point(kind, value, null))))
			.satisfies((problem) -> assertThat(problem.constraint()).isEqualTo("contactPoint." + kind))
			.satisfies((problem) -> assertThat(problem.path()).containsExactly("input", "contactPoints", "0", "value"));
	}

	@Test
	void hasOnePrimaryContactPointOfEachKindInFront() {
		List<ContactPoint> points = points(List.of(point("EMAIL", "a@example.com", false),
				point("EMAIL", "b@example.com", true), point("EMAIL", "c@example.com", true),
				point("EMAIL", "a@example.com", false), point("PHONE", "+8613800000000", null)));
		assertThat(points).extracting(ContactPoint::value)
			.containsExactly("b@example.com", "+8613800000000", "a@example.com", "c@example.com");
		assertThat(points).extracting(ContactPoint::primary).containsExactly(true, true, false, false);
	}

	private static void violates(Map<String, ? extends @Nullable Object> patch, Profile profile, ErrorCode code) {
		assertThatExceptionOfType(Problem.Violation.class).isThrownBy(() -> profile.patched(new Input(patch, "input")))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(code));
	}

	private static List<ContactPoint> points(List<Map<String, @Nullable Object>> points) {
		return read(Map.of("name", "Old", "contactPoints", points)).contactPoints();
	}

	private static Map<String, @Nullable Object> point(String kind, String value, @Nullable Boolean primary) {
		Map<String, @Nullable Object> point = new HashMap<>(Map.of("kind", kind, "value", value));
		point.put("primary", primary);
		return point;
	}

	private static Map<String, @Nullable Object> nulls(String... names) {
		Map<String, @Nullable Object> nulls = new HashMap<>();
		Arrays.stream(names).forEach((name) -> nulls.put(name, null));
		return nulls;
	}

	private static Profile read(Map<String, Object> input) {
		return Profile.read(new Input(input, "input"), null);
	}

}
