package dev.rapport;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class Rapport {

	public static void main(String[] args) {
		SpringApplication.run(Rapport.class, args);
	}

}
