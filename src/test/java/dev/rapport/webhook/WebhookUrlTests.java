package dev.rapport.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Addresses of all spellings; more than 300 that nothing may be sent to. */
class WebhookUrlTests {

	private static final List<String> CLOSED_V4 = List.of("0.0.0.0", "0.0.0.1", "0.255.255.255", "10.0.0.0", "10.0.0.1",
			"10.255.255.255", "100.64.0.0", "100.64.0.1", "100.100.100.200", "100.127.255.255", "127.0.0.0",
			"127.0.0.1", "127.0.1.1", "127.255.255.255", "168.63.129.16", "169.254.0.0", "169.254.169.254",
			"169.254.170.2", "169.254.169.253", "169.254.255.255", "172.16.0.0", "172.16.0.1", "172.31.255.255",
			"192.0.0.0", "192.0.0.1", "192.0.0.8", "192.0.0.170", "192.0.0.192", "192.0.2.1", "192.0.2.255",
			"192.88.99.1", "192.168.0.0", "192.168.0.1", "192.168.1.1", "192.168.255.255", "198.18.0.0", "198.18.0.1",
			"198.19.255.255", "198.51.100.1", "198.51.100.255", "203.0.113.1", "203.0.113.255", "224.0.0.0",
			"224.0.0.1", "239.255.255.250", "239.255.255.255", "240.0.0.1", "250.1.2.3", "255.255.255.254",
			"255.255.255.255");

	private static final List<String> CLOSED_V6 = List.of("::", "::1", "::2", "::ffff:0:0", "100::1", "100:0:0:1::1",
			"64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::808:808", "64:ff9b:1::1", "64:ff9b:1:7f00:0:100::",
			"2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:10::1", "2001:20::1", "2001:1ff::1",
			"2001:db8::1", "2001:db8:ffff::1", "2002::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:c0a8:101::1",
			"2002:808:808::1", "3fff::1", "3fff:fff::1", "4000::1", "5f00::1", "8000::1", "fc00::1", "fd00::1",
			"fd00:ec2::254", "fdff:ffff::1", "fe80::1", "fe80::a9fe:a9fe", "febf::1", "fec0::1", "feff::1", "ff00::1",
			"ff01::1", "ff02::1", "ff05::1:3", "ff0e::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::7f00:1",
			"::a00:1", "::c0a8:101", "::ffff:0:7f00:1", "1::1", "1fff::1");

	private static final List<String> OPEN = List.of("1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0",
			"100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0",
			"172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255",
			"198.20.0.0", "223.255.255.255", "2001:200::1", "2001:4860:4860::8888", "2606:4700::1111", "2400:cb00::1",
			"2a00:1450::1", "3ffe::1");

	private final WebhookUrl urls = new WebhookUrl(SecretVaultTests.settings(Map.of()));

	private static InetAddress address(String text) {
		try {
			return InetAddress.getByName(text);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException(text, ex);
		}
	}

	/** All the ways that people have tried to write an address which others read. */
	static Stream<String> spellings() {
		List<String> hosts = new ArrayList<>();
		for (String quad : CLOSED_V4) {
			byte[] bytes = address(quad).getAddress();
			long number = ((bytes[0] & 255L) << 24) | ((bytes[1] & 255L) << 16) | ((bytes[2] & 255L) << 8)
					| (bytes[3] & 255L);
			hosts.add(quad);
			hosts.add(Long.toString(number));
			hosts.add("0x" + Long.toHexString(number));
			hosts.add("0" + Long.toOctalString(number));
			hosts.add("0%o.0%o.0%o.0%o".formatted(bytes[0] & 255, bytes[1] & 255, bytes[2] & 255, bytes[3] & 255));
			hosts.add("0x%x.0x%x.0x%x.0x%x".formatted(bytes[0] & 255, bytes[1] & 255, bytes[2] & 255, bytes[3] & 255));
			hosts.add((bytes[0] & 255) + "." + (number & 0xffffff));
			hosts.add("[::ffff:" + quad + "]");
			hosts.add("[::" + quad + "]");
			hosts.add("[64:ff9b::" + quad + "]");
			hosts.add(quad + ".");
		}
		CLOSED_V6.forEach((literal) -> hosts.add("[" + literal + "]"));
		return hosts.stream().distinct().map((host) -> "https://" + host + "/hooks");
	}

