package dev.rapport.web;

import java.time.Duration;

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
record SocketLimits(Duration init, Duration ping, Duration keepAlive, Duration stall, Duration grace, int operations,
		int messages) {

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

	/** The published limits. */
	static SocketLimits published() {
		return new SocketLimits(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(15),
				Duration.ofSeconds(30), Duration.ofSeconds(2), 200, 300);
	}

}
