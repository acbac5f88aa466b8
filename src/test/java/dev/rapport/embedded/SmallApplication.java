package dev.rapport.embedded;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** The smallest application that starts with what this package provides. */
final class SmallApplication {

	static final String READY = "child is ready";

	private SmallApplication() {
	}

	/** Starts, writes a row, says so, and waits to be killed. */
	public static void main(String[] args) throws SQLException, InterruptedException {
		Environment environment = start(args).getEnvironment();
		try (Connection connection = owner(environment); Statement statement = connection.createStatement()) {
			statement.execute("create table kept (word text)");
			statement.execute("insert into kept values ('谢谢')");
		}
		new PrintStream(System.out, true, StandardCharsets.UTF_8).println(READY);
		Thread.sleep(Duration.ofMinutes(5));
	}

	static ConfigurableApplicationContext start(String... args) {
		SpringApplication application = new SpringApplication(Nothing.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		return application.run(args);
	}

	static Connection owner(Environment environment) throws SQLException {
		return DriverManager.getConnection(environment.getRequiredProperty("spring.flyway.url"),
				environment.getRequiredProperty("spring.flyway.user"),
				environment.getRequiredProperty("spring.flyway.password"));
	}

	// Not @Configuration: the real application must not find it when it scans.
	static final class Nothing {

	}

}
