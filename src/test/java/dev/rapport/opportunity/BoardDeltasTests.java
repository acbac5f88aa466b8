package dev.rapport.opportunity;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.kernel.NodeId;
import dev.rapport.member.MemberId;

import static dev.rapport.opportunity.Deals.any;
import static dev.rapport.opportunity.Deals.money;
import static dev.rapport.opportunity.Deals.text;
import static org.assertj.core.api.Assertions.assertThat;

/** Whatever happens: a board, and the deltas from then on, add up to a later board. */
@RapportTest
@NullUnmarked
class BoardDeltasTests {

	private static final int STEPS = 60;

	private static final Duration SOON = Duration.ofSeconds(20);

	@Autowired
	Tenants tenants;

	Deals deals;

	private List<String> members;

	private final List<String> ids = new ArrayList<>();

	@BeforeEach
	void deals() {
		Tenants.Tenant tenant = this.tenants.found();
		this.deals = Deals.of(tenant);
		this.members = List.of(NodeId.encode(MemberId.PREFIX, tenant.ann()),
				NodeId.encode(MemberId.PREFIX, tenant.bo()));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 20_260_504 })
	void boardAndDeltasAddUpToTheLaterBoard(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < 5; i++) {
			open(random);
		}
		List<Map<String, Object>> scopes = List.of(Map.of("pipelineId", this.deals.pipeline),
				Map.of("pipelineId", this.deals.pipeline, "filter", ownedByAnn()),
				Map.of("pipelineId", this.deals.pipeline, "filter", large()));
		List<Map<?, ?>> before = scopes.stream().<Map<?, ?>>map(this::board).toList();
		List<CompletableFuture<List<Map<String, Object>>>> live = new ArrayList<>();
		for (int i = 0; i < scopes.size(); i++) {
			live.add(deltas(scopes.get(i), before.get(i)));
		}
		for (int i = 0; i < STEPS; i++) {
			step(random);
		}
		this.deals.open("The end", Map.of("ownerId", this.members.getFirst(), "amount", money("5000", "CNY")));
		for (int i = 0; i < scopes.size(); i++) {
			Map<String, BigDecimal> expected = totals(board(scopes.get(i)));
			assertThat(sum(before.get(i), live.get(i).orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join()))
				.as("live, scope %s, seed %s", i, seed)
				.isEqualTo(expected);
			assertThat(sum(before.get(i), deltas(scopes.get(i), before.get(i)).join()))
				.as("resumed, scope %s, seed %s", i, seed)
				.isEqualTo(expected);
		}
	}

	private Map<String, Object> ownedByAnn() {
		return Map.of("ownerId", Map.of("eq", this.members.getFirst()));
	}

	private static Map<String, Object> large() {
		return Map.of("amount", Map.of("currency", "CNY", "gte", "400"), "category", Map.of("ne", "LOST"));
	}

	/**
	 * Some steps are refused, such as winning without an amount: they must have no
	 * effect.
	 */
	private void step(Random random) {
		String id = this.ids.get(random.nextInt(this.ids.size()));
		switch (random.nextInt(9)) {
			case 0 -> open(random);
			case 1, 2 -> this.deals.change("move", any(id, "stageId", stage(random), "reason", "Why not"));
			case 3 -> this.deals.change("win", any(id));
			case 4 -> this.deals.change("lose", any(id, "reason", "Price"));
			case 5 -> this.deals.change("reopen", any(id, "reason", "Again", "stageId", stage(random)));
			case 6 -> this.deals.change("update", any(id, "amount", amount(random)));
			case 7 -> this.deals.change("update",
					any(id, "ownerId", this.members.get(random.nextInt(2)), "name", "Deal " + random.nextInt()));
			default -> this.deals.change(random.nextBoolean() ? "archive" : "restore", any(id));
		}
	}

	private void open(Random random) {
		Map<String, Object> more = new HashMap<>();
		more.put("ownerId", this.members.get(random.nextInt(2)));
		more.put("amount", amount(random));
		this.ids.add(text(this.deals.open("Deal", more), "id"));
	}

	private String stage(Random random) {
		List<String> stages = List.copyOf(this.deals.stages.values());
		return stages.get(random.nextInt(stages.size()));
	}

	private static Map<String, Object> amount(Random random) {
		return switch (random.nextInt(4)) {
			case 0 -> null;
			case 1 -> money(String.valueOf(random.nextInt(1, 100_000)), "JPY");
			default -> money(BigDecimal.valueOf(random.nextInt(1, 100_000), 2).toPlainString(), "CNY");
		};
	}

	private Map<?, ?> board(Map<String, Object> scope) {
		return this.deals.send("board", scope).path("pipelineBoard").entity(Map.class).get();
	}

	private CompletableFuture<List<Map<String, Object>>> deltas(Map<String, Object> scope, Map<?, ?> board) {
		Map<String, Object> variables = new HashMap<>(scope);
		variables.put("after", board.get("eventCursor"));
		return this.deals.follow("boardChanges", "pipelineChanged", variables)
			.takeUntil((change) -> "The end".equals(text(change.get("opportunity"), "name")))
			.collectList()
			.toFuture();
	}

	private static Map<String, BigDecimal> totals(Map<?, ?> board) {
		Map<String, BigDecimal> totals = new TreeMap<>();
		for (Object column : (List<?>) board.get("columns")) {
			Map<?, ?> read = (Map<?, ?>) column;
			String stage = text(read.get("stage"), "key");
			add(totals, stage, read.get("count"));
			((List<?>) read.get("amounts")).forEach((amount) -> addMoney(totals, stage + " ", amount));
			((List<?>) read.get("weightedAmounts")).forEach((amount) -> addMoney(totals, stage + " weighted ", amount));
		}
		return nonZero(totals);
	}

	private static Map<String, BigDecimal> sum(Map<?, ?> board, List<Map<String, Object>> changes) {
		Map<String, BigDecimal> totals = totals(board);
		for (Map<String, Object> change : changes) {
			for (Object delta : (List<?>) change.get("deltas")) {
				Map<?, ?> read = (Map<?, ?>) delta;
				String stage = text(read.get("stage"), "key");
				add(totals, stage, read.get("count"));
				addMoney(totals, stage + " ", read.get("amount"));
				addMoney(totals, stage + " weighted ", read.get("weightedAmount"));
			}
		}
		return nonZero(totals);
	}

	private static void addMoney(Map<String, BigDecimal> totals, String key, Object money) {
		if (money != null) {
			add(totals, key + text(money, "currency"), text(money, "amount"));
		}
	}

	private static void add(Map<String, BigDecimal> totals, String key, Object value) {
		totals.merge(key, new BigDecimal(value.toString()), BigDecimal::add);
	}

	private static Map<String, BigDecimal> nonZero(Map<String, BigDecimal> totals) {
		totals.values().removeIf((value) -> value.signum() == 0);
		return totals;
	}

}
