package dev.rapport.webhook;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;

/** Reads what a client says about a subscription: where, of what, and how much. */
@Component
class WantedInput {

	/** A subscription that nothing was said about yet. */
	static final Wanted NOTHING = new Wanted(List.of(), List.of(), List.of(), List.of(), null, Map.of());

	private final WebhookSettings settings;

	private final WebhookUrl urls;

	private final SentFields fields;

	private final WantedRecords records;

	private final WantedFilters filters;

	WantedInput(WebhookSettings settings, SentFields fields, WantedRecords records, WantedFilters filters) {
		this.settings = settings;
		this.urls = new WebhookUrl(settings);
		this.fields = fields;
		this.records = records;
		this.filters = filters;
	}

	/** The most subscriptions of a tenant. */
	int most() {
		return this.settings.most();
	}

	/** The address; one that is not sent is kept. */
	String url(Input input, String current) {
		if (!input.has("url")) {
			return current;
		}
		String url = Checks.required(input.textOrNull("url"), input.at("url")).strip();
		try {
			this.urls.read(url);
			return url;
		}
		catch (IllegalArgumentException ex) {
			throw new Problem.Violation(ErrorCode.INVALID_FORMAT, input.at("url"), "webhook.url." + ex.getMessage());
		}
	}

	/** What is wanted; what is not sent is kept. */
	Wanted read(Input input, Wanted current) {
		Wanted wanted = new Wanted(list(input, "types", current.types()), list(input, "recordIds", current.recordIds()),
				list(input, "changedFields", current.changedFields()), list(input, "fields", current.fields()),
				input.has("derived") ? input.flagOrNull("derived") : current.derived(), current.filter());
		if (wanted.types().isEmpty()) {
			throw new Problem.Violation(ErrorCode.REQUIRED, input.at("types"), "required");
		}
		check(wanted.types(), this.filters::isType, input.at("types"), "webhook.type");
		check(wanted.recordIds(), this.fields::isRecordId, input.at("recordIds"), "webhook.record");
		check(wanted.fields(), (field) -> this.fields.canSend(wanted.types(), field), input.at("fields"),
				"webhook.field");
		return input.has("filter") ? wanted.filtered(this.filters.read(input, wanted)) : wanted;
	}

	/** Completes if the caller sees the single records that are newly wanted. */
	Mono<Void> visible(WebhookSubscriptionEvent event, Input input) {
		List<String> known = (event.before() instanceof WebhookSubscription before) ? before.wanted().recordIds()
				: List.of();
		return this.records.check(known, event.after().wanted().recordIds(), input.at("recordIds"));
	}

	private static List<String> list(Input input, String name, List<String> current) {
		return input.has(name) ? Checks.items(input.texts(name), input.at(name)).stream().distinct().toList() : current;
	}

	private static void check(List<String> values, Predicate<String> valid, String path, String message) {
		values.stream().filter((value) -> !valid.test(value)).findFirst().ifPresent((value) -> {
			throw new Problem.Violation(ErrorCode.NOT_FOUND, path + "." + values.indexOf(value), message, value);
		});
	}

}
