package dev.rapport.ticket;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.rapport.customer.CustomerId;
import dev.rapport.customer.CustomerRelated;
import dev.rapport.events.Aggregate;
import dev.rapport.events.Facts;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;

/**
 * Something that a customer asks of us. Its verbs return what happened, with the new
 * state inside; they never change this one. A step that the status does not allow is a
 * {@link Problem.Transition}.
 *
 * @param number for people, unique in the tenant
 * @param assignee who deals with it; null while nobody does
 */
public record Ticket(TicketId id, String number, int version, Concern concern, @Nullable MemberId assignee,
		Course course, Stamp stamp) implements Aggregate, CustomerRelated {

	/**
	 * This ticket, if a change may be based on this version.
	 * @param version what the client saw; null if it does not care
	 * @throws Problem.Conflict if it saw another one
	 */
	Ticket expecting(@Nullable Integer version) {
		if (version != null && version != this.version) {
			throw new Problem.Conflict(this);
		}
		return this;
	}

	TicketEvent.Updated update(Concern concern, Stamp stamp) {
		return new TicketEvent.Updated(changeable(), next(concern, this.assignee, this.course, stamp));
	}

	/**
	 * Gives the ticket to somebody.
	 * @param assignee null to take it from whoever has it
	 */
	TicketEvent.Assigned assign(@Nullable MemberId assignee, Stamp stamp) {
		if (status().last()) {
			throw status().refusal(TicketStatus.OPEN);
		}
		Course course = (assignee == null) ? this.course : this.course.taken(stamp.updatedAt());
		return new TicketEvent.Assigned(this, next(this.concern, assignee, course, stamp));
	}

	TicketEvent.Pended pend(Stamp stamp) {
		return new TicketEvent.Pended(this, next(this.course.pended(stamp.updatedAt()), stamp));
	}

	TicketEvent.Held hold(Stamp stamp) {
		return new TicketEvent.Held(this, next(this.course.held(stamp.updatedAt()), stamp));
	}

	TicketEvent.Resumed resume(Stamp stamp) {
		return new TicketEvent.Resumed(this, next(this.course.resumed(stamp.updatedAt()), stamp));
	}

	TicketEvent.Solved solve(String resolution, Stamp stamp) {
		String text = Checks.required(Checks.text(resolution, "input.resolution"), "input.resolution");
		return new TicketEvent.Solved(this, next(this.course.solved(text, stamp.updatedAt()), stamp));
	}

	TicketEvent.Reopened reopen(String reason, Stamp stamp) {
		return new TicketEvent.Reopened(this, next(this.course.reopened(stamp.updatedAt()), stamp),
				Checks.name(reason, "input.reason"));
	}

	TicketEvent.Closed close(Stamp stamp) {
		return new TicketEvent.Closed(this, next(this.course.closed(stamp.updatedAt()), stamp));
	}

	/**
	 * Sets the ticket aside for another one.
	 * @param original what is dealt with instead; not itself a duplicate
	 */
	TicketEvent.MarkedDuplicate markDuplicate(Ticket original, Stamp stamp) {
		Course course = this.course.duplicate(original.id, stamp.updatedAt());
		if (original.id.equals(this.id) || original.course.duplicateOf() != null) {
			throw new Problem.Violation(ErrorCode.CYCLE, "input.duplicateOfId", "ticket.cycle");
		}
		return new TicketEvent.MarkedDuplicate(this, next(course, stamp));
	}

	TicketEvent.MarkedSpam markSpam(Stamp stamp) {
		return new TicketEvent.MarkedSpam(this, next(this.course.spam(stamp.updatedAt()), stamp));
	}

	/**
	 * Adds a comment.
	 * @param byMember whether a person of ours wrote it, not a program
	 */
	TicketEvent.Commented comment(TicketComment comment, boolean byMember) {
		Stamp stamp = this.stamp.updated(comment.createdAt(), comment.createdBy());
		boolean answer = byMember && comment.visibility() == TicketComment.Visibility.PUBLIC;
		Course course = answer ? this.course.answered(comment.createdAt()) : this.course;
		return new TicketEvent.Commented(changeable(), next(course, stamp), comment);
	}

	private Ticket changeable() {
		if (status().last()) {
			throw new Problem.Violation(ErrorCode.TRANSITION_REFUSED, "input.id", "ticket.last");
		}
		return this;
	}

	private Ticket next(Course course, Stamp stamp) {
		return next(this.concern, this.assignee, course, stamp);
	}

	private Ticket next(Concern concern, @Nullable MemberId assignee, Course course, Stamp stamp) {
		return new Ticket(this.id, this.number, this.version + 1, concern, assignee, course, stamp);
	}

	@Override
	public List<CustomerId> customers() {
		return (this.concern.customer() == null) ? List.of() : List.of(this.concern.customer());
	}

	public String subject() {
		return this.concern.subject();
	}

	public @Nullable String description() {
		return this.concern.description();
	}

	public TicketPriority priority() {
		return this.concern.priority();
	}

	public TicketType type() {
		return this.concern.type();
	}

	public Channel channel() {
		return this.concern.channel();
	}

	public List<String> tags() {
		return this.concern.tags();
	}

	public TicketStatus status() {
		return this.course.status();
	}

	public Instant statusSince() {
		return this.course.since();
	}

	public @Nullable String resolution() {
		return this.course.resolution();
	}

	public @Nullable Instant firstResponseAt() {
		return this.course.firstResponseAt();
	}

	public @Nullable Instant solvedAt() {
		return this.course.solvedAt();
	}

	public @Nullable Instant closedAt() {
		return this.course.closedAt();
	}

	public int reopenCount() {
		return this.course.reopenCount();
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
			.with("subject", subject())
			.with("description", description())
			.with("status", status())
			.with("statusSince", statusSince())
			.with("priority", priority())
			.with("type", type())
			.with("channel", channel())
			.with("customerId", this.concern.customer())
			.with("contactId", this.concern.contact())
			.with("assigneeId", this.assignee)
			.with("tags", tags())
			.with("resolution", resolution())
			.with("firstResponseAt", firstResponseAt())
			.with("solvedAt", solvedAt())
			.with("closedAt", closedAt())
			.with("reopenCount", reopenCount())
			.with("duplicateOfId", this.course.duplicateOf())
			.with("createdBy", this.stamp.createdBy())
			.with("createdAt", createdAt())
			.with("updatedAt", updatedAt())
			.toMap();
	}

}
