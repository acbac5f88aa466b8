package dev.rapport.events;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.springframework.context.ApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

import dev.rapport.Rewriting;
import dev.rapport.persistence.RowGuard;

/**
 * Makes the event log forget one of its guards: for tests that see whether somebody
 * notices.
 */
public final class Lapses {

	private Lapses() {
	}

	/** The facts that hold references, by the type of the record that refers. */
	public static Map<String, Map<String, RowGuard.Reference>> references(ApplicationContext context) {
		return new TreeMap<>(context.getBeansOfType(RowGuard.class)
			.values()
			.stream()
			.collect(Collectors.toMap(RowGuard::type, RowGuard::references)));
	}

	/** Judges events about records of a type as if everybody saw all of them. */
	public static Rewriting.Restored inAudience(ApplicationContext context, String type) {
		Map<String, RowGuard> guards = guards(context.getBean(Audience.class));
		RowGuard guard = Objects.requireNonNull(guards.remove(type));
		return () -> guards.put(type, guard);
	}

	/** Lets records of a type refer to anything by one fact. */
	public static Rewriting.Restored inReferences(ApplicationContext context, String type, String fact) {
		Map<String, RowGuard> guards = guards(context.getBean(References.class));
		RowGuard guard = Objects.requireNonNull(guards.get(type));
		guards.put(type, new Careless(guard, fact));
		return () -> guards.put(type, guard);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, RowGuard> guards(Object holder) {
		return (Map<String, RowGuard>) Objects.requireNonNull(ReflectionTestUtils.getField(holder, "guards"));
	}

	/** A guard that overlooks one reference. */
	private record Careless(RowGuard guard, String fact) implements RowGuard {

		@Override
		public String kind() {
			return this.guard.kind();
		}

		@Override
		public String prefix() {
			return this.guard.prefix();
		}

		@Override
		public String type() {
			return this.guard.type();
		}

		@Override
		public String table() {
			return this.guard.table();
		}

		@Override
		public String rule() {
			return this.guard.rule();
		}

		@Override
		public Map<String, Reference> references() {
			return this.guard.references()
				.entrySet()
				.stream()
				.filter((entry) -> !entry.getKey().equals(this.fact))
				.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
		}

	}

}
