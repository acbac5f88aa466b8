package dev.rapport.web;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ResultTextTests {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	@ParameterizedTest
	@MethodSource
	void writesWhatTheMapperWrites(Object value) {
		assertThat(ResultText.of(value)).asString(StandardCharsets.UTF_8)
			.isEqualTo(new String(JSON.writeValueAsBytes(value), StandardCharsets.UTF_8));
	}

	static Stream<Object> writesWhatTheMapperWrites() {
		Map<String, Object> object = new LinkedHashMap<>();
		object.put("none", null);
		object.put("a \"name\"", Arrays.asList(1, -2L, true, null, "x", List.of(), Map.of()));
		return Stream.of("", "plain", "Grüße, 客户 / \"A\\B\"\t\u0001\u007f\u2028", "pair 😀 behind ü", "half \ud83d", 7,
				Long.MIN_VALUE, false, new BigDecimal("1.50"), 2.5d, List.of(List.of(), List.of("a", "b")), object,
				Map.of("long", "ä".repeat(300_000)), List.of("a".repeat(70_000), "b".repeat(70_000)));
	}

	@Test
	void writesEveryCharacterAsTheMapperDoes() {
		String all = IntStream.range(0, Character.MIN_SURROGATE)
			.mapToObj(Character::toString)
			.collect(Collectors.joining());
		assertThat(ResultText.of(all)).isEqualTo(JSON.writeValueAsBytes(all));
	}

}
