package dev.rapport;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

import dev.rapport.embedded.Checkup;

@SpringBootApplication
public class Rapport {

	/**
	 * Of how many buffers Netty watches one, to tell if it is lost. Each row of a result
	 * is one, so that Netty's own 128 costs 3 % of the CPU.
	 */
	private static final int WATCHED = 8_192;

	public static void main(String[] args) {
		System.getProperties().putIfAbsent("io.netty.leakDetection.samplingInterval", String.valueOf(WATCHED));
		if (Checkup.isWanted(args)) {
			System.exit(Checkup.run(new PrintStream(System.out, true, StandardCharsets.UTF_8), args));
		}
		SpringApplication.run(Rapport.class, args);
	}

}
