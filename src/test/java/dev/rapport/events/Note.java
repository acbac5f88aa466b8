package dev.rapport.events;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.NodeId;
import dev.rapport.persistence.Ids;

/** The smallest thing that can have a history. */
record Note(NoteId id, int version, String text) implements Aggregate {

	static Note first(String text) {
		return new Note(new NoteId(Ids.next()), 1, text);
	}

	/** As many first events of as many notes. */
	static List<Written> written(int count) {
		return IntStream.range(0, count).mapToObj((i) -> new Written(first("note " + i))).toList();
	}

	Note edit(String newText) {
		return new Note(this.id, this.version + 1, newText);
	}

	@Override
	public Instant updatedAt() {
		return Instant.EPOCH;
	}

	@Override
	public Map<String, @Nullable Object> facts() {
		return new Facts().with("text", this.text)
			.with("length", (long) this.text.length())
			.with("kind", "plain")
			.toMap();
	}

	record NoteId(UUID value) implements NodeId {

		@Override
		public String prefix() {
			return "note";
		}

		@Override
		public String toString() {
			return text();
		}

	}

	record Written(Note after) implements DomainEvent {
	}

	record Edited(Note before, Note after) implements DomainEvent {
	}

}