	@Test
	void knowsMoreThanThreeHundredSpellings() {
		assertThat(spellings()).hasSizeGreaterThan(500);
	}

	@ParameterizedTest
	@MethodSource("spellings")
	void refusesInsideHoweverItIsSpelled(String url) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.urls.read(url));
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/",
			"javascript:alert(1)", "data:text/plain,x", "//example.com/", "example.com", "", " ", "https:", "https://",
			"https:///path", "https:example.com", "https://user@example.com/", "https://user:pass@example.com/",
			"https://example.com:443@127.0.0.1/", "https://127.0.0.1#@example.com/", "https://example.com/#fragment",
			"https://example.com:80/", "https://example.com:8443/", "https://example.com:22/", "https://example.com:0/",
			"https://example.com:65536/", "https://example.com:-1/", "https://localhost/", "https://LOCALHOST/",
			"https://localhost./", "https://foo.localhost/", "https://db/", "https://printer.local/",
			"https://metadata.google.internal/", "https://intranet/", "https://router.lan/", "https://nas.home/",
			"https://wiki.corp/", "https://1.0.0.127.in-addr.arpa/", "https://x.onion/", "https://example..com/",
			"https://-example.com/", "https://example-.com/", "https://exa_mple.com/", "https://example.com./",
			"https://ex ample.com/", "https://example.com\\@127.0.0.1/", "https://example.com\t/",
			"https://example.com\r\n/", "https://例子.测试/", "https://１２７.0.0.1/", "https://127。0。0。1/",
			"https://①②⑦.0.0.1/", "https://[::1%25eth0]/", "https://[fe80::1%25lo]/", "https://[::1]:443@example.com/",
			"https://[example.com]/", "https://[127.0.0.1]/", "https://[v1.fe80::a+en1]/", "https://127.1/",
			"https://127.0.1/", "https://1.2.3.4.5/", "https://256.256.256.256/", "https://8.8.8.08/",
			"https://0x7f.1/", "https://example.0x7f/", "https://example.123/", "https://%31%32%37.0.0.1/",
			"https://127.0.0.1.nip.123/", "https://example.com/<script>", "https://example.com/{x}",
			"https://example.com/\"", "https://example.com/a b" })
	void refusesWhatCouldBeReadInTwoWays(String url) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.urls.read(url));
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://example.com", "https://example.com/", "https://example.com:443/hooks?x=1&y=%20",
			"https://EXAMPLE.com/Hooks", "https://a.b-c.example.co.uk/@me", "https://xn--fsqu00a.xn--0zwm56d/",
			"https://8.8.8.8/", "https://[2606:4700::1111]/" })
	void takesWhatIsOutInTheOpen(String url) {
		assertThat(this.urls.read(url).toString()).isEqualTo(url);
	}

	@Test
	void refusesTooLongAddresses() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.urls.read("https://example.com/" + "a".repeat(WebhookSettings.URL)));
	}

	@Test
	void tellsOpenAddressesFromClosedOnes() {
		assertThat(Stream.of(CLOSED_V4, CLOSED_V6).flatMap(List::stream).map(WebhookUrlTests::address))
			.noneMatch((address) -> AddressRules.isOpen(address, false));
		assertThat(OPEN.stream().map(WebhookUrlTests::address))
			.allMatch((address) -> AddressRules.isOpen(address, false));
	}

	@Test
	void reachesTheOwnMachineOnlyIfToldSo() {
		WebhookUrl development = new WebhookUrl(SecretVaultTests.settings(Map.of("rapport.webhooks.allow-http", "true",
				"rapport.webhooks.allow-loopback", "true", "rapport.webhooks.ports", "")));
		assertThat(development.read("http://localhost:8081/x")).isNotNull();
		assertThat(development.read("http://127.0.0.1:8081/x")).isNotNull();
		assertThatIllegalArgumentException().isThrownBy(() -> development.read("http://10.0.0.1:8081/x"));
		assertThatIllegalArgumentException().isThrownBy(() -> development.read("http://169.254.169.254/x"));
	}

}
