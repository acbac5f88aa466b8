package dev.rapport.graphql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** What a field was answered with under all of its parents. */
final class Answers {

	private final List<Map<?, ?>> objects = new ArrayList<>();

	private long parents;

	private long items;

	void add(Map<?, ?> parent, String key) {
		if (parent.containsKey(key)) {
			this.parents++;
			collect(parent.get(key));
		}
	}

	private void collect(@Nullable Object value) {
		switch (value) {
			case null -> {
			}
			case List<?> list -> list.forEach(this::collect);
			case Map<?, ?> object -> {
				this.items++;
				this.objects.add(object);
			}
			default -> this.items++;
		}
	}

	long parents() {
		return this.parents;
	}

	long items() {
		return this.items;
	}

	List<Map<?, ?>> objects() {
		return this.objects;
	}

}
