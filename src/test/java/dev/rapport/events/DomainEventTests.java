package dev.rapport.events;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

final class DomainEventTests {

	@Test
	void namesItself() {
		assertThat(new Note.Written(Note.first("a")).type()).isEqualTo("NoteWritten");
		assertThat(new Note.Written(Note.first("a")).derived()).isFalse();
	}

	@Test
	void changesEveryFactAtFirst() {
		Note.Written event = new Note.Written(Note.first("a"));
		assertThat(event.changedFields()).containsExactly("kind", "length", "text");
		assertThat(event.overwritten()).hasSize(3).allSatisfy((name, value) -> assertThat(value).isNull());
	}

	@Test
	void tellsWhatDiffersWithTheValuesBefore() {
		Note before = Note.first("one");
		Note.Edited event = new Note.Edited(before, before.edit("two"));
		assertThat(event.changedFields()).containsExactly("text");
		assertThat(event.overwritten()).containsExactly(entry("text", "one"));
		assertThat(new Note.Edited(before, before.edit("three")).overwritten()).containsExactly(Map.entry("length", 3L),
				Map.entry("text", "one"));
		assertThat(new Note.Edited(before, before.edit("one")).changedFields()).isEmpty();
	}

}
