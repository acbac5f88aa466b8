package dev.rapport.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.rapport.customer.CustomerId;
import dev.rapport.faults.History.Effect;
import dev.rapport.faults.History.Outcome;
import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.NodeId;

/**
 * Appends numbers to lists, on the version that it has read: the names of customers begin
 * the lists, their legal names go on. Every third write is sent once and left open where
 * its answer is lost; the others are repeated under their key.
 */
final class Writer {

	private static final String CREATE = "mutation($name: String!) %s { done: createCustomer(input: {name: $name}) { customer { id version } errors { code } } }";

	private static final String APPEND = """
			mutation($id: ID!, $version: Int, $list: String) %s { done: updateCustomer(input: {id: $id, version: $version, \
			legalName: $list}) { customer { id version } errors { code } } }""";

	private static final String ONE_OF_MANY = " m%1$d: createCustomer(input: {name: $n%1$d}) { customer { id version } errors { code } }";

	private static final String READ = "query($id: ID!) { customer(id: $id) { version name legalName } }";

	/** How many marks a list may have: a legal name has at most 200 characters. */
	private static final int LONGEST = 15;

	/** Codes whose operation may have had an effect, or whose key still decides. */
	private static final Set<String> OPEN = Set.of(ApiCode.TIMEOUT.name(), ApiCode.INTERNAL_ERROR.name(),
			ApiCode.IDEMPOTENCY_KEY_REUSED.name());

	private static final int ONCE_ONLY = 3;

	/** One operation of so many makes many records. */
	private static final int BULKS = 2;

	private static final Duration AGAIN = Duration.ofMillis(150);

	private final Caller caller;

	private final History history;

	private final Workload.Marks marks;

	private final Random random;

	private final Duration pause;

	private final int bulk;

	private final AtomicLong written = new AtomicLong();

	private final String directive;

	private final Duration patience;

	private @Nullable UUID list;

	private int length;

	/**
	 * A writer.
	 * @param directive goes on each mutation; empty for honest ones
	 * @param patience how long a write is repeated until it is told
	 */
	Writer(Caller caller, History history, Workload.Marks marks, Workload.Pace pace, String directive) {
		this.caller = caller;
		this.history = history;
		this.marks = marks;
		this.random = new Random(pace.seed());
		this.pause = pace.pause();
		this.bulk = pace.bulk();
		this.patience = pace.patience();
		this.directive = directive;
	}

	/** Writes until it is told that it is over. */
	void write(BooleanSupplier over) {
		while (!over.getAsBoolean()) {
			once();
			sleep(this.pause);
		}
	}

	/** Makes one write. */
	void once() {
		if (this.bulk > 1 && this.random.nextInt(BULKS) == 0) {
			many();
			return;
		}
		UUID shared = this.marks.shared(this.random);
		if (shared != null && this.random.nextInt(4) == 0) {
			append(shared);
		}
		else if (this.list == null || this.length >= LONGEST) {
			create();
		}
		else {
			append(this.list);
		}
	}

	/** Many lists by one operation under one key; each has an answer of its own. */
	private void many() {
		List<String> names = IntStream.range(0, this.bulk).mapToObj((i) -> this.marks.next()).toList();
		Map<String, Object> variables = new HashMap<>();
		IntStream.range(0, this.bulk).forEach((i) -> variables.put("n" + i, names.get(i)));
		String key = key();
		boolean once = this.random.nextInt(ONCE_ONLY) == 0;
		long end = System.nanoTime() + this.patience.toNanos();
		do {
			try {
				Caller.Answer answer = this.caller.ask(document(this.bulk), variables, key);
				if (answer.isCarriedOut()) {
					JsonNode data = answer.at("/data");
					IntStream.range(0, this.bulk)
						.forEach((i) -> told(key + "/" + i, names.get(i), data.path("m" + i).path("customer")));
					return;
				}
				this.history.add(answer.refusal());
			}
			catch (IOException broken) {
				// some of them may have happened
			}
			sleep(AGAIN);
		}
		while (!once && System.nanoTime() < end);
		names.forEach((name) -> note(key, name, Outcome.UNKNOWN, List.of()));
	}

