package dev.rapport.customer;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

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

		EMAIL("[^\\s@]{1,64}@[^\\s@.]+(\\.[^\\s@.]+)+"), PHONE("\\+[1-9]\\d{6,14}"), WEBSITE("https?://\\S{1,300}"),
		WECHAT("[A-Za-z][-_A-Za-z0-9]{5,19}");

		private final Pattern form;

		Kind(String form) {
			this.form = Pattern.compile(form);
		}

	}

	/**
	 * Reads a list of inputs; exactly the first of each kind is primary if none says so.
	 */
	public static List<ContactPoint> read(List<Input> inputs, String path) {
		Set<Kind> kinds = EnumSet.noneOf(Kind.class);
		Set<Kind> chosen = EnumSet.noneOf(Kind.class);
		inputs.stream()
			.filter((input) -> input.flag("primary"))
			.map((input) -> input.constant("kind", Kind.class))
			.forEach(chosen::add);
		List<ContactPoint> points = new ArrayList<>();
		for (Input input : Checks.items(inputs, path)) {
			Kind kind = input.constant("kind", Kind.class);
			boolean first = kinds.add(kind) && !chosen.contains(kind);
			points.add(read(input, kind, first || input.flag("primary")));
		}
		return List.copyOf(points);
	}

	private static ContactPoint read(Input input, Kind kind, boolean primary) {
		String value = normal(kind, input.text("value").strip());
		if (!kind.form.matcher(value).matches()) {
			throw new Problem.Violation(ErrorCode.INVALID_FORMAT, input.at("value"), "contactPoint." + kind);
		}
		return new ContactPoint(kind, value, Checks.line(input.textOrNull("label"), input.at("label")), primary);
	}

	private static String normal(Kind kind, String value) {
		return switch (kind) {
			case EMAIL -> value.toLowerCase(Locale.ROOT);
			case PHONE -> value.replaceAll("[ ()./-]", "");
			case WEBSITE, WECHAT -> value;
		};
	}

}
