package dev.rapport.persistence;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PlainListTests {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	/** The last ones are nothing that we write, so they are read as the mapper likes. */
	@ParameterizedTest
	@ValueSource(strings = { "[]", "[ ]", """
			[{"kind": "ROUND", "name": "a\\u00e4\\n", "first": true}, {"first": false, "kind": "FLAT", "name": null}]
			""", """
			[{"kind": null, "first": true}]
			""", """
			[{"kind": "ROUND", "name": "a", "first": false, "more": {"name": "b"}}]
			""", """
			[{"kind": "ROUND", "name": 5, "first": true}]
			""" })
	void readsWhatTheMapperReads(String json) {
		List<Thing> expected = MAPPER.readValue(json, new TypeReference<>() {
		});
		assertThat(Json.list(json.getBytes(StandardCharsets.UTF_8), Thing.class)).isEqualTo(expected);
	}

	@Test
	void leavesRefusalsToTheMapper() {
		byte[] json = "[{\"kind\": \"SQUARE\", \"name\": \"a\", \"first\": true}]".getBytes(StandardCharsets.UTF_8);
		assertThatThrownBy(() -> Json.list(json, Thing.class)).isInstanceOf(JacksonException.class);
	}

	enum Kind {

		ROUND, FLAT

	}

	record Thing(@Nullable Kind kind, @Nullable String name, boolean first) {
	}

}
