package dev.rapport.persistence;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class IdsTests {

	@Test
	void makesUuidsOfVersionSevenThatTellTheTime() {
		UUID id = Ids.next();
		assertThat(id.version()).isEqualTo(7);
		assertThat(id.variant()).isEqualTo(2);
		assertThat(id.getMostSignificantBits() >>> 16).isCloseTo(System.currentTimeMillis(),
				org.assertj.core.data.Offset.offset(1_000L));
	}

	@Test
	void increases() {
		List<String> ids = IntStream.range(0, 20_000).mapToObj((i) -> Ids.next().toString()).toList();
		assertThat(ids).isSorted();
		assertThat(new HashSet<>(ids)).hasSize(20_000);
	}

	@Test
	void neverRepeatsOnManyThreads() {
		Set<UUID> ids = ConcurrentHashMap.newKeySet();
		IntStream.range(0, 100_000).parallel().forEach((i) -> ids.add(Ids.next()));
		assertThat(ids).hasSize(100_000);
	}

}
