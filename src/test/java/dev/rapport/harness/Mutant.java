package dev.rapport.harness;

import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.rapport.Rewriting;

/**
 * One thing taken away from the walls.
 *
 * @param what what exactly
 * @param removal takes it away until the result is closed
 * @param concerns which probes come by there
 * @param trial what is tried instead of probes: tells what was noticed, empty if nothing;
 * null where probes are tried
 */
record Mutant(Kind kind, String what, Supplier<Rewriting.Restored> removal, Predicate<Probe> concerns,
		Supplier<String> trial) {

	/** The same with other probes. */
	Mutant concerning(Predicate<Probe> which) {
		return new Mutant(this.kind, this.what, this.removal, (probe) -> !probe.isInside() && which.test(probe),
				this.trial);
	}

	@Override
	public String toString() {
		return this.kind.words + ": " + this.what;
	}

	/** What sort of thing. */
	enum Kind {

		PREDICATE("tenant predicate, policy open"), POLICY("policy, predicates off"), QUESTION("question for rights"),
		FIELD("field rule"), REFERENCE("refusal of references"), AUDIENCE("audience of events"), SCOPE("scope"),
		FUNCTION("search function");

		final String words;

		Kind(String words) {
			this.words = words;
		}

	}

}
