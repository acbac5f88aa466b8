package dev.rapport.watch;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.util.Assert;

/**
 * The one switch of tracing, {@code rapport.tracing.enabled}. While it is off nothing of
 * it exists: no tracer, no exporter, and no proxy before the connections of the database.
 */
final class TracingSwitch implements AutoConfigurationImportFilter, EnvironmentAware {

	static final String PROPERTY = "rapport.tracing.enabled";

	private static final Set<String> TRACING = Set.of("org.springframework.boot.micrometer.tracing.",
			"org.springframework.boot.opentelemetry.", "org.springframework.boot.r2dbc.autoconfigure.R2dbcProxy");

	private @Nullable Environment environment;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
		Assert.state(this.environment != null, "No environment");
		boolean on = this.environment.getProperty(PROPERTY, Boolean.class, false);
		boolean[] kept = new boolean[classes.length];
		for (int i = 0; i < classes.length; i++) {
			String name = classes[i];
			kept[i] = on || name == null || TRACING.stream().noneMatch(name::startsWith);
		}
		return kept;
	}

}
