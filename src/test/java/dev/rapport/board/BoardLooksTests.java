package dev.rapport.board;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every page in both languages, both themes, on a desk and on a phone: nothing sticks
 * out, nobody is shut out, and a picture of it is left in {@code target/screenshots}.
 */
final class BoardLooksTests {

	private static final int SELLER = 2;

	private static final Map<String, String> PAGES = Map.of("board", ".card", "customer", ".customer", "today",
			".agenda", "insight", ".figures");

	private static Chromium chromium;

	private static DemoService service;

	private static String customer;

	@BeforeAll
	static void start() {
		chromium = Chromium.found();
		service = new DemoService();
		customer = service
			.ask(SELLER, "{ customers(filter: {name: {eq: \"Zencorporation\"}}) { nodes { id } } }", Map.of())
			.at("/data/customers/nodes/0/id")
			.asString();
	}

	@AfterAll
	static void stop() throws InterruptedException {
		if (service != null) {
			service.stop();
		}
		if (chromium != null) {
			chromium.close();
		}
	}

	@ParameterizedTest
	@MethodSource("appearances")
	void looksRight(Appearance appearance) {
		Page page = chromium.window(appearance.options());
		page.addInitScript("if (!sessionStorage.token) sessionStorage.token = '" + token(appearance) + "'");
		page.navigate(service
			.url("/board/#/" + (appearance.page().equals("customer") ? "customer/" + customer : appearance.page())));
		page.locator(PAGES.get(appearance.page())).first().waitFor();
		page.waitForFunction("document.fonts.status === 'loaded' && !document.querySelector('[aria-busy]')");
		page.screenshot(new Page.ScreenshotOptions().setFullPage(!appearance.page().equals("board"))
			.setPath(Path.of("target", "screenshots", appearance + ".png")));

		assertThat(page.locator("html").getAttribute("lang")).isEqualTo(appearance.chinese() ? "zh-CN" : "en");
		assertThat(page.locator("main").innerText()).doesNotContain("undefined", "NaN", "{", "null");
		assertThat((int) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(appearance.width());
		assertThat(Chromium.barriers(page)).isEmpty();
		assertThat(chromium.complaints()).isEmpty();
		page.context().close();
	}

	/** A manager's figures and a seller's tasks. */
	private static String token(Appearance appearance) {
		return service.token(appearance.page().matches("board|insight") ? 0 : SELLER);
	}

	/** Every two of language, theme and width meet on every page, in four pictures. */
	static Stream<Appearance> appearances() {
		return Stream.of("board", "customer", "today", "insight")
			.flatMap((page) -> Stream.of(true, false)
				.flatMap((chinese) -> Stream.of(true, false)
					.map((dark) -> new Appearance(page, chinese, dark, chinese.equals(dark) ? 1360 : 360))));
	}

	record Appearance(String page, boolean chinese, boolean dark, int width) {

		Browser.NewContextOptions options() {
			return new Browser.NewContextOptions().setLocale(this.chinese ? "zh-CN" : "en-GB")
				.setColorScheme(this.dark ? ColorScheme.DARK : ColorScheme.LIGHT)
				.setViewportSize(this.width, (this.width > 1000) ? 850 : 740);
		}

		@Override
		public String toString() {
			return "%s-%s-%s-%s".formatted(this.page, this.chinese ? "zh" : "en", this.dark ? "dark" : "light",
					(this.width > 1000) ? "wide" : "narrow");
		}

	}

}
