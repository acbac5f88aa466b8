package dev.rapport.persistence;

import java.util.UUID;

import com.github.f4b6a3.uuid.UuidCreator;

/** The one generator of ids: UUIDv7, increasing within this process. */
public final class Ids {

	private Ids() {
	}

	public static UUID next() {
		return UuidCreator.getTimeOrderedEpochPlus1();
	}

}
