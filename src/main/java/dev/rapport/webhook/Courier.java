package dev.rapport.webhook;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ByteBufFlux;
import reactor.netty.ByteBufMono;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider;

/**
 * Carries one message to one address. Follows no redirect, keeps no connection, tries
 * nothing twice, and is back within the deadline, whatever the receiver does.
 */
@Component
class Courier implements DisposableBean {

	/** How many names are looked up at the same time. */
	private static final int LOOKUPS = 16;

	/** How many lookups may wait for their turn. */
	private static final int LOOKUPS_WAITING = 1_000;

	/** How long the rest of an answer is waited for once its status is known. */
	private static final Duration READING = Duration.ofSeconds(1);

	private static final String USER_AGENT = "Rapport-Webhooks";

	private final Scheduler lookups = Schedulers.newBoundedElastic(LOOKUPS, LOOKUPS_WAITING, "webhook-lookup");

	private final OpenAddresses addresses;

	private final WebhookUrl urls;

	private final WebhookSettings settings;

	private final Clock clock;

	private final HttpClient client;

	@Autowired
	Courier(WebhookSettings settings, Clock clock) {
		this(settings, clock, (host) -> List.of(InetAddress.getAllByName(host)));
	}

	Courier(WebhookSettings settings, Clock clock, HostLookup lookup) {
		this.clock = clock;
		this.settings = settings;
		this.urls = new WebhookUrl(settings);
		this.addresses = new OpenAddresses(lookup, this.lookups, settings);
		this.client = HttpClient.create(ConnectionProvider.newConnection())
			.resolver(this.addresses)
			.noProxy()
			.followRedirect(false)
			.disableRetry(true)
			.keepAlive(false)
			.secure((tls) -> tls.sslContext(tls(settings)).handshakeTimeout(settings.deadline()))
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(settings.connect().toMillis()))
			.headers((headers) -> headers.set("user-agent", USER_AGENT).set("content-type", "application/json"));
	}

	/** The name that was meant must stand in the receiver's certificate. */
	private static SslProvider.GenericSslContextSpec<?> tls(WebhookSettings settings) {
		Http11SslContextSpec tls = Http11SslContextSpec.forClient();
		Path trust = settings.trust();
		return (trust == null) ? tls : tls.configure((context) -> context.trustManager(trust.toFile()));
	}

	/** Posts a body; never fails, since failures are outcomes too. */
	Mono<Outcome> post(String url, Map<String, String> headers, byte[] body) {
		return Mono.fromSupplier(() -> this.urls.read(url))
			.flatMap((checked) -> send(checked, headers, body))
			.timeout(this.settings.deadline())
			.onErrorResume((failure) -> Mono.just(Outcome.failed(error(failure))))
			.elapsed()
			.map((timed) -> timed.getT2().after(Duration.ofMillis(timed.getT1())));
	}

	private Mono<Outcome> send(URI url, Map<String, String> headers, byte[] body) {
		return this.client.headers((all) -> headers.forEach(all::set))
			.post()
			.uri(url)
			.send(ByteBufMono.fromSupplier(() -> Unpooled.wrappedBuffer(body)))
			.response((response, content) -> beginning(content).map((text) -> outcome(response, text)))
			.next();
	}

	/** What comes first of an answer; what comes after it is never read. */
	private static Mono<String> beginning(ByteBufFlux content) {
		Beginning beginning = new Beginning();
		return content.asByteArray()
			.takeUntil(beginning::isFull)
			.takeUntilOther(Mono.delay(READING))
			.onErrorComplete()
			.then(Mono.fromSupplier(beginning::text));
	}

	private Outcome outcome(HttpClientResponse response, String answer) {
		int status = response.status().code();
		return new Outcome(error(status), status, answer.isEmpty() ? null : answer, Duration.ZERO,
				RetryAfter.pause(response.responseHeaders().get("retry-after"), this.clock.instant()));
	}

	private static @Nullable DeliveryError error(int status) {
		return switch (status / 100) {
			case 2 -> null;
			case 3 -> DeliveryError.REDIRECTED;
			default -> DeliveryError.REFUSED;
		};
	}

	private static DeliveryError error(Throwable failure) {
		return switch (failure) {
			case IllegalArgumentException _ -> DeliveryError.ADDRESS_FORBIDDEN;
			case OpenAddresses.Closed _ -> DeliveryError.ADDRESS_FORBIDDEN;
			case TimeoutException _ -> DeliveryError.TIMEOUT;
			case ConnectTimeoutException _ -> DeliveryError.TIMEOUT;
			case SSLException _ -> DeliveryError.TLS_FAILED;
			default -> DeliveryError.UNREACHABLE;
		};
	}

	@Override
	public void destroy() {
		this.addresses.close();
		this.lookups.dispose();
	}

	/** Collects the first bytes of a body. */
	private static final class Beginning {

		private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

		private int read;

		/** Takes a piece; whether that is enough. */
		boolean isFull(byte[] piece) {
			int room = WebhookSettings.KEPT - this.kept.size();
			this.kept.write(piece, 0, Math.clamp(piece.length, 0, Math.max(0, room)));
			this.read += piece.length;
			return this.read >= WebhookSettings.ANSWER;
		}

		/** The text without what the database can't keep. */
		String text() {
			return this.kept.toString(StandardCharsets.UTF_8).replace("\0", "");
		}

	}

}
