package dev.rapport.graphql;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class MaskTests {

	@ParameterizedTest
	@CsvSource({ "mei.lin@huaxin.example, m•••@huaxin.example", "m@huaxin.example, m•••@huaxin.example",
			"+86 138-0000-1234, •••34", "12345, •••45", "1234, 1•••", "91310000MA1FL7, 9•••", "华信科技, 华•••", "华信, •••",
			"x, •••", "@x, •••", "https://huaxin.example, h•••" })
	void showsTextsInPart(String text, String shown) {
		assertThat(Mask.of(text)).isEqualTo(shown);
	}

}
