package dev.rapport.kernel;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;

import static org.assertj.core.api.Assertions.assertThat;

/** What a subscription compares in memory and a list in the database must agree. */
@RapportTest
class TextsTests {

	@Autowired
	Tenants tenants;

	@Test
	void normalisesWidthAndCase() {
		assertThat(Texts.normal(" ＡＢＣ　科技 ")).isEqualTo("abc 科技");
		assertThat(Texts.normal("ﾃﾞｰﾀ")).isEqualTo("データ");
	}

	@Test
	void agreesWithTheDatabaseOnEachCharacter() {
		List<String> different = new ArrayList<>();
		this.tenants.owner().query("""
				select place, search_normal('x' || chr(place) || 'X') from generate_series(1, 120000) place
				where place not between 55296 and 57343""", (row) -> {
			int place = row.getInt(1);
			String here = Texts.normal(new StringBuilder("x").appendCodePoint(place).append('X').toString());
			if (Character.isDefined(place) && !here.equals(row.getString(2))) {
				different.add("U+%04X: %s in Java, %s in the database".formatted(place, here, row.getString(2)));
			}
		});
		assertThat(different).isEmpty();
	}

	@Test
	void agreesWithTheDatabaseOnTexts() {
		for (String text : List.of("ΟΔΟΣ", "İstanbul", "Straße", "ŒUVRE", " \u00a0\tpad\u2003", "é", "E\u0301",
				"上海（中国）有限公司", "𠮷野家", "ﬁn")) {
			assertThat(Texts.normal(text))
				.isEqualTo(this.tenants.owner().queryForObject("select search_normal(?)", String.class, text));
		}
	}

}
