package dev.rapport.board;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import org.junit.jupiter.api.Assumptions;

/**
 * The machine's own Chromium, driven with the machine's own Node.js. Where one of them is
 * missing the test is skipped and says so; nothing is downloaded.
 */
final class Chromium implements AutoCloseable {

	private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");

	private static final double PATIENCE_MS = 20_000;

	private final Playwright playwright;

	private final Browser browser;

	private final List<String> complaints = new CopyOnWriteArrayList<>();

	private Chromium(Path browser, Path node) {
		this.playwright = Playwright.create(new Playwright.CreateOptions()
			.setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1", "PLAYWRIGHT_NODEJS_PATH", node.toString())));
		this.browser = this.playwright.chromium()
			.launch(new BrowserType.LaunchOptions().setExecutablePath(browser)
				.setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
	}

	static Chromium found() {
		Optional<Path> browser = NAMES.stream().flatMap((name) -> onPath(name).stream()).findFirst();
		Optional<Path> node = onPath("node");
		Assumptions.assumeTrue(browser.isPresent(), "There is no Chromium on the PATH");
		Assumptions.assumeTrue(node.isPresent(), "There is no Node.js on the PATH, which Playwright needs");
		return new Chromium(browser.orElseThrow(), node.orElseThrow());
	}

	/** A window of its own, as on another machine. */
	Page window() {
		return window(new Browser.NewContextOptions().setLocale("en-GB").setViewportSize(1360, 850));
	}

	Page window(Browser.NewContextOptions options) {
		BrowserContext context = this.browser.newContext(options);
		context.setDefaultTimeout(PATIENCE_MS);
		Page page = context.newPage();
		page.onConsoleMessage((message) -> {
			if (List.of("error", "warning").contains(message.type())) {
				this.complaints.add(message.text());
			}
		});
		page.onPageError(this.complaints::add);
		return page;
	}

	/** What the consoles of all windows complained about since the last time. */
	List<String> complaints() {
		List<String> all = List.copyOf(this.complaints);
		this.complaints.clear();
		return all;
	}

	/** What axe-core finds wrong with a page, as it is. */
	static String barriers(Page page) {
		page.evaluate(axe());
		return String.valueOf(page.evaluate("""
				() => axe.run().then(({ violations }) => violations
				  .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`).join('\\n'))"""));
	}

	private static String axe() {
		try (InputStream script = Chromium.class.getResourceAsStream("/axe.min.js")) {
			return new String(script.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Optional<Path> onPath(String name) {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.map((directory) -> Path.of(directory, name))
			.filter(Files::isExecutable)
			.findFirst();
	}

	@Override
	public void close() {
		this.playwright.close();
	}

}
