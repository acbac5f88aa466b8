package dev.rapport.board;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a sales team does with the board, in a real browser, against a real process. */
final class BoardTests {

	private static final int ADMINISTRATOR = 0;

	private static final String MOVE = """
			mutation ($id: ID!, $stage: ID!) {
			  moveOpportunity(input: {id: $id, version: null, stageId: $stage}) { opportunity { version } errors { message } }
			}""";

	private static Chromium chromium;

	private static DemoService service;

	@BeforeAll
	static void start() {
		chromium = Chromium.found();
		service = new DemoService();
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

	@AfterEach
	void leavesTheConsoleQuiet() {
		assertThat(chromium.complaints()).isEmpty();
	}

	@Test
	void movesACardInEveryBrowser() {
		Screen mine = screen();
		Screen theirs = screen();
		String card = mine.firstCard("Engaging");
		long amount = mine.amount(card);
		long[] counts = { theirs.count("Engaging"), theirs.count("Prospecting") };
		long[] sums = { theirs.sum("Engaging"), theirs.sum("Prospecting") };

		mine.drag(card, "Prospecting");
		for (Screen screen : new Screen[] { theirs, mine }) {
			screen.awaitIn(card, "Prospecting");
			screen.awaitCount("Engaging", counts[0] - 1);
			screen.awaitCount("Prospecting", counts[1] + 1);
			assertThat(screen.sum("Engaging")).isEqualTo(sums[0] - amount);
			assertThat(screen.sum("Prospecting")).isEqualTo(sums[1] + amount);
		}
	}

	@Test
	void movesByKeyboardAndSaysSo() {
		Screen screen = screen();
		String card = screen.firstCard("Prospecting");
		screen.card(card).locator(".grip").focus();
		screen.page().keyboard().press("Space");
		assertThat(screen.page().locator("#spoken")).containsText("Picked up in Prospecting");
		screen.page().keyboard().press("ArrowRight");
		assertThat(screen.page().locator("#spoken")).hasText("Engaging");
		screen.page().keyboard().press("Escape");
		assertThat(screen.page().locator("#spoken")).hasText("Not moved.");
		screen.page().keyboard().press("Enter");
		screen.page().keyboard().press("ArrowRight");
		screen.page().keyboard().press("Enter");
		screen.awaitIn(card, "Engaging");
		assertThat(screen.page().locator("#spoken")).containsText("is now in Engaging");
		assertThat(screen.card(card).locator(".grip")).isFocused();
	}

	@Test
	void asksWhyADealWasLost() {
		Screen screen = screen();
		String card = screen.firstCard("Engaging");
		screen.drag(card, "Lost");
		Locator dialog = screen.page().locator("dialog");
		dialog.getByLabel("Reason").fill("Price");
		dialog.getByText("Lost", new Locator.GetByTextOptions().setExact(true)).click();
		screen.awaitIn(card, "Lost");
		// The card is shown there before the service has answered.
		await().untilAsserted(() -> assertThat(service
			.ask(ADMINISTRATOR, "query ($id: ID!) { opportunity(id: $id) { lostReason } }", Map.of("id", card))
			.at("/data/opportunity/lostReason")
			.asString()).isEqualTo("Price"));
	}

	@Test
	void confirmsAWinOrLeavesTheCard() {
		Screen screen = screen();
		String card = screen.firstCard("Engaging");
		screen.card(card).locator(".grip").click();
		screen.page().locator(".option").filter(new Locator.FilterOptions().setHasText("Won")).click();
		screen.page().locator("dialog .primary").click();
		screen.page().locator("dialog").getByText("Cancel").click();
		screen.awaitIn(card, "Engaging");
		screen.drag(card, "Won");
		screen.page().locator("dialog .primary").click();
		screen.awaitIn(card, "Won");
	}

	@Test
	void takesACardBackThatSomebodyElseMovedFirst() {
		Screen screen = screen();
		String card = screen.firstCard("Prospecting");
		String engaging = screen.lane("Engaging").getAttribute("data-stage");
		String prospecting = screen.lane("Prospecting").getAttribute("data-stage");
		screen.page().route("**/graphql", (route) -> {
			if (String.valueOf(route.request().postData()).contains("mutation Move")) {
				service.ask(ADMINISTRATOR, MOVE, Map.of("id", card, "stage", engaging));
				service.ask(ADMINISTRATOR, MOVE, Map.of("id", card, "stage", prospecting));
			}
			route.resume();
		});
		screen.drag(card, "Engaging");
		assertThat(screen.page().locator(".notice")).containsText("was not moved");
		screen.awaitIn(card, "Prospecting");
	}

	@Test
	void filtersByOfficeAndLoadsMore() {
		Screen screen = screen();
		long all = screen.count("Won");
		screen.page().getByLabel("Office or team").selectOption(office(screen, "East"));
		assertThat(screen.lane("Won").locator(".count")).not()
			.hasText(Pattern.compile("^" + String.format(Locale.ROOT, "%,d", all) + " .*"));
		assertThat(screen.count("Won")).isBetween(1L, all - 1);
		assertThat(screen.lane("Won").locator(".card")).hasCount(20);
		screen.lane("Won").locator(".more").click();
		assertThat(screen.lane("Won").locator(".card")).hasCount(40);
	}

	private static String office(Screen screen, String name) {
		return screen.page()
			.locator("select[name=team] option")
			.filter(new Locator.FilterOptions().setHasText(name))
			.first()
			.getAttribute("value");
	}

	@Test
	void resumesWhereItWasAfterTheServiceWasKilled() throws InterruptedException {
		Screen screen = screen();
		String card = screen.firstCard("Prospecting");
		String engaging = screen.lane("Engaging").getAttribute("data-stage");
		long count = screen.count("Engaging");
		screen.page().evaluate("window.sameDocument = true");
		service.kill();
		assertThat(screen.connection()).hasText("Reconnecting …");
		screen.page().context().setOffline(true);
		service.startAgain();
		service.ask(ADMINISTRATOR, MOVE, Map.of("id", card, "stage", engaging));
		screen.page().context().setOffline(false);

		assertThat(screen.connection()).hasText("Resumed: 1 change meanwhile",
				new LocatorAssertions.HasTextOptions().setTimeout(30_000));
		screen.awaitIn(card, "Engaging");
		screen.awaitCount("Engaging", count + 1);
		assertThat(screen.page().evaluate("window.sameDocument")).isEqualTo(true);
		assertThat(chromium.complaints()).allSatisfy((text) -> assertThat(text).contains("WebSocket", "net::ERR_"));
	}

	@Test
	void readsAnewWhatItCanNoLongerResume() throws SQLException {
		Screen screen = screen();
		String card = screen.firstCard("Prospecting");
		long count = screen.count("Engaging");
		screen.page().evaluate("window.sameDocument = true");
		screen.page().context().setOffline(true);
		assertThat(screen.connection()).hasText("Reconnecting …");
		move(screen, card, "Engaging");
		service.forgetEvents();
		screen.page().context().setOffline(false);

		assertThat(screen.connection()).hasText("Loaded anew: could not be resumed",
				new LocatorAssertions.HasTextOptions().setTimeout(30_000));
		screen.awaitCount("Engaging", count + 1);
		move(screen, card, "Prospecting");
		screen.awaitCount("Engaging", count);
		screen.awaitIn(card, "Prospecting");
		assertThat(screen.page().evaluate("window.sameDocument")).isEqualTo(true);
		assertThat(chromium.complaints()).allSatisfy((text) -> assertThat(text).contains("WebSocket", "net::ERR_"));
	}

	private static void move(Screen screen, String card, String stage) {
		service.ask(ADMINISTRATOR, MOVE, Map.of("id", card, "stage", screen.lane(stage).getAttribute("data-stage")));
	}

	@Test
	void dragsByFingerOnAPhone() {
		Screen screen = Screen.of(chromium.window(new Browser.NewContextOptions().setLocale("en-GB")
			.setViewportSize(390, 780)
			.setHasTouch(true)
			.setIsMobile(true)), service);
		String card = screen.firstCard("Prospecting");
		Finger finger = new Finger(screen.page());
		finger.touch(screen.card(card).locator("h3"));
		finger.move(300, 400);
		assertThat(screen.page().locator(".ghost")).hasCount(0);
		finger.lift();

		finger.touch(screen.card(card).locator(".grip"));
		finger.move(300, 400);
		finger.move(380, 400);
		assertThat(screen.lane("Lost")).hasClass(Pattern.compile("\\bover\\b"));
		finger.lift();
		screen.page().locator("dialog").getByLabel("Reason").fill("Price");
		screen.page().locator("dialog .primary").tap();
		screen.awaitIn(card, "Lost");
		assertThat(screen.card(card)).isInViewport();
	}

	@Test
	void ticksOffATaskAndShowsItOnTheTimeline() {
		Page page = chromium.window();
		Screen.of(page, service);
		page.getByLabel("Signed in as")
			.selectOption(page.locator("#session option")
				.filter(new Locator.FilterOptions().setHasText("Darcel"))
				.getAttribute("value"));
		page.navigate(service.url("/board/#/today"));
		Locator task = page.locator(".activity").filter(new Locator.FilterOptions().setHasText("准备报价单"));
		task.getByRole(AriaRole.LINK).click();
		Locator entry = page.locator(".timeline .activity").filter(new Locator.FilterOptions().setHasText("准备报价单"));
		assertThat(entry).hasClass(Pattern.compile("open"));
		page.locator(".agenda .activity")
			.filter(new Locator.FilterOptions().setHasText("准备报价单"))
			.locator(".tick")
			.click();
		assertThat(entry).hasClass(Pattern.compile("past"));
		assertThat(page.locator(".agenda").getByText("准备报价单")).hasCount(0);
	}

	@Test
	void asksForATokenWhereThereIsNoDemo() {
		String token = service.token(ADMINISTRATOR);
		Page page = chromium.window();
		page.route("**/playground/token.json", (route) -> route.fulfill(new Route.FulfillOptions().setBody("[]")));
		page.navigate(service.url("/board"));
		page.getByLabel("Access token").fill(token);
		page.locator("main .primary").click();
		page.locator(".card").first().waitFor();
		assertThat(page.evaluate("Object.values(localStorage).join()").toString()).doesNotContain(token);
		assertThat(page.locator("#connection")).hasText("Live");
		page.getByText("Sign out").click();
		assertThat(page.getByLabel("Access token")).isVisible();
		assertThat(page.locator("#connection")).isEmpty();
		assertThat(page.evaluate("sessionStorage.length")).isEqualTo(0);
	}

	@Test
	void runsNothingThatIsWrittenIntoIt() {
		Page page = chromium.window();
		Response response = page.navigate(service.url("/board/"));
		assertThat(response.headerValue("content-security-policy")).contains("default-src 'none'", "script-src 'self'")
			.doesNotContain("unsafe", "http");
		assertThat(response.text()).doesNotContain("style=", "onclick", "http://", "https://");
	}

	private static Screen screen() {
		return Screen.of(chromium.window(), service);
	}

}
