package dev.rapport.web;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What one socket or event stream may use.
 *
 * @param init from opening the socket to the end of its authentication
 * @param ping between two pings of the server
 * @param keepAlive between two comments in an event stream
 * @param stall how long a message of a socket or a stream may wait for the client to take
 * it
 * @param grace how long a close may take until the connection is cut
 * @param operations live operations at a time
 * @param messages received messages a minute
 */
@ConfigurationProperties("rapport.web.sockets")
record SocketLimits(@DefaultValue("5s") Duration init, @DefaultValue("20s") Duration ping,
		@DefaultValue("15s") Duration keepAlive, @DefaultValue("30s") Duration stall,
		@DefaultValue("2s") Duration grace, @DefaultValue("200") int operations, @DefaultValue("300") int messages) {

	/** More operations than this the outbox could not hold. */
	private static final int MOST_OPERATIONS = SocketOutbox.BOUND;

	/** The largest message in bytes, the sum of its fragments. */
	static final int MESSAGE = 128 * 1024;

	/**
	 * Where Netty gives up reading a message; above ours, so that ours is the one met.
	 */
	static final int FRAME = 2 * MESSAGE;

	/** Pings in a row that may stay unanswered. */
	static final int MISSED_PONGS = 2;

	/** The longest operation id in characters. */
	static final int ID = 64;

	SocketLimits {
		if (operations > MOST_OPERATIONS) {
			throw new IllegalArgumentException("No more than " + MOST_OPERATIONS + " operations fit on a socket");
		}
	}

}
