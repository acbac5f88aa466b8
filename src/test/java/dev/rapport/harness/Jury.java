package dev.rapport.harness;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Judges probes while something is missing: by the bytes, by what is answered about
 * something absent, by the state of the tenant under attack, and by what was answered
 * while all walls stood.
 */
final class Jury {

	private static final int AT_ONCE = 4;

	private static final Duration ANSWER = Duration.ofSeconds(15);

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private final World world;

	private final Vault vault;

	private final Ledger before;

	private final Map<Probe, Calm> calm = new IdentityHashMap<>();

	Jury(World world, Vault vault) {
		this.world = world;
		this.vault = vault;
		this.before = state();
	}

	private Ledger state() {
		return Ledger.of(this.world.a.tenants().owner(), this.world.a.id().value());
	}

	/** By which oracle and operation something was noticed; empty if nothing was. */
	String verdict(List<Probe> probes) {
		String read = Flux.fromIterable(probes)
			.filter((probe) -> !probe.isMutation())
			.flatMapSequential(this::reading, AT_ONCE, 1)
			.filter((found) -> !found.isEmpty())
			.next()
			.blockOptional(PATIENCE)
			.orElse("");
		return read.isEmpty() ? probes.stream()
			.filter(Probe::isMutation)
			.map(this::writing)
			.filter((found) -> !found.isEmpty())
			.findFirst()
			.orElse("") : read;
	}

	private Mono<String> reading(Probe probe) {
		return answer(probe, probe.attack().hostile()).flatMap((answer) -> {
			String seen = seen(probe, answer);
			return seen.isEmpty() ? compared(probe, answer) : Mono.just(seen);
		});
	}

	private Mono<String> compared(Probe probe, String answer) {
		String otherwise = probe.isAnswer(answer) || !this.calm.get(probe).stable() ? "" : "OTHERWISE " + probe.name();
		return !this.calm.get(probe).comparable() ? Mono.just(otherwise) : answer(probe, probe.attack().absent())
			.map((absent) -> probe.isLike(answer, absent) ? otherwise : "DIFFERENT " + probe.name());
	}

	/** What was found out about a probe. */
	String about(Probe probe) {
		return String.valueOf(this.calm.get(probe));
	}

	/** Finds out, while nothing is missing, what can be said of probes. */
	void calm(List<Probe> probes) {
		probes.forEach((probe) -> this.calm.computeIfAbsent(probe, this::calm));
	}

	private Calm calm(Probe probe) {
		Attack attack = probe.attack();
		String answer = again(probe, attack.hostile());
		return new Calm(probe.isAnswer(answer),
				attack.absent() != null && probe.isLike(answer, again(probe, attack.absent())));
	}

	private String again(Probe probe, Operation operation) {
		String answer = wait(answer(probe, operation));
		if (probe.isMutation()) {
			this.vault.restore();
		}
		return answer;
	}

	private String writing(Probe probe) {
		String answer = wait(answer(probe, probe.attack().hostile()));
		String seen = seen(probe, answer);
		boolean changed = !probe.writing() && !this.before.changed(state()).isEmpty();
		this.vault.restore();
		if (!seen.isEmpty() || changed) {
			return changed ? "CHANGED " + probe.name() : seen;
		}
		String compared = wait(compared(probe, answer));
		this.vault.restore();
		return compared;
	}

	private static String wait(Mono<String> answer) {
		return Objects.requireNonNull(answer.block(PATIENCE));
	}

	private Mono<String> answer(Probe probe, Operation operation) {
		return this.world.service.answer(probe.attack().attacker().actor(), operation)
			.timeout(ANSWER, Mono.just("unanswered"));
	}

	private String seen(Probe probe, String answer) {
		Assault assault = new Assault(this.world);
		assault.judge(probe.attack(), answer);
		return assault.findings().clean() ? ""
				: assault.findings().failures().getFirst().lines().findFirst().orElse("LEAK").split(":")[0]
					.replaceAll("\\[.*", "")
					.strip() + " " + probe.name();
	}

	/**
	 * What can be said of a probe.
	 *
	 * @param stable whether the answer is always the same
	 * @param comparable whether that about something absent is the same too
	 */
	private record Calm(boolean stable, boolean comparable) {
	}

}
