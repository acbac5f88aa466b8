package dev.rapport.harness;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Carries out attacks and judges the answers by three oracles: no byte shows what the
 * attacker may not see; the answer is the same as about what does not exist; nothing
 * changed in the tenant under attack. A fault inside the service fails too.
 */
final class Assault {

	private static final int AT_ONCE = 16;

	/** Subscriptions mostly wait. */
	private static final int SUBSCRIPTIONS_AT_ONCE = 48;

	private static final int AGAIN = 3;

	private static final Duration ANSWER = Duration.ofSeconds(15);

	private static final int MOST_REMEMBERED = 50_000;

	private static final Pattern ID = Pattern.compile("\\b[a-z]{3}_[0-9a-z]{26}\\b");

	private static final Pattern CODE = Pattern.compile("\"code\":\"([A-Z_]+)\"");

	private final World world;

	private final Findings findings = new Findings();

	private final Map<String, String> absent = new ConcurrentHashMap<>();

	private final Map<Attacker, Set<String>> hidden = new ConcurrentHashMap<>();

	Assault(World world) {
		this.world = world;
	}

	Findings findings() {
		return this.findings;
	}

	/** All attacks, and then a look at what became of the tenant. */
	Findings on(List<Attack> attacks, Ledger before, Duration patience) {
		Map<Boolean, List<Attack>> kinds = attacks.stream()
			.collect(java.util.stream.Collectors.partitioningBy((attack) -> attack.hostile().isSubscription()));
		Flux.merge(all(kinds.get(false), AT_ONCE), all(kinds.get(true), SUBSCRIPTIONS_AT_ONCE)).then().block(patience);
		compare(before);
		return this.findings;
	}

	void compare(Ledger before) {
		String changes = before.against(Ledger.of(this.world.a.tenants().owner(), this.world.a.id().value()));
		this.findings.count("tenant compared");
		if (!changes.isEmpty()) {
			this.findings.fail("CHANGED", changes);
		}
	}

	private Flux<Void> all(List<Attack> attacks, int atOnce) {
		return Flux.fromIterable(attacks).flatMap(this::one, atOnce);
	}

	private Mono<Void> one(Attack attack) {
		return answer(attack, attack.hostile()).doOnNext((answer) -> judge(attack, answer))
			.flatMap((answer) -> (attack.absent() == null) ? Mono.empty() : same(attack, answer));
	}

	/** An operation that isn't answered in time is a finding of its own. */
	private Mono<String> answer(Attack attack, Operation operation) {
		return this.world.service.answer(attack.attacker().actor(), operation).timeout(ANSWER, Mono.fromCallable(() -> {
			this.findings.fail("UNANSWERED", attack, "", "");
			return "";
		}));
	}

	/** The bytes alone. */
	void judge(Attack attack, String answer) {
		this.findings.count("hostile operations");
		this.findings.count(attack.hostile().isSubscription() ? "subscriptions" : "requests");
		String sent = Service.json(attack.hostile().variables()) + attack.hostile().document();
		Set<String> marks = this.world.marks.in(answer);
		marks.retainAll(attack.attacker().forbidden());
		marks.removeIf(sent::contains);
		Set<String> ids = new HashSet<>();
		Matcher found = ID.matcher(answer);
		while (found.find()) {
			ids.add(found.group());
		}
		ids.retainAll(this.hidden.computeIfAbsent(attack.attacker(), Attacker::hiddenIds));
		ids.removeIf(sent::contains);
		this.findings.count("oracle bytes");
		if (!marks.isEmpty() || !ids.isEmpty()) {
			this.findings.fail("LEAK " + marks + ids, attack, answer, "");
		}
		codes(attack, answer);
	}

	private void codes(Attack attack, String answer) {
		Matcher codes = CODE.matcher(answer);
		this.findings.count(codes.find() ? "answered " + codes.group(1) : "answered");
		if (answer.contains("INTERNAL_ERROR") || answer.startsWith("broken")) {
			this.findings.fail("INTERNAL_ERROR", attack, answer, "");
		}
	}

	private Mono<Void> same(Attack attack, String answer) {
		Operation other = attack.absent();
		String key = attack.attacker().name() + other.document() + Service.json(other.variables());
		String known = this.absent.get(key);
		Mono<String> about = (known != null) ? Mono.just(known)
				: answer(attack, other).doOnNext((text) -> remember(key, text));
		this.findings.count("oracle absent");
		return about.filter((text) -> !equal(attack, answer, text)).flatMap((text) -> again(attack, AGAIN)).then();
	}

	private void remember(String key, String text) {
		if (this.absent.size() < MOST_REMEMBERED) {
			this.absent.put(key, text);
		}
	}

	/**
	 * What an attacker did itself may have come between: only what differs again counts.
	 */
	private Mono<Void> again(Attack attack, int times) {
		return answer(attack, attack.absent()).zipWith(answer(attack, attack.hostile()))
			.filter((both) -> !equal(attack, both.getT2(), both.getT1()))
			.flatMap((both) -> {
				if (times > 1) {
					return again(attack, times - 1);
				}
				this.findings.fail("DIFFERENT", attack, both.getT2(), both.getT1());
				return Mono.empty();
			});
	}

	private static boolean equal(Attack attack, String foreign, String absent) {
		return attack.comparable(foreign, true).equals(attack.comparable(absent, false));
	}

}
