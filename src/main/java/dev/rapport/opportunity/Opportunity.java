package dev.rapport.opportunity;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.rapport.customer.CustomerId;
import dev.rapport.customer.CustomerRelated;
import dev.rapport.events.Aggregate;
import dev.rapport.events.Facts;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Money;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.kernel.Touch;
import dev.rapport.pipeline.Gate;
import dev.rapport.pipeline.Stage;
import dev.rapport.pipeline.StageCategory;

/**
 * A deal on its way to an order. Its verbs check the state machine OPEN → OPEN | WON |
 * LOST → OPEN (reopened) and return what happened, with the new state inside. Winning,
 * losing and reopening set the forecast category.
 *
 * @param number for people, unique in the tenant
 * @param archivedAt null while it is live
 * @param touch when something was last done about it
 */
public record Opportunity(OpportunityId id, String number, int version, Terms terms, Standing standing, Stamp stamp,
		@Nullable Instant archivedAt, Touch touch) implements Aggregate, CustomerRelated {

	/** A new opportunity, at version 1, in an open stage. */
	public static OpportunityEvent.Opened open(OpportunityId id, String number, Terms terms, Stage stage, Stamp stamp) {
		if (stage.category() != StageCategory.OPEN) {
			throw new Problem.Transition("NEW", stage.key(), List.of(StageCategory.OPEN.name()));
		}
		forecast(terms, StageCategory.OPEN);
		gates(terms, stage);
		Standing standing = Standing.in(stage, stamp.createdAt());
		return new OpportunityEvent.Opened(new Opportunity(id, number, 1, terms, standing, stamp, null, Touch.NEVER));
	}

	/**
	 * This opportunity, if a change may be based on this version: nobody has changed it
	 * since.
	 * @param version what the client saw; null if it does not care
	 * @throws Problem.Conflict if it saw another one
	 */
	Opportunity expecting(@Nullable Integer version) {
		if (!this.touch.admits(version, this.version)) {
			throw new Problem.Conflict(this);
		}
		return this;
	}

	OpportunityEvent.Updated update(Terms terms, Stamp stamp) {
		Opportunity before = live();
		if (category() == StageCategory.WON && terms.amount() == null) {
			throw new Problem.Violation(ErrorCode.GATE_NOT_MET, "input.amount", "opportunity.amount");
		}
		forecast(terms, category());
		return new OpportunityEvent.Updated(before, next(terms, this.standing, stamp, null));
	}

	/** Moves it to another open stage of its pipeline. */
	OpportunityEvent.Moved moveTo(Stage stage, @Nullable String reason, Stamp stamp) {
		Opportunity before = open(stage, StageCategory.OPEN);
		if (stage.id().equals(this.standing.stage())) {
			throw transition(stage.key(), stage.key());
		}
		gates(this.terms, stage);
		return new OpportunityEvent.Moved(before,
				next(this.terms, this.standing.moved(stage, stamp.updatedAt()), stamp, null),
				Checks.text(reason, "input.reason"));
	}

	/**
	 * Closes it as an order to come; it needs an amount. The date that an order also
	 * needs is the moment of winning, {@code closedAt}: what was expected is no
	 * condition.
	 */
	OpportunityEvent.Won win(Stage stage, Stamp stamp) {
		Opportunity before = open(stage, StageCategory.WON);
		if (this.terms.amount() == null) {
			throw new Problem.Violation(ErrorCode.GATE_NOT_MET, "input.id", "opportunity.amount");
		}
		gates(this.terms, stage);
		return new OpportunityEvent.Won(before,
				next(terms(stage), this.standing.closed(stage, stamp.updatedAt(), null), stamp, null));
	}

	/** Closes it as lost, with the reason. */
	OpportunityEvent.Lost lose(Stage stage, @Nullable String reason, @Nullable String competitor, Stamp stamp) {
		Opportunity before = open(stage, StageCategory.LOST);
		String lostReason = Checks.name(reason, "input.reason");
		Terms terms = terms(stage).withCompetitor(Checks.line(competitor, "input.competitor"));
		Standing standing = this.standing.closed(stage, stamp.updatedAt(), lostReason);
		return new OpportunityEvent.Lost(before, next(terms, standing, stamp, null), lostReason);
	}

	/** Opens it again after it was won or lost. */
	OpportunityEvent.Reopened reopen(Stage stage, String reason, Stamp stamp) {
		Opportunity before = live();
		if (category() == StageCategory.OPEN) {
			throw transition(stage.key());
		}
		fits(stage, StageCategory.OPEN);
		gates(this.terms, stage);
		return new OpportunityEvent.Reopened(before,
				next(terms(stage), this.standing.reopened(stage, stamp.updatedAt()), stamp, null),
				Checks.name(reason, "input.reason"));
	}

	OpportunityEvent.Archived archive(Stamp stamp) {
		return new OpportunityEvent.Archived(live(), next(this.terms, this.standing, stamp, stamp.updatedAt()));
	}

	OpportunityEvent.Restored restore(Stamp stamp) {
		if (this.archivedAt == null) {
			throw new Problem.Transition("LIVE", "LIVE", List.of("ARCHIVED"));
		}
		return new OpportunityEvent.Restored(this, next(this.terms, this.standing, stamp, null));
	}

	/** This opportunity, if it may leave its stage for one of that category. */
	private Opportunity open(Stage stage, StageCategory category) {
		Opportunity before = live();
		if (category() != StageCategory.OPEN) {
			throw transition(stage.key());
		}
		fits(stage, category);
		return before;
	}

	private void fits(Stage stage, StageCategory category) {
		if (!stage.pipeline().equals(this.standing.pipeline())) {
			throw new Problem.Violation(ErrorCode.NOT_FOUND, "input.stageId", "opportunity.pipeline");
		}
		if (stage.category() != category) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, "input.stageId", "opportunity.category", stage.name(),
					category);
		}
	}

	private Problem transition(String to) {
		return transition(category().name(), to);
	}

	private Problem transition(String from, String to) {
		List<String> allowed = (category() == StageCategory.OPEN) ? List.of("OPEN", "WON", "LOST") : List.of("OPEN");
		return new Problem.Transition(from, to, allowed);
	}

	/** The terms with the forecast of a stage of another category. */
	private Terms terms(Stage stage) {
		return this.terms.withForecast(ForecastCategory.in(stage.category()));
	}

	private static void forecast(Terms terms, StageCategory category) {
		if (!terms.forecastCategory().fits(category)) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, "input.forecastCategory", "opportunity.forecast",
					terms.forecastCategory(), category);
		}
	}

	private static void gates(Terms terms, Stage stage) {
		String missing = stage.gates()
			.stream()
			.filter((gate) -> !terms.meets(gate))
			.map(Gate::name)
			.collect(Collectors.joining(", "));
		if (!missing.isEmpty()) {
			throw new Problem.Violation(ErrorCode.GATE_NOT_MET, "input.stageId", "opportunity.gates", stage.name(),
					missing);
		}
	}

	private Opportunity live() {
		if (this.archivedAt != null) {
			throw new Problem.Violation(ErrorCode.ARCHIVED, "input.id", "archived");
		}
		return this;
	}

	private Opportunity next(Terms terms, Standing standing, Stamp stamp, @Nullable Instant archivedAt) {
		return new Opportunity(this.id, this.number, this.version + 1, terms, standing, stamp, archivedAt, this.touch);
	}

	/**
	 * Notes that something was done about it: the record after that, seen from the record
	 * that it was before.
	 * @param before when something had been done before; null if never
	 */
	OpportunityEvent.Touched touchedAfter(@Nullable Instant before, Instant now) {
		Opportunity then = new Opportunity(this.id, this.number, this.version - 1, this.terms, this.standing,
				this.stamp, this.archivedAt, new Touch(before, 0, 0));
		return new OpportunityEvent.Touched(then, this, now);
	}

	public String name() {
		return this.terms.name();
	}

	public @Nullable Money amount() {
		return this.terms.amount();
	}

	/**
	 * The amount times the probability, rounded half up to the minor unit; null without
	 * an amount.
	 */
	public @Nullable Money weightedAmount() {
		Money amount = amount();
		return (amount == null) ? null : amount.weighted(this.standing.probability());
	}

	public ForecastCategory forecastCategory() {
		return this.terms.forecastCategory();
	}

	public StageCategory category() {
		return this.standing.category();
	}

	@Override
	public Collection<CustomerId> customers() {
		CustomerId customer = this.terms.customer();
		return (customer == null) ? List.of() : List.of(customer);
	}

	/** When something was last done about it; null if never. */
	public @Nullable Instant lastActivityAt() {
		return this.touch.lastActivityAt();
	}

	public Instant createdAt() {
		return this.stamp.createdAt();
	}

	@Override
	public Instant updatedAt() {
		return this.stamp.updatedAt();
	}

	@Override
	public Map<String, @Nullable Object> facts() {
		return new Facts().with("id", this.id)
			.with("number", this.number)
			.with("name", name())
			.with("customerId", this.terms.customer())
			.with("pipelineId", this.standing.pipeline())
			.with("stageId", this.standing.stage())
			.with("category", category())
			.with("probability", this.standing.probability())
			.with("amount", amount())
			.with("weightedAmount", weightedAmount())
			.with("expectedCloseDate", this.terms.expectedCloseDate())
			.with("forecastCategory", forecastCategory())
			.with("ownerId", this.terms.owner())
			.with("nextStep", this.terms.nextStep())
			.with("competitor", this.terms.competitor())
			.with("lostReason", this.standing.lostReason())
			.with("lines", this.terms.lines())
			.with("contactRoles", this.terms.contactRoles())
			.with("contactIds", this.terms.contactRoles().stream().map(ContactRole::contact).toList())
			.with("tags", this.terms.tags())
			.with("stageEnteredAt", this.standing.enteredAt())
			.with("closedAt", this.standing.closedAt())
			.with("reopenCount", this.standing.reopenCount())
			.with("lastActivityAt", lastActivityAt())
			.with("createdAt", createdAt())
			.with("updatedAt", updatedAt())
			.with("archivedAt", this.archivedAt)
			.toMap();
	}

}
