package dev.rapport.graphql;

import java.util.List;
import java.util.Locale;

import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;

/** What the service says to people, in Chinese and English. */
@Component
class Messages {

	private final MessageSource source;

	Messages(MessageSource source) {
		this.source = source;
		// read the bundles now: they come from files, and later threads must not block
		List.of(Locale.ENGLISH, Locale.CHINESE).forEach((locale) -> of(ApiCode.INTERNAL_ERROR, locale));
	}

	/** What went wrong, for the caller. */
	String of(Problem problem, Locale locale) {
		String key = "problem." + problem.messageKey();
		String text = this.source.getMessage(key, problem.arguments(), null, supported(locale));
		return (text != null) ? text : fallback(problem, locale);
	}

	String of(ApiCode code, Locale locale) {
		return this.source.getMessage("code." + code.name(), null, supported(locale));
	}

	/** The name of a constant as a person reads it. */
	String label(Enum<?> constant, Locale locale) {
		String key = "label." + constant.getDeclaringClass().getSimpleName() + "." + constant.name();
		String text = this.source.getMessage(key, null, null, supported(locale));
		return (text != null) ? text : constant.name();
	}

	/**
	 * Constraint names of the database are part of some keys; not each has a text of its
	 * own.
	 */
	private String fallback(Problem problem, Locale locale) {
		int dot = problem.messageKey().indexOf('.');
		String kind = (dot < 0) ? problem.messageKey() : problem.messageKey().substring(0, dot);
		return this.source.getMessage("problem." + kind, problem.arguments(), supported(locale));
	}

	private static Locale supported(Locale locale) {
		return locale.getLanguage().equals("zh") ? Locale.CHINESE : Locale.ENGLISH;
	}

}
