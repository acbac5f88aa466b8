package dev.rapport.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import redis.embedded.RedisServer;

final class RedisDoorbellTests extends DoorbellContract {

	private static int port;

	private static RedisServer server;

	@BeforeAll
	static void start() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		server = RedisServer.newRedisServer().port(port).bind("127.0.0.1").build();
		server.start();
	}

	@AfterAll
	static void stop() throws IOException {
		server.stop();
	}

	@Override
	Line line() {
		return new RedisLine("redis://127.0.0.1:" + port);
	}

	@Override
	void interrupt() {
		try {
			server.stop();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	void mend() {
		try {
			server.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
