package dev.rapport.instances;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The faults are those that are asked for. */
@Timeout(30)
final class FaultProxyTests {

	private ServerSocket echo;

	private FaultProxy proxy;

	@BeforeEach
	void start() throws IOException {
		this.echo = echoing(0);
		this.proxy = new FaultProxy(this.echo.getLocalPort());
	}

	@AfterEach
	void stop() throws IOException {
		this.proxy.close();
		this.echo.close();
	}

	@Test
	void passesBytesOnAndEndsWithEitherSide() throws IOException {
		try (Socket client = connect()) {
			assertThat(answer(client, 1)).isEqualTo(1);
			client.shutdownOutput();
			assertThat(client.getInputStream().read()).isEqualTo(-1);
		}
	}

	@Test
	void delaysAndThrottles() throws IOException {
		try (Socket client = connect()) {
			this.proxy.delay(Duration.ofMillis(100));
			assertThat(time(client, 1)).isBetween(Duration.ofMillis(200), Duration.ofSeconds(2));
			this.proxy.delay(Duration.ZERO);
			this.proxy.bandwidth(1_000);
			assertThat(time(client, 200)).isBetween(Duration.ofMillis(400), Duration.ofSeconds(3));
		}
	}

	@Test
	void pausesWithoutLosingAnything() throws IOException {
		try (Socket client = connect()) {
			assertThat(answer(client, 1)).isEqualTo(1);
			this.proxy.pause();
			client.getOutputStream().write(2);
			silent(client);
			this.proxy.resume();
			assertThat(client.getInputStream().read()).isEqualTo(2);
		}
	}

	@Test
	void goesSilentOnOpenConnectionsOnly() throws IOException {
		try (Socket old = connect()) {
			assertThat(answer(old, 1)).isEqualTo(1);
			this.proxy.halfOpen();
			old.getOutputStream().write(2);
			silent(old);
			try (Socket fresh = connect()) {
				assertThat(answer(fresh, 3)).isEqualTo(3);
			}
			silent(old);
		}
	}

	@Test
	void resetsAndRefuses() throws IOException {
		try (Socket client = connect()) {
			assertThat(answer(client, 1)).isEqualTo(1);
			this.proxy.reset();
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> client.getInputStream().read());
			assertThat(this.proxy.connections()).isZero();
		}
		this.proxy.refuse(true);
		try (Socket client = connect()) {
			assertThat(client.getInputStream().read()).isEqualTo(-1);
		}
	}

	@Test
	void sendsNewConnectionsElsewhere() throws IOException {
		try (ServerSocket other = echoing(100); Socket old = connect()) {
			assertThat(answer(old, 1)).isEqualTo(1);
			this.proxy.route(other.getLocalPort());
			try (Socket fresh = connect()) {
				assertThat(answer(fresh, 1)).isEqualTo(101);
			}
			assertThat(answer(old, 1)).isEqualTo(1);
		}
	}

	private Socket connect() throws IOException {
		Socket client = new Socket(InetAddress.getLoopbackAddress(), this.proxy.port());
		client.setSoTimeout(5_000);
		return client;
	}

	private static int answer(Socket client, int said) throws IOException {
		client.getOutputStream().write(said);
		return client.getInputStream().read();
	}

	private static Duration time(Socket client, int bytes) throws IOException {
		long start = System.nanoTime();
		client.getOutputStream().write(new byte[bytes]);
		assertThat(client.getInputStream().readNBytes(bytes)).hasSize(bytes);
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static void silent(Socket client) throws IOException {
		client.setSoTimeout(200);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.getInputStream().read());
		client.setSoTimeout(5_000);
	}

	/** A server that answers each byte with that byte and something added. */
	private static ServerSocket echoing(int added) throws IOException {
		ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		Thread.ofVirtual().start(() -> {
			while (!server.isClosed()) {
				try {
					Socket client = server.accept();
					Thread.ofVirtual().start(() -> echo(client, added));
				}
				catch (IOException closed) {
					return;
				}
			}
		});
		return server;
	}

	private static void echo(Socket client, int added) {
		try (client) {
			InputStream in = client.getInputStream();
			for (int read = in.read(); read >= 0; read = in.read()) {
				client.getOutputStream().write(read + added);
			}
		}
		catch (IOException gone) {
			// the test has ended it
		}
	}

}
