package dev.rapport.web;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rapport.kernel.ApiCode;
import dev.rapport.web.TransportErrors.Failure;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Limits what an address may ask without a valid credential: requests and handshakes
 * without one count beforehand, those with an invalid one when they are refused. Who has
 * used all of it up waits, before any credential is verified. Each instance counts for
 * itself; addresses of IPv6 count by their network.
 */
final class AnonymousRate implements WebFilter, Ordered {

	private static final int ADDRESSES = 50_000;

	private static final Duration IDLE = Duration.ofMinutes(30);

	private static final int IPV6_NETWORK = 8;

	private static final Object NOWHERE = "";

	private final Cache<Object, Bucket> buckets = Caffeine.newBuilder()
		.maximumSize(ADDRESSES)
		.expireAfterAccess(IDLE)
		.executor(Runnable::run)
		.build();

	private final AnonymousLimits limits;

	private final Proxies proxies;

	private final TransportErrors errors;

	AnonymousRate(AnonymousLimits limits, Proxies proxies, TransportErrors errors) {
		this.limits = limits;
		this.proxies = proxies;
		this.errors = errors;
	}

	@Override
	public int getOrder() {
		return WebConfiguration.AHEAD_OF_SECURITY + 1;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (!WebConfiguration.isOurs(exchange)) {
			return chain.filter(exchange);
		}
		Bucket bucket = bucket(exchange);
		boolean anonymous = !exchange.getRequest().getHeaders().containsHeader(HttpHeaders.AUTHORIZATION);
		if (anonymous ? !bucket.tryConsume(1) : bucket.getAvailableTokens() <= 0) {
			return refuse(exchange, bucket);
		}
		if (!anonymous) {
			countIfRefused(exchange.getResponse(), bucket);
		}
		return chain.filter(exchange);
	}

	private static void countIfRefused(ServerHttpResponse response, Bucket bucket) {
		response.beforeCommit(() -> Mono.fromRunnable(() -> {
			if (HttpStatus.UNAUTHORIZED.equals(response.getStatusCode())) {
				bucket.tryConsume(1);
			}
		}));
	}

	private Mono<Void> refuse(ServerWebExchange exchange, Bucket bucket) {
		Call call = Call.of(exchange.getRequest().getHeaders());
		Failure failure = this.errors.failure(call, new Rejection(ApiCode.RATE_LIMITED, "transport.rate"));
		ServerHttpResponse response = exchange.getResponse();
		response.setStatusCode(HttpStatusCode.valueOf(failure.status()));
		response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
		GraphQlHttpEndpoint.common(response.getHeaders(), call);
		tell(response.getHeaders(), bucket);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(Wire.bytes(failure.body()))));
	}

	private void tell(HttpHeaders headers, Bucket bucket) {
		ConsumptionProbe next = bucket.tryConsumeAndReturnRemaining(this.limits.burst() + 1);
		long window = Math.max(1, Math.ceilDiv(this.limits.burst(), this.limits.perSecond()));
		headers.set(HttpHeaders.RETRY_AFTER, "1");
		headers.set("RateLimit-Policy", "\"address\";q=" + this.limits.burst() + ";w=" + window);
		headers.set("RateLimit", "\"address\";r=" + Math.max(0, next.getRemainingTokens()) + ";t=" + window);
	}

	private Bucket bucket(ServerWebExchange exchange) {
		Object key = this.proxies.client(exchange.getRequest()).map(AnonymousRate::key).orElse(NOWHERE);
		return this.buckets.get(key,
				(unknown) -> Bucket.builder()
					.addLimit((limit) -> limit.capacity(this.limits.burst())
						.refillGreedy(this.limits.perSecond(), Duration.ofSeconds(1)))
					.build());
	}

	/** What counts as one client: an address, and of the newer ones their network. */
	private static Object key(InetAddress address) {
		return (address instanceof Inet6Address) ? ByteBuffer.wrap(Arrays.copyOf(address.getAddress(), IPV6_NETWORK))
				: address;
	}

}
