package dev.rapport.harness;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Says again what somebody else wrote into a record, so that whatever must be unique
 * meets it; or the same about a record that does not exist.
 *
 * @param said the words of the record by coordinate, those for the rest under the empty
 * one; no words at all for the record that does not exist
 */
record Echo(Attacker attacker, Random random, Map<String, String> said) implements Voice {

	private static final String ABSENT = Marks.SIGN + "absent";

	static Echo of(Attacker attacker, Planted record, Marks marks, long seed) {
		Map<String, String> said = new LinkedHashMap<>();
		marks.all().forEach((mark, whose) -> {
			if (whose.id().equals(record.id()) && mark.startsWith(Marks.SIGN)) {
				said.put(whose.field(), mark);
			}
		});
		return new Echo(attacker, new Random(seed), said);
	}

	/** The same voice without anybody to repeat. */
	static Echo ofNobody(Attacker attacker, long seed) {
		return new Echo(attacker, new Random(seed), Map.of());
	}

	@Override
	public String text(String coordinate) {
		return Marks.text(this.said.getOrDefault(coordinate, this.said.getOrDefault("", ABSENT)));
	}

	@Override
	public String figure() {
		return "1" + this.random.nextInt(10_000_000, 99_999_999);
	}

	@Override
	public String day() {
		return "2031-05-1" + this.random.nextInt(10);
	}

	@Override
	public String id(String field, String type) {
		return this.attacker.own().any(type, this.random);
	}

}
