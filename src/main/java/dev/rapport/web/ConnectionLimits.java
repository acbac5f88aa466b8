package dev.rapport.web;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many connections may be open at the same time in one process. A client is one
 * member with one program.
 *
 * @param socketsPerClient sockets of one client
 * @param socketsPerTenant sockets of all clients of a tenant
 * @param streamsPerClient event streams of one client
 * @param streamsPerTenant event streams of all clients of a tenant
 */
@ConfigurationProperties("rapport.web.connections")
record ConnectionLimits(@DefaultValue("20") int socketsPerClient, @DefaultValue("500") int socketsPerTenant,
		@DefaultValue("20") int streamsPerClient, @DefaultValue("500") int streamsPerTenant) {

	Seats sockets() {
		return counted("socket", new Seats(this.socketsPerClient, this.socketsPerTenant));
	}

	Seats streams() {
		return counted("stream", new Seats(this.streamsPerClient, this.streamsPerTenant));
	}

	private static Seats counted(String kind, Seats seats) {
		Gauge.builder("rapport.connections", seats, Seats::open)
			.description("Sockets and event streams that are open")
			.tag("kind", kind)
			.register(Metrics.globalRegistry);
		return seats;
	}

}