	private static String document(int many) {
		return IntStream.range(0, many)
			.mapToObj((i) -> "$n" + i + ": String!")
			.collect(Collectors.joining(", ", "mutation(", ") {"))
				+ IntStream.range(0, many).mapToObj(ONE_OF_MANY::formatted).collect(Collectors.joining()) + " }";
	}

	private String key() {
		return new UUID(this.random.nextLong(), this.random.nextLong()).toString();
	}

	private void create() {
		String mark = this.marks.next();
		UUID made = carryOut(mark, CREATE, Map.of("name", mark));
		if (made != null) {
			this.list = made;
			this.length = 1;
			if (this.random.nextInt(4) == 0) {
				this.marks.share(made);
			}
		}
	}

	private void append(UUID id) {
		String text = new CustomerId(id).text();
		History.Read read = read(id, text);
		if (read == null) {
			return;
		}
		if (read.marks().size() >= LONGEST) {
			this.marks.full(id);
			this.list = id.equals(this.list) ? null : this.list;
			return;
		}
		String mark = this.marks.next();
		List<String> longer = new ArrayList<>(read.marks().subList(1, read.marks().size()));
		longer.add(mark);
		this.length++;
		carryOut(mark, APPEND, Map.of("id", text, "version", read.version(), "list", String.join(" ", longer)));
	}

	private History.@Nullable Read read(UUID id, String text) {
		long begun = System.nanoTime();
		try {
			Caller.Answer answer = this.caller.ask(READ, Map.of("id", text), null);
			JsonNode customer = answer.at("/data/customer");
			if (answer.isCarriedOut() && customer.isObject()) {
				History.Read read = new History.Read(id, customer.path("version").asInt(),
						FinalState.marks(customer.path("name").asString(), customer.path("legalName").asString("")),
						begun, System.nanoTime());
				this.history.add(read);
				return read;
			}
			if (!answer.isCarriedOut()) {
				this.history.add(answer.refusal());
			}
		}
		catch (IOException broken) {
			// nothing was learnt
		}
		return null;
	}

	private @Nullable UUID carryOut(String mark, String document, Map<String, Object> variables) {
		String key = key();
		boolean once = this.random.nextInt(ONCE_ONLY) == 0;
		long end = System.nanoTime() + this.patience.toNanos();
		boolean open = false;
		do {
			try {
				Caller.Answer answer = this.caller.ask(document.formatted(this.directive), variables, key);
				if (answer.isCarriedOut()) {
					return told(key, mark, answer.at("/data/done/customer"));
				}
				this.history.add(answer.refusal());
				open |= OPEN.contains(answer.code());
				if (!answer.at("/errors/0/extensions/retryable").asBoolean(false) && !open) {
					break;
				}
			}
			catch (IOException broken) {
				open = true;
			}
			sleep(AGAIN);
		}
		while (!once && System.nanoTime() < end);
		note(key, mark, open ? Outcome.UNKNOWN : Outcome.REFUSED, List.of());
		return null;
	}

	private @Nullable UUID told(String key, String mark, JsonNode customer) {
		if (!customer.isObject()) {
			note(key, mark, Outcome.REFUSED, List.of());
			return null;
		}
		UUID id = NodeId.decode(CustomerId.PREFIX, customer.path("id").asString());
		note(key, mark, Outcome.ACKNOWLEDGED, List.of(new Effect(id, customer.path("version").asInt())));
		this.written.incrementAndGet();
		return id;
	}

	private void note(String key, String mark, Outcome outcome, List<Effect> answers) {
		this.history.add(new History.Write(key, mark, outcome, answers));
	}

	/** How many writes were acknowledged. */
	long written() {
		return this.written.get();
	}

	private static void sleep(Duration time) {
		try {
			Thread.sleep(time);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
