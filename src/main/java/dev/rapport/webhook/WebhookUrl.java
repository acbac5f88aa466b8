package dev.rapport.webhook;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import io.netty.util.NetUtil;

/**
 * Reads addresses that something may be sent to. Whatever could be read in two ways is
 * refused: user information, fragments, numbers as hosts other than four plain decimal
 * ones, names that are not fully qualified. What a name stands for is only known when it
 * is connected to, see {@link OpenAddresses}.
 */
final class WebhookUrl {

	private static final int HTTPS = 443;

	private static final int HTTP = 80;

	private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e&&[^\\\\\"<>^`{|}]]+");

	private static final Pattern QUAD = Pattern.compile("((0|[1-9]\\d{0,2})\\.){3}(0|[1-9]\\d{0,2})");

	/** The last label begins with a letter, so nothing takes the name for a number. */
	private static final Pattern NAME = Pattern
		.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

	/** Names that only mean something inside. */
	private static final Set<String> INSIDE = Set.of("localhost", "local", "internal", "intranet", "lan", "home",
			"corp", "arpa", "onion");

	private final WebhookSettings settings;

	WebhookUrl(WebhookSettings settings) {
		this.settings = settings;
	}

	/**
	 * Reads an address.
	 * @throws IllegalArgumentException if nothing may be sent there; the message says why
	 */
	URI read(String text) {
		require(text.length() <= WebhookSettings.URL && PRINTABLE.matcher(text).matches(), "form");
		try {
			URI url = new URI(text);
			check(url);
			return url;
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException("form", ex);
		}
	}

	private void check(URI url) {
		String scheme = Objects.requireNonNullElse(url.getScheme(), "").toLowerCase(Locale.ROOT);
		require(scheme.equals("https") || (this.settings.allowHttp() && scheme.equals("http")), "scheme");
		require(!url.isOpaque() && url.getHost() != null, "host");
		require(url.getRawUserInfo() == null && url.getRawFragment() == null, "parts");
		require(!Objects.requireNonNull(url.getRawAuthority()).contains("@"), "parts");
		int port = (url.getPort() >= 0) ? url.getPort() : scheme.equals("https") ? HTTPS : HTTP;
		require(port > 0 && (this.settings.ports().isEmpty() || this.settings.ports().contains(port)), "port");
		host(Objects.requireNonNull(url.getHost()).toLowerCase(Locale.ROOT));
	}

	private void host(String host) {
		if (host.startsWith("[")) {
			String literal = host.substring(1, host.length() - 1);
			require(!literal.contains("%") && NetUtil.isValidIpV6Address(literal), "host");
			require(AddressRules.isOpen(address(literal), this.settings.allowLoopback()), "address");
		}
		else if (QUAD.matcher(host).matches()) {
			require(NetUtil.isValidIpV4Address(host), "host");
			require(AddressRules.isOpen(address(host), this.settings.allowLoopback()), "address");
		}
		else if (!(host.equals("localhost") && this.settings.allowLoopback())) {
			require(NAME.matcher(host).matches(), "host");
			require(!INSIDE.contains(host.substring(host.lastIndexOf('.') + 1)), "host");
		}
	}

	private static InetAddress address(String literal) {
		try {
			return InetAddress
				.getByAddress(Objects.requireNonNull(NetUtil.createByteArrayFromIpAddressString(literal)));
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException("host", ex);
		}
	}

	private static void require(boolean condition, String otherwise) {
		if (!condition) {
			throw new IllegalArgumentException(otherwise);
		}
	}

}
