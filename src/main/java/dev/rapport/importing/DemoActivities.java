package dev.rapport.importing;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.activity.Activities;
import dev.rapport.activity.Activity;
import dev.rapport.activity.ActivityCore;
import dev.rapport.activity.ActivityDirection;
import dev.rapport.activity.ActivityId;
import dev.rapport.activity.Call;
import dev.rapport.activity.Course;
import dev.rapport.activity.Email;
import dev.rapport.activity.Links;
import dev.rapport.activity.Matter;
import dev.rapport.activity.Meeting;
import dev.rapport.activity.Note;
import dev.rapport.activity.Task;
import dev.rapport.activity.TaskPriority;
import dev.rapport.activity.Visit;
import dev.rapport.importing.DemoService.Scene;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Ids;

/**
 * What was and is to be done with these people, in both languages, around the day of
 * loading.
 */
@Component
class DemoActivities {

	private static final String SELLER = "Darcel Schlecht";

	private static final String MANAGER = "Melvin Marxen";

	private final Activities activities;

	DemoActivities(Activities activities) {
		this.activities = activities;
	}

	Mono<Void> load(Scene scene) {
		return this.activities.createAll(script(new Stage(scene))).then();
	}

	private static List<Activity> script(Stage on) {
		return List.of(
				new Task(on.open("准备报价单", "三台 GTX Pro，含安装。", SELLER, null, 5, on.customer("Zencorporation")),
						on.today(4), TaskPriority.HIGH, on.today(3)),
				new Task(on.open("Send the revised offer", null, SELLER, null, 30, on.customer("Cancity")), on.in(-20),
						TaskPriority.NORMAL, null),
				new Task(on.open("Prepare the quarterly review", null, MANAGER, null, 20,
						on.customer("Acme Corporation")), on.in(26), TaskPriority.NORMAL, null),
				new Task(on.open("回访：发票问题是否解决", null, "王强", null, 10, on.ticket("发票抬头有误")), on.in(6), TaskPriority.HIGH,
						null),
				new Call(on.open("电话确认交货时间", null, SELLER, on.in(2), 8, on.contact("陈静")), ActivityDirection.OUTBOUND,
						"+8613800138001", null),
				new Call(
						on.done("Call about the noise", "Sent a technician.", "Grace Miller", 4,
								on.ticket("Fan noise under load")),
						ActivityDirection.INBOUND, "+12025550143", Duration.ofMinutes(12)),
				new Meeting(on.open("Demo of the GTK 500", "With the technical evaluator.", SELLER, on.in(5), 40,
						on.customer("Newex")), "Berlin", Duration.ofHours(1), List.of(on.member(MANAGER))),
				new Meeting(on.done("年度框架协议洽谈", "客户希望按季度付款。", MANAGER, 100, on.customer("Zencorporation")), "北京",
						Duration.ofMinutes(90), List.of(on.member(SELLER))),
				new Visit(on.open("上门演示", null, SELLER, on.in(28), 16, on.customer("Zencorporation")), "北京市海淀区",
						Duration.ofHours(2)),
				new Visit(on.done("Site visit", "Server room has space for six racks.", SELLER, 200,
						on.customer("Hottechi")), "Seoul", Duration.ofHours(3)),
				new Email(on.done("报价单已发送", "附件为最新报价。", SELLER, 50, on.contact("陈静")), ActivityDirection.OUTBOUND,
						"chen.jing@zencorporation.example"),
				new Email(on.done("Thank you for the demo", "Could you send the list of references?", SELLER, 70,
						on.contact("Emma Walker")), ActivityDirection.INBOUND, "emma.walker@cancity.example"),
				new Note(on.done("客户预算在九月确定", null, MANAGER, 120, on.customer("Zencorporation"))), new Note(on
					.done("Prefers to be called in the afternoon", null, SELLER, 150, on.contact("Lukas Brandt"))));
	}

	/** Writes activities as if they had been recorded some hours ago. */
	private record Stage(Scene scene) {

		ActivityCore open(String subject, @Nullable String body, String owner, @Nullable Instant plannedAt,
				int hoursAgo, NodeId about) {
			return core(Course.open(plannedAt), subject, body, owner, in(-hoursAgo), about);
		}

		ActivityCore done(String subject, @Nullable String body, String owner, int hoursAgo, NodeId about) {
			return core(Course.happened(null, in(-hoursAgo), null), subject, body, owner, in(-hoursAgo), about);
		}

		private ActivityCore core(Course course, String subject, @Nullable String body, String owner, Instant at,
				NodeId about) {
			MemberId member = member(owner);
			return new ActivityCore(new ActivityId(Ids.next()), 1, course, new Matter(subject, body, member, List.of()),
					Links.to(List.of(about)), Stamp.created(at, member.value()));
		}

		/**
		 * In some hours, but before the day is over: what is due today is looked for
		 * there.
		 */
		Instant today(int hours) {
			Instant night = this.scene.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1)).minusSeconds(1);
			return Stream.of(in(hours), night).min(Comparator.naturalOrder()).orElseThrow();
		}

		Instant in(int hours) {
			return this.scene.now().plus(Duration.ofHours(hours));
		}

		MemberId member(String name) {
			return Scene.member(this.scene.members(), name);
		}

		NodeId customer(String name) {
			return Objects.requireNonNull(this.scene.customers().get(name), name).id();
		}

		NodeId contact(String name) {
			return Objects.requireNonNull(this.scene.people().get(name), name).id();
		}

		NodeId ticket(String subject) {
			return Objects.requireNonNull(this.scene.tickets().get(subject), subject).id();
		}

	}

}
