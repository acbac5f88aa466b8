package dev.rapport.web;

import java.util.List;
import java.util.Set;

import dev.rapport.kernel.ApiCode;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * The web pages that may open a stream. Browsers name the page in {@code Origin} and let
 * a page open a stream anywhere, so the server has to look. Callers that are no browsers
 * send none and pass.
 */
final class Origins {

	private final Set<String> allowed;

	/**
	 * The pages allowed beside those from the host itself.
	 * @param allowed origins, {@code scheme://host[:port]}
	 */
	Origins(List<String> allowed) {
		this.allowed = Set.copyOf(allowed);
	}

	/**
	 * Lets a request pass.
	 * @throws Rejection {@code FORBIDDEN} if it comes from a foreign page
	 */
	void check(HttpHeaders headers) {
		if (!allows(headers)) {
			throw new Rejection(ApiCode.FORBIDDEN, "transport.origin");
		}
	}

	/** Whether a request comes from an allowed page, or from none. */
	boolean allows(HttpHeaders headers) {
		String origin = headers.getOrigin();
		return origin == null || this.allowed.contains(origin) || isSame(origin, headers.getFirst(HttpHeaders.HOST));
	}

	private static boolean isSame(String origin, @Nullable String host) {
		return origin.equalsIgnoreCase("https://" + host) || origin.equalsIgnoreCase("http://" + host);
	}

}
