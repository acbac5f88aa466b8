package dev.rapport.graphql;

import java.util.Locale;

import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;
import reactor.util.context.Context;

/** The caller's language, where no execution environment can be asked for it. */
final class RequestLocale {

	private RequestLocale() {
	}

	static Context with(Locale locale) {
		return Context.of(RequestLocale.class, locale);
	}

	static Mono<Locale> current() {
		return Mono.deferContextual((context) -> Mono.just(of(context)));
	}

	static Locale of(ContextView context) {
		return context.<Locale>getOrEmpty(RequestLocale.class).orElse(Locale.ENGLISH);
	}

}
