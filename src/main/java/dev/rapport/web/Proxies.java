package dev.rapport.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * The proxies in front of the service whose word about a request is taken. What anybody
 * else says in {@code X-Forwarded-…} has no effect.
 */
final class Proxies {

	private final List<Network> trusted;

	/**
	 * The proxies in these networks.
	 * @param trusted addresses, or networks as {@code address/bits}
	 */
	Proxies(List<String> trusted) {
		this.trusted = trusted.stream().filter((text) -> !text.isBlank()).map(Network::of).toList();
	}

	/**
	 * Where a request comes from: the last address on its way that is none of our
	 * proxies. Empty if the connection has no address.
	 */
	Optional<InetAddress> client(ServerHttpRequest request) {
		Optional<InetAddress> peer = peer(request);
		if (this.trusted.isEmpty()) {
			return peer;
		}
		List<String> hops = request.getHeaders()
			.getOrEmpty("X-Forwarded-For")
			.stream()
			.flatMap((line) -> List.of(line.split(",")).stream())
			.toList();
		for (int i = hops.size() - 1; i >= 0 && peer.filter(this::isTrusted).isPresent(); i--) {
			Optional<InetAddress> hop = parsed(hops.get(i));
			if (hop.isEmpty()) {
				return peer;
			}
			peer = hop;
		}
		return peer;
	}

	/** Whether the client sent the request over TLS. */
	boolean isSecure(ServerHttpRequest request) {
		return "https".equalsIgnoreCase(request.getURI().getScheme()) || peer(request).filter(this::isTrusted)
			.map((_) -> "https".equalsIgnoreCase(request.getHeaders().getFirst("X-Forwarded-Proto")))
			.orElse(false);
	}

	private boolean isTrusted(InetAddress address) {
		return this.trusted.stream().anyMatch((network) -> network.contains(address));
	}

	private static Optional<InetAddress> peer(ServerHttpRequest request) {
		return Optional.ofNullable(request.getRemoteAddress()).map(InetSocketAddress::getAddress);
	}

	/** Addresses only: nothing is looked up. */
	private static Optional<InetAddress> parsed(String hop) {
		try {
			return Optional.of(InetAddress.ofLiteral(hop.strip()));
		}
		catch (IllegalArgumentException notAnAddress) {
			return Optional.empty();
		}
	}

}
