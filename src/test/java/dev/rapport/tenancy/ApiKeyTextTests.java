package dev.rapport.tenancy;

import java.security.SecureRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ApiKeyTextTests {

	private static final SecureRandom RANDOM = new SecureRandom();

	@Test
	void readsWhatItWrote() {
		for (int i = 0; i < 200; i++) {
			ApiKeyText key = ApiKeyText.random(RANDOM);
			assertThat(key.text()).matches("rpk_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}");
			assertThat(ApiKeyText.parse(key.text())).hasValueSatisfying((read) -> {
				assertThat(read.handle()).isEqualTo(key.handle());
				assertThat(read.hasHash(key.hash())).isTrue();
			});
		}
	}

	@Test
	void neverWritesTheSameTwice() {
		assertThat(Stream.generate(() -> ApiKeyText.random(RANDOM))
			.limit(2_000)
			.flatMap((key) -> Stream.of(key.text(), key.handle(), key.hash()))
			.collect(Collectors.toSet())).hasSize(6_000);
	}

	@Test
	void refusesEveryTypingMistake() {
		String text = ApiKeyText.random(RANDOM).text();
		for (int i = 4; i < text.length(); i++) {
			char other = (text.charAt(i) == 'x') ? 'y' : 'x';
			assertThat(ApiKeyText.parse(text.substring(0, i) + other + text.substring(i + 1))).isEmpty();
		}
		assertThat(Stream.of("", "rpk_", text + "0", " " + text, text.substring(0, text.length() - 1),
				text.replace("rpk_", "rpx_"), text + "\n"))
			.allSatisfy((wrong) -> assertThat(ApiKeyText.parse(wrong)).isEmpty());
	}

	@Test
	void showsNoMoreThanTheHandle() {
		ApiKeyText key = ApiKeyText.random(RANDOM);
		assertThat(key).hasToString("rpk_" + key.handle() + "_…");
		assertThat(ApiKeyText.isIn("{\"key\":\"" + key.text() + "\"}")).isTrue();
		assertThat(ApiKeyText.isIn("{\"hint\":\"" + key + "\"}")).isFalse();
	}

	@Test
	void knowsOnlyItsOwnHash() {
		ApiKeyText key = ApiKeyText.random(RANDOM);
		assertThat(key.hash()).matches("[0-9a-f]{64}");
		assertThat(key.hasHash(ApiKeyText.random(RANDOM).hash())).isFalse();
		assertThat(key.hasHash("")).isFalse();
	}

}
