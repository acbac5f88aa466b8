package dev.rapport.events;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import dev.rapport.kernel.Input;
import dev.rapport.persistence.Condition;

/**
 * What can be followed of one type of record. Each room declares its own; whoever follows
 * several types finds here what there is.
 */
public interface Topic {

	/** The aggregate type, for instance {@code Opportunity}. */
	String type();

	/** What can happen to such a record. */
	Class<? extends DomainEvent> events();

	/**
	 * What the argument {@code filter} of a subscription to such records matches.
	 * @throws dev.rapport.kernel.Problem.Refused if it asks for too much
	 */
	Condition filter(Input arguments);

	/** The public names of its events, sorted. */
	default List<String> eventTypes() {
		return names(events()).map((name) -> type() + name).sorted().toList();
	}

	private static Stream<String> names(Class<?> event) {
		return event.isSealed() ? Arrays.stream(event.getPermittedSubclasses()).flatMap(Topic::names)
				: Stream.of(event.getSimpleName());
	}

}
