package dev.rapport.persistence;

import java.util.UUID;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;

/**
 * The one generator of ids: UUIDv7, increasing within this process. Ids are names, not
 * secrets, so they use the fast random source, which never reads from the operating
 * system.
 */
public final class Ids {

	private static final TimeOrderedEpochFactory FACTORY = TimeOrderedEpochFactory.builder()
		.withIncrementPlus1()
		.withFastRandom()
		.build();

	private Ids() {
	}

	public static UUID next() {
		return FACTORY.create();
	}

}
