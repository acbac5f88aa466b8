package dev.rapport.embedded;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * The run with {@code --check}: reads the configuration as a start would, looks at all
 * that a start will need, changes nothing, and says line by line what is fine and what to
 * mend. All looks happen at the same time and are over within {@link #DEADLINE}.
 */
public final class Checkup {

	private static final String OPTION = "--check";

	/** For all looks together. */
	private static final Duration DEADLINE = Duration.ofSeconds(25);

	private final PrintStream out;

	private final ResourceBundle texts;

	Checkup(PrintStream out, Locale language) {
		this.out = out;
		this.texts = ResourceBundle.getBundle("check.texts", language,
				ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
	}

	/** Whether a check was asked for instead of a start. */
	public static boolean isWanted(String... arguments) {
		return Arrays.stream(arguments).anyMatch((one) -> one.equals(OPTION) || one.startsWith(OPTION + "="));
	}

	/**
	 * Checks, and prints what it finds.
	 * @param arguments those of the command line; {@code --check=zh} or {@code =en} names
	 * the language, else it is the machine's
	 * @return the exit code: 0 if nothing is to be mended, else 1
	 */
	public static int run(PrintStream out, String... arguments) {
		try (ConfigurableApplicationContext context = configured(arguments)) {
			Environment environment = context.getEnvironment();
			return new Checkup(out, language(environment.getProperty("check", ""))).run(new Settings(environment));
		}
	}

	private static Locale language(String wanted) {
		return wanted.isBlank() ? Locale.getDefault() : Locale.forLanguageTag(wanted);
	}

	/** The environment of a start, and nothing that a start would do with it. */
	private static ConfigurableApplicationContext configured(String... arguments) {
		SpringApplication application = new SpringApplication(Nothing.class);
		application.setInitializers(List.of());
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setBannerMode(Banner.Mode.OFF);
		application.setLogStartupInfo(false);
		application.setDefaultProperties(Map.of("logging.level.root", "error", "logging.level.org.flywaydb", "off"));
		return application.run(arguments);
	}

	/** Checks what is configured; answers the exit code. */
	int run(Settings settings) {
		List<Finding> findings = look(looks(settings));
		findings.forEach((finding) -> this.out.println(finding.in(this.texts)));
		long open = findings.stream().filter((finding) -> finding.state() == Finding.State.MEND).count();
		this.out.println(((open == 0) ? Finding.fine("verdict.fine") : Finding.mend("verdict", open)).in(this.texts));
		return (open == 0) ? 0 : 1;
	}

	private static List<Callable<Stream<Finding>>> looks(Settings settings) {
		DatabaseLook database = new DatabaseLook(settings);
		List<Callable<Stream<Finding>>> own = List.of(() -> new SettingsLook(settings).findings(), database::ofService,
				database::ofOwner);
		return Stream.concat(own.stream(), IssuerLook.looks(settings)).toList();
	}

	private static List<Finding> look(List<Callable<Stream<Finding>>> looks) {
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Stream<Finding>>> seen = threads.invokeAll(looks, DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
			threads.shutdownNow();
			return seen.stream().flatMap(Checkup::findings).toList();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return List.of(Finding.mend("late"));
		}
	}

	private static Stream<Finding> findings(Future<Stream<Finding>> look) {
		try {
			return look.get();
		}
		catch (CancellationException ex) {
			return Stream.of(Finding.mend("late"));
		}
		catch (ExecutionException ex) {
			return Stream.of(Finding.mend("broken", String.valueOf(ex.getCause()).split(":", 2)[0]));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Stream.of(Finding.mend("late"));
		}
	}

	/** No bean at all. */
	static final class Nothing {

	}

}
