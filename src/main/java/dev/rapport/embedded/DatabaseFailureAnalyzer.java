package dev.rapport.embedded;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.env.Environment;

/** The sentence for a database that is lost after the check and before the migrations. */
final class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

	private final Settings settings;

	DatabaseFailureAnalyzer(Environment environment) {
		this.settings = new Settings(environment);
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
		if (rootFailure instanceof FailureAnalyzedException || !DatabaseTrouble.isAccess(cause)) {
			return null;
		}
		String url = this.settings.value(Settings.SCHEMA).orElse("");
		String user = this.settings.value(Settings.SCHEMA_USER).orElse(null);
		DatabaseTrouble trouble = new DatabaseTrouble(Settings.SCHEMA, url, user);
		return new FailureAnalysis(trouble.sentence(cause), trouble.action(), rootFailure);
	}

}
