package dev.rapport.watch;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * Asks the service on this machine whether it is ready, where there is no shell to ask
 * with. A program of its own, as small as can be: {@code java -cp rapport.jar
 * dev.rapport.watch.Probe}; the port is that of the environment variable
 * {@code MANAGEMENT_SERVER_PORT}, else 9080. Exit code 0 means ready.
 */
final class Probe {

	private static final int PATIENCE_MILLIS = 4_000;

	private static final String PORT = "9080";

	private Probe() {
	}

	public static void main(String[] args) {
		System.exit(isReady(System.getenv().getOrDefault("MANAGEMENT_SERVER_PORT", PORT)) ? 0 : 1);
	}

	static boolean isReady(String port) {
		try {
			HttpURLConnection question = (HttpURLConnection) URI
				.create("http://127.0.0.1:" + port + "/actuator/health/readiness")
				.toURL()
				.openConnection();
			question.setConnectTimeout(PATIENCE_MILLIS);
			question.setReadTimeout(PATIENCE_MILLIS);
			return question.getResponseCode() == HttpURLConnection.HTTP_OK;
		}
		catch (IOException | IllegalArgumentException ex) {
			return false;
		}
	}

}
