package dev.rapport;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

import dev.rapport.embedded.Checkup;

@SpringBootApplication
public class Rapport {

	public static void main(String[] args) {
		if (Checkup.isWanted(args)) {
			System.exit(Checkup.run(new PrintStream(System.out, true, StandardCharsets.UTF_8), args));
		}
		SpringApplication.run(Rapport.class, args);
	}

}
