package dev.rapport.board;

import java.util.Locale;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.BoundingBox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * The board in one window.
 *
 * @param page the window
 */
record Screen(Page page) {

	private static final LocatorAssertions.HasTextOptions PATIENTLY = new LocatorAssertions.HasTextOptions()
		.setTimeout(15_000);

	static Screen of(Page page, DemoService service) {
		page.navigate(service.url("/board"));
		Screen screen = new Screen(page);
		screen.page.locator(".card").first().waitFor();
		assertThat(screen.connection()).hasText("Live");
		return screen;
	}

	Locator lane(String stage) {
		Locator heading = this.page.locator("h2").getByText(stage, new Locator.GetByTextOptions().setExact(true));
		return this.page.locator(".lane").filter(new Locator.FilterOptions().setHas(heading));
	}

	Locator card(String id) {
		return this.page.locator("[data-id=\"" + id + "\"]");
	}

	Locator connection() {
		return this.page.locator("#connection");
	}

	String firstCard(String stage) {
		return lane(stage).locator(".card").first().getAttribute("data-id");
	}

	long count(String stage) {
		String text = lane(stage).locator(".count").textContent();
		return Long.parseLong(text.replaceAll("[^0-9]", ""));
	}

	/** The exact sum of the amounts, in cents. */
	long sum(String stage) {
		String text = lane(stage).locator(".sums span").first().getAttribute("title");
		return Math.round(Double.parseDouble(text.replaceAll("[^0-9.]", "")) * 100);
	}

	/** The exact amount on a card, in cents. */
	long amount(String card) {
		return Math
			.round(Double.parseDouble(card(card).locator(".amount").textContent().replaceAll("[^0-9.]", "")) * 100);
	}

	void drag(String card, String stage) {
		BoundingBox from = card(card).locator("h3").boundingBox();
		BoundingBox to = lane(stage).boundingBox();
		this.page.mouse().move(from.x + 10, from.y + 10);
		this.page.mouse().down();
		this.page.mouse().move(from.x + 40, from.y + 40);
		this.page.mouse().move(to.x + to.width / 2, to.y + to.height / 2);
		this.page.mouse().up();
	}

	void awaitIn(String card, String stage) {
		lane(stage).locator("[data-id=\"" + card + "\"]").waitFor();
	}

	void awaitCount(String stage, long count) {
		assertThat(lane(stage).locator(".count")).hasText(Pattern.compile(grouped(count) + " .*"), PATIENTLY);
	}

	private static String grouped(long count) {
		return String.format(Locale.ROOT, "%,d", count);
	}

}
