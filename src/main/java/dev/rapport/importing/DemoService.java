package dev.rapport.importing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.contact.Contact;
import dev.rapport.contact.Contacts;
import dev.rapport.contact.Details;
import dev.rapport.contact.Link;
import dev.rapport.contact.Links;
import dev.rapport.customer.ContactPoint;
import dev.rapport.customer.Customer;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.Member;
import dev.rapport.member.MemberId;
import dev.rapport.ticket.Channel;
import dev.rapport.ticket.Concern;
import dev.rapport.ticket.Ticket;
import dev.rapport.ticket.TicketPriority;
import dev.rapport.ticket.TicketType;
import dev.rapport.ticket.Tickets;

/**
 * Beside the data set, which has only sales: people to talk to and questions that they
 * asked, half of them in Chinese, dated around the day of loading.
 */
@Component
class DemoService {

	private final Contacts contacts;

	private final Tickets tickets;

	private final DemoActivities activities;

	private final Clock clock;

	DemoService(Contacts contacts, Tickets tickets, DemoActivities activities, Clock clock) {
		this.contacts = contacts;
		this.tickets = tickets;
		this.activities = activities;
		this.clock = clock;
	}

	Mono<Void> load(Map<String, Member> members, Map<String, Customer> customers) {
		Instant now = this.clock.instant();
		return contacts(members, customers, now).flatMap((people) -> tickets(members, customers, people, now)
			.flatMap((asked) -> this.activities.load(new Scene(members, customers, people, asked, now))));
	}

	private Mono<Map<String, Contact>> contacts(Map<String, Member> members, Map<String, Customer> customers,
			Instant now) {
		MemberId owner = Scene.member(members, "Melvin Marxen");
		Stamp stamp = Stamp.created(now.minus(Duration.ofDays(90)), owner.value());
		Buyers buyers = new Buyers(customers, owner, stamp);
		return this.contacts.createAll(List.of(
				buyers.person("陈静", "采购总监", "采购", "chen.jing@zencorporation.example", "+8613800138001",
						"Zencorporation"),
				buyers.person("刘洋", "信息技术经理", "技术负责人", "liu.yang@zencorporation.example", "+8613900139002",
						"Zencorporation"),
				buyers.person("김민준", "구매 담당", "Buyer", "minjun.kim@hottechi.example", "+821012345678", "Hottechi"),
				buyers.person("佐藤 葵", "購買部長", "Decision maker", "aoi.sato@ganjaflex.example", "+819012345678",
						"Ganjaflex"),
				buyers.person("Emma Walker", "Head of purchasing", "Decision maker", "emma.walker@cancity.example",
						"+12025550143", "Cancity"),
				buyers.person("Lukas Brandt", "IT-Leiter", "Technical evaluator", "lukas.brandt@newex.example",
						"+493012345678", "Newex"),
				buyers.person("Grace Hopkins", "Chief information officer", "Sponsor", "grace.hopkins@acme.example",
						"+12025550187", "Acme Corporation"),
				buyers.person("赵敏", "财务经理", "财务", "zhao.min@zencorporation.example", "+8613700137003",
						"Zencorporation")))
			.map((created) -> Scene.byName(created, Contact::name));
	}

	private Mono<Map<String, Ticket>> tickets(Map<String, Member> members, Map<String, Customer> customers,
			Map<String, Contact> people, Instant now) {
		Question question = new Question(members, customers, people, now);
		return this.tickets
			.createAll(List.of(
					question.asked("服务器无法启动", "昨晚断电后，GTX Pro 无法开机。", TicketPriority.URGENT, TicketType.INCIDENT,
							Channel.PHONE, "Zencorporation", "刘洋", "李娜", 2),
					question.asked("发票抬头有误", "请把发票抬头改为集团公司名称。", TicketPriority.NORMAL, TicketType.COMPLAINT,
							Channel.WECHAT, "Zencorporation", "赵敏", "王强", 26),
					question.asked("申请延长保修期", "第三季度采购的设备希望延保一年。", TicketPriority.LOW, TicketType.QUESTION,
							Channel.EMAIL, "Zencorporation", "陈静", null, 50),
					question.asked("Fan noise under load", "All three MG Advanced units are loud after ten minutes.",
							TicketPriority.HIGH, TicketType.PROBLEM, Channel.EMAIL, "Cancity", "Emma Walker",
							"Grace Miller", 5),
					question.asked("Wrong power cord delivered", "We received the US cord instead of the EU one.",
							TicketPriority.NORMAL, TicketType.INCIDENT, Channel.WEBSITE, "Newex", "Lukas Brandt",
							"Grace Miller", 30),
					question.asked("Request for a data sheet", "Please send the data sheet of the GTK 500 in Japanese.",
							TicketPriority.LOW, TicketType.QUESTION, Channel.CHAT, "Ganjaflex", "佐藤 葵", null, 8),
					question.asked("Delivery date of order 4711", "When will the remaining two units arrive?",
							TicketPriority.NORMAL, TicketType.QUESTION, Channel.PHONE, "Acme Corporation",
							"Grace Hopkins", "李娜", 12),
					question.asked("Firmware update fails", "Update stops at 80 percent on every unit.",
							TicketPriority.HIGH, TicketType.INCIDENT, Channel.EMAIL, "Hottechi", "김민준", "王强", 3)))
			.map((created) -> Scene.byName(created, Ticket::subject));
	}

	/** People at companies that exist. */
	private record Buyers(Map<String, Customer> customers, MemberId owner, Stamp stamp) {

		Contacts.Draft person(String name, String title, String role, String email, String phone, String customer) {
			List<ContactPoint> points = List.of(new ContactPoint(ContactPoint.Kind.EMAIL, email, "work", true),
					new ContactPoint(ContactPoint.Kind.PHONE, phone, "mobile", true));
			Link link = new Link(Objects.requireNonNull(this.customers.get(customer)).id(), role, true, null, null);
			return new Contacts.Draft(new Details(name, title, points, List.of(), this.owner),
					Links.of(List.of(link), "links"), this.stamp);
		}

	}

	/** Asks in the name of people that exist. */
	private record Question(Map<String, Member> members, Map<String, Customer> customers, Map<String, Contact> people,
			Instant now) {

		Tickets.Draft asked(String subject, String text, TicketPriority priority, TicketType type, Channel channel,
				String customer, String person, @Nullable String assignee, int hoursAgo) {
			MemberId clerk = Scene.member(this.members, DemoPeople.SERVICE.getFirst());
			Concern concern = new Concern(subject, text, priority, type, channel,
					Objects.requireNonNull(this.customers.get(customer)).id(),
					Objects.requireNonNull(this.people.get(person)).id(), List.of());
			return Tickets.Draft.fresh(concern, (assignee == null) ? null : Scene.member(this.members, assignee),
					Stamp.created(this.now.minus(Duration.ofHours(hoursAgo)), clerk.value()));
		}

	}

	/** Everybody and everything on the stage, by name. */
	record Scene(Map<String, Member> members, Map<String, Customer> customers, Map<String, Contact> people,
			Map<String, Ticket> tickets, Instant now) {

		static MemberId member(Map<String, Member> members, String name) {
			return Objects.requireNonNull(members.get(name), name).id();
		}

		static <T> Map<String, T> byName(List<T> records, Function<T, String> name) {
			Map<String, T> byName = new LinkedHashMap<>();
			records.forEach((entry) -> byName.put(name.apply(entry), entry));
			return byName;
		}

	}

}
