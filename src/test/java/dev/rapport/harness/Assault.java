package dev.rapport.harness;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import dev.rapport.StatementLog;

/**
 * Carries out attacks and judges the answers by three oracles: no byte shows what the
 * attacker may not see; the answer is the same as about what does not exist; nothing
 * changed in the tenant under attack. A fault inside the service fails too.
 */
final class Assault {

	/** How much of what is the same is told before a difference. */
	private static final int CONTEXT = 200;

	private static final int AT_ONCE = 8;

	/** Subscriptions mostly wait. */
	private static final int SUBSCRIPTIONS_AT_ONCE = 12;

	private static final int AGAIN = 3;

	/**
	 * Longer than equal subscriptions share an answer: until then each of two that are
	 * compared may repeat its own, one from before a change and one from after it.
	 */
	private static final Duration SHARED = Duration.ofSeconds(3);

	/**
	 * Far more than an answer takes on a busy machine; who waits so long waits forever.
	 */
	private static final Duration ANSWER = Duration.ofMinutes(2);

	private static final int MOST_REMEMBERED = 50_000;

	private static final Scheduler DESK = Schedulers.newParallel("assault", 4, true);

	private static final Pattern ID = Pattern.compile("\\b[a-z]{3}_[0-9a-z]{26}\\b");

	private static final Pattern CODE = Pattern.compile("\"code\":\"([A-Z_]+)\"");

	private final World world;

	private final Findings findings = new Findings();

	/** What differed while other attacks were on their way. */
	private final Queue<Attack> doubtful = new ConcurrentLinkedQueue<>();

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
		StatementLog.clear();
		Map<Boolean, List<Attack>> kinds = attacks.stream()
			.collect(Collectors.partitioningBy((attack) -> attack.hostile().isSubscription()));
		Flux.merge(all(kinds.get(false), AT_ONCE), all(kinds.get(true), SUBSCRIPTIONS_AT_ONCE)).then().block(patience);
		clear(patience);
		compare(before);
		return this.findings;
	}

	/**
	 * Looks once more, now that nobody changes anything, at what differed while everybody
	 * worked: only what differs again counts. What may change something comes last, one
	 * by one.
	 */
	private void clear(Duration patience) {
		Map<Boolean, List<Attack>> kinds = this.doubtful.stream()
			.collect(Collectors.partitioningBy((attack) -> attack.hostile().isMutation()));
		this.doubtful.clear();
		Flux.fromIterable(kinds.get(false))
			.flatMap((attack) -> again(attack, AGAIN), AT_ONCE)
			.thenMany(Flux.fromIterable(kinds.get(true)).concatMap((attack) -> again(attack, AGAIN)))
			.then()
			.block(patience);
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
			.filter((answer) -> attack.absent() != null)
			.flatMap((answer) -> same(attack, answer));
	}

	/**
	 * An operation that isn't answered in time is a finding of its own. Asking and
	 * judging are kept off the threads that count the time: these stood still for seconds
	 * otherwise, and answers with them.
	 */
	private Mono<String> answer(Attack attack, Operation operation) {
		return this.world.service.answer(attack.attacker().actor(), operation)
			.subscribeOn(DESK)
			.timeout(ANSWER, Mono.fromCallable(() -> {
				this.findings.fail("UNANSWERED", attack, "", "");
				return "";
			}))
			.publishOn(DESK);
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
		return about.filter((text) -> !equal(attack, answer, text)).doOnNext((text) -> doubt(attack)).then();
	}

	private void doubt(Attack attack) {
		this.findings.count("looked at again");
		this.doubtful.add(attack);
	}

	private void remember(String key, String text) {
		if (this.absent.size() < MOST_REMEMBERED) {
			this.absent.put(key, text);
		}
	}

	/** What an attacker did itself may have come between. */
	private Mono<Void> again(Attack attack, int times) {
		return answer(attack, attack.absent())
			.flatMap((absent) -> answer(attack, attack.hostile()).map((hostile) -> new String[] { hostile, absent }))
			.filter((both) -> !equal(attack, both[0], both[1]))
			.flatMap((both) -> (times > 1) ? Mono.delay(SHARED).then(again(attack, times - 1))
					: different(attack, both));
	}

	private Mono<Void> different(Attack attack, String[] both) {
		int from = Math.max(0, firstDifference(attack.comparable(both[0], true), attack.comparable(both[1], false)));
		this.findings.fail("DIFFERENT", attack, behind(from, attack.comparable(both[0], true)),
				behind(from, attack.comparable(both[1], false)));
		return Mono.empty();
	}

	/** Answers are longer than what findings tell of them. */
	private static int firstDifference(String one, String other) {
		int at = 0;
		while (at < Math.min(one.length(), other.length()) && one.charAt(at) == other.charAt(at)) {
			at++;
		}
		return at - CONTEXT;
	}

	private static String behind(int from, String text) {
		return text.substring(Math.min(from, text.length()));
	}

	private static boolean equal(Attack attack, String foreign, String absent) {
		return attack.comparable(foreign, true).equals(attack.comparable(absent, false));
	}

}
