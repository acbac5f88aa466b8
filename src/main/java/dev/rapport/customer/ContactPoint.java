package dev.rapport.customer;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;

/**
 * A way to reach somebody.
 *
 * @param value normalised: e-mail addresses in lower case, telephone numbers in E.164
 * @param label what it is for; null if nothing was said
 * @param primary whether it is the first choice of its kind
 */
public record ContactPoint(Kind kind, String value, @Nullable String label, boolean primary) {

	/** The ways to reach somebody. */
	public enum Kind {

		EMAIL("(?=.{3,254}$)[^\\s@\\p{Cntrl}]{1,64}@[^\\s@.\\p{Cntrl}]+(\\.[^\\s@.\\p{Cntrl}]+)+"),
		PHONE("\\+[1-9]\\d{6,14}"), WEBSITE("https?://[^\\s\\p{Cntrl}]{1,300}"), WECHAT("[A-Za-z][-_A-Za-z0-9]{5,19}");

		private final Pattern form;

		Kind(String form) {
			this.form = Pattern.compile(form);
		}

	}

	/**
	 * Reads a list of inputs; equal ones count once. One of each kind is primary: the
	 * first that says so, or else the first. The primary ones come first.
	 */
	public static List<ContactPoint> read(List<Input> inputs, String path) {
		List<ContactPoint> points = Checks.items(inputs, path).stream().map(ContactPoint::read).distinct().toList();
		Map<Kind, ContactPoint> chosen = points.stream()
			.collect(Collectors.toMap(ContactPoint::kind, Function.identity(), ContactPoint::preferred));
		return points.stream()
			.map((point) -> new ContactPoint(point.kind, point.value, point.label,
					point.equals(chosen.get(point.kind))))
			.sorted(Comparator.comparing((ContactPoint point) -> !point.primary))
			.toList();
	}

	private static ContactPoint read(Input input) {
		Kind kind = input.constant("kind", Kind.class);
		String value = normal(kind, input.text("value").strip());
		if (!kind.form.matcher(value).matches()) {
			throw new Problem.Violation(ErrorCode.INVALID_FORMAT, input.at("value"), "contactPoint." + kind);
		}
		return new ContactPoint(kind, value, Checks.line(input.textOrNull("label"), input.at("label")),
				input.flag("primary"));
	}

	private static ContactPoint preferred(ContactPoint first, ContactPoint second) {
		return (second.primary && !first.primary) ? second : first;
	}

	private static String normal(Kind kind, String value) {
		return switch (kind) {
			case EMAIL -> value.toLowerCase(Locale.ROOT);
			case PHONE -> value.replaceAll("[ ()./-]", "");
			case WEBSITE, WECHAT -> value;
		};
	}

}
