package dev.rapport.tenancy;

import java.util.regex.Pattern;

/** Knows the secrets that the service hands over once and must keep nowhere in clear. */
public final class SecretText {

	/** How secrets of webhooks begin, by the Standard Webhooks specification. */
	public static final String WEBHOOK = "whsec_";

	private static final Pattern WEBHOOK_FORM = Pattern.compile(WEBHOOK + "[0-9A-Za-z+/]{32,}={0,2}");

	private SecretText() {
	}

	/** Whether a text has such a secret in it. */
	public static boolean isIn(String text) {
		return ApiKeyText.isIn(text) || (text.contains(WEBHOOK) && WEBHOOK_FORM.matcher(text).find());
	}

}
