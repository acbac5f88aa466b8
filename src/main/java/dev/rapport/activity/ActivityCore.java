package dev.rapport.activity;

import java.util.List;

import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Ids;

/**
 * What activities of all types have in common.
 *
 * @param version begins at 1 and grows by one with each change
 * @param stamp when it was recorded and last changed; for imported history the historic
 * times
 */
public record ActivityCore(ActivityId id, int version, Course course, Matter matter, Links links, Stamp stamp) {

	/** The core of a new activity. */
	public static ActivityCore first(Course course, Matter matter, List<? extends NodeId> relatedTo, Stamp stamp) {
		return new ActivityCore(new ActivityId(Ids.next()), 1, course, matter, Links.to(relatedTo), stamp);
	}

	static ActivityCore read(ActivityType type, Input input, Stamp stamp) {
		MemberId owner = new MemberId(stamp.createdBy());
		Course course = (type == ActivityType.TASK) ? Course.open(null) : Course.read(input, stamp.createdAt());
		Matter matter = (type == ActivityType.NOTE) ? Matter.note(input, owner) : Matter.read(input, owner);
		return first(course, matter, Links.read(input).relatedTo(), stamp);
	}

	ActivityCore with(Course course) {
		return new ActivityCore(this.id, this.version, course, this.matter, this.links, this.stamp);
	}

	ActivityCore with(Matter matter) {
		return new ActivityCore(this.id, this.version, this.course, matter, this.links, this.stamp);
	}

	ActivityCore with(Links links) {
		return new ActivityCore(this.id, this.version, this.course, this.matter, links, this.stamp);
	}

	/** The next version. */
	ActivityCore next(Stamp stamp) {
		return new ActivityCore(this.id, this.version + 1, this.course, this.matter, this.links, stamp);
	}

}
