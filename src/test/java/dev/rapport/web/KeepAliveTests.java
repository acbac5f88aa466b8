package dev.rapport.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.embedded.DevelopmentIssuer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection goes on after a request that came before the one ahead of it was done, and
 * was answered at once: reactor-netty 1.3.6 stopped reading it there.
 */
@RapportTest
class KeepAliveTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final String QUERY = "{\"query\":\"{ customers(first: 50) { nodes { name } } }\"}";

	private static final int TIMES = 5;

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@LocalServerPort
	int port;

	@Test
	void answersWhatComesBehindARequestThatWaitedInLine() throws IOException {
		String token = this.issuer.token(this.tenants.found().key(), "ann");
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout((int) PATIENCE.toMillis());
			BufferedReader answers = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
			for (int i = 0; i < TIMES; i++) {
				send(socket, request(token) + request("nobody"));
				assertThat(status(answers)).isEqualTo(200);
				assertThat(status(answers)).isEqualTo(401);
				send(socket, request(token));
				assertThat(status(answers)).isEqualTo(200);
			}
		}
	}

	private static String request(String token) {
		return "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer "
				+ token + "\r\nContent-Length: " + QUERY.length() + "\r\n\r\n" + QUERY;
	}

	private static void send(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	/** Reads one answer to its end. */
	private static int status(BufferedReader answers) throws IOException {
		int status = Integer.parseInt(answers.readLine().split(" ")[1]);
		int length = 0;
		for (String line = answers.readLine(); !line.isEmpty(); line = answers.readLine()) {
			if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
				length = Integer.parseInt(line.substring(15).strip());
			}
		}
		char[] body = new char[length];
		for (int read = 0; read < length;) {
			read += answers.read(body, read, length - read);
		}
		return status;
	}

}
