package dev.rapport.persistence;

import java.time.Duration;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
final class NumbersTests {

	@Autowired
	Tenants tenants;

	@Autowired
	Numbers numbers;

	/** Keys and searches are made of ASCII digits, wherever the service runs. */
	@Test
	void areWrittenAlikeOnEveryMachine() {
		Locale machine = Locale.getDefault();
		Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
		try {
			assertThat(this.numbers.next("C", 2)
				.contextWrite(Actors.with(this.tenants.found().actor()))
				.block(Duration.ofSeconds(20))).containsExactly("C-000001", "C-000002");
		}
		finally {
			Locale.setDefault(machine);
		}
	}

}
