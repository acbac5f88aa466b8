package dev.rapport.security;

import java.time.Duration;

import io.netty.channel.ChannelOption;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * How issuers are asked: with few connections, soon given up, to no other address than
 * the one that was meant. More questions than may wait fail at once.
 */
final class IssuerClient {

	private static final Duration CONNECT = Duration.ofSeconds(2);

	private static final Duration ANSWER = Duration.ofSeconds(4);

	private static final Duration IDLE = Duration.ofSeconds(20);

	private static final int CONNECTIONS = 8;

	private static final int WAITING = 200;

	private static final int LARGEST_ANSWER = 256 * 1024;

	private IssuerClient() {
	}

	static WebClient.Builder builder() {
		ConnectionProvider connections = ConnectionProvider.builder("issuer")
			.maxConnections(CONNECTIONS)
			.pendingAcquireMaxCount(WAITING)
			.pendingAcquireTimeout(ANSWER)
			.maxIdleTime(IDLE)
			.build();
		HttpClient client = HttpClient.create(connections)
			.followRedirect(false)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(CONNECT.toMillis()))
			.responseTimeout(ANSWER);
		return WebClient.builder()
			.clientConnector(new ReactorClientHttpConnector(client))
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(LARGEST_ANSWER));
	}

}
