package dev.rapport.contact;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.persistence.Ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ContactTests {

	private static final CustomerId ACME = new CustomerId(Ids.next());

	private static final CustomerId BOLT = new CustomerId(Ids.next());

	private static final LocalDate JUNE = LocalDate.of(2026, 6, 1);

	private final Stamp stamp = Stamp.created(Instant.parse("2026-11-22T12:00:00Z"), UUID.randomUUID());

	private final Contact contact = contact(link(ACME, "Buyer", JUNE, null));

	@Test
	void beginsAtVersionOneWithItsFirstLinkPrimary() {
		assertThat(this.contact.version()).isOne();
		assertThat(this.contact.customers()).containsExactly(ACME);
		assertThat(this.contact.customerLinks().all()).extracting(Link::primary).containsExactly(true);
		assertThat(contact().customers()).isEmpty();
	}

	@Test
	void growsByOneVersionWithEachEvent() {
		ContactEvent.Linked linked = this.contact.link(link(BOLT, "Adviser", null, null), this.stamp);
		assertThat(linked.after().version()).isEqualTo(2);
		assertThat(linked.type()).isEqualTo("ContactLinked");
		assertThat(linked.changedFields()).containsExactly("customerId", "links");
		ContactEvent.LinkEnded ended = linked.after().endLink(ACME, JUNE.plusDays(9), this.stamp);
		assertThat(ended.after().version()).isEqualTo(3);
		assertThat(ended.changedFields()).containsExactly("links");
		Contact archived = ended.after().archive(this.stamp).after();
		assertThat(archived.version()).isEqualTo(4);
		assertThat(archived.restore(this.stamp).after().version()).isEqualTo(5);
	}

	@Test
	void isValidOnBothItsFirstAndItsLastDay() {
		Link link = link(ACME, "Buyer", JUNE, JUNE.plusDays(1));
		assertThat(link.validOn(JUNE.minusDays(1))).isFalse();
		assertThat(link.validOn(JUNE)).isTrue();
		assertThat(link.validOn(JUNE.plusDays(1))).isTrue();
		assertThat(link.validOn(JUNE.plusDays(2))).isFalse();
		assertThat(link(ACME, "Buyer", null, null).validOn(LocalDate.MIN)).isTrue();
	}

	@Test
	void keepsAnEndedLinkAsHistoryWhenANewOneBeginsLater() {
		Contact moved = this.contact.endLink(ACME, JUNE.plusDays(30), this.stamp)
			.after()
			.link(link(ACME, "Director", JUNE.plusDays(31), null), this.stamp)
			.after();
		assertThat(moved.customerLinks().all()).extracting(Link::role).containsExactly("Buyer", "Director");
		assertThat(moved.customers()).containsExactly(ACME);
	}

	@Test
	void takesTheLastLinkUpAgainWhenTheyOverlap() {
		Contact again = this.contact.endLink(ACME, JUNE.plusDays(30), this.stamp)
			.after()
			.link(link(ACME, "Director", null, null), this.stamp)
			.after();
		assertThat(again.customerLinks().all()).containsExactly(new Link(ACME, "Director", true, JUNE, null));
	}

	@Test
	void hasOnePrimaryLinkAtMost() {
		Contact both = this.contact.link(new Link(BOLT, "Adviser", true, null, null), this.stamp).after();
		assertThat(both.customerLinks().all()).filteredOn(Link::primary)
			.extracting(Link::customer)
			.containsExactly(BOLT);
		violates(() -> Links
			.of(List.of(new Link(ACME, "Buyer", true, null, null), new Link(BOLT, "Buyer", true, null, null)), "input"),
				ErrorCode.TOO_MANY);
	}

	@Test
	void refusesLinksToOneCustomerThatOverlap() {
		violates(() -> Links.of(List.of(link(ACME, "Buyer", null, JUNE), link(ACME, "Director", JUNE, null)), "input"),
				ErrorCode.OUT_OF_RANGE);
		assertThat(Links
			.of(List.of(link(ACME, "Director", JUNE, null), link(ACME, "Buyer", null, JUNE.minusDays(1))), "input")
			.all()).extracting(Link::role).containsExactly("Buyer", "Director");
	}

	@Test
	void refusesToEndALinkBeforeItBegan() {
		violates(() -> this.contact.endLink(ACME, JUNE.minusDays(1), this.stamp), ErrorCode.OUT_OF_RANGE);
		assertThat(this.contact.endLink(ACME, JUNE, this.stamp).after().customerLinks().all()).extracting(Link::validTo)
			.containsExactly(JUNE);
	}

	@Test
	void refusesToEndWhatIsNotLinked() {
		violates(() -> this.contact.endLink(BOLT, JUNE, this.stamp), ErrorCode.NOT_FOUND);
	}

	@Test
	void refusesEverythingButRestoringOnceArchived() {
		Contact archived = this.contact.archive(this.stamp).after();
		violates(() -> archived.update(archived.details(), this.stamp), ErrorCode.ARCHIVED);
		violates(() -> archived.link(link(BOLT, "Buyer", null, null), this.stamp), ErrorCode.ARCHIVED);
		violates(() -> archived.endLink(ACME, JUNE, this.stamp), ErrorCode.ARCHIVED);
		violates(() -> archived.archive(this.stamp), ErrorCode.ARCHIVED);
		assertThat(archived.restore(this.stamp).after().archivedAt()).isNull();
	}

	@Test
	void restoresOnlyWhatIsArchived() {
		assertThatExceptionOfType(Problem.Transition.class).isThrownBy(() -> this.contact.restore(this.stamp));
	}

	@Test
	void acceptsTheVersionThatItIsAtOrNone() {
		assertThat(this.contact.expecting(1)).isSameAs(this.contact.expecting(null));
		assertThatExceptionOfType(Problem.Conflict.class).isThrownBy(() -> this.contact.expecting(2));
	}

	private Contact contact(Link... links) {
		return Contact
			.create(new ContactId(Ids.next()), "P-000001",
					Details.read(new Input(Map.of("name", "Mei"), "input"), null),
					Links.of(List.of(links), "input.links"), this.stamp)
			.after();
	}

	private static Link link(CustomerId customer, String role, @Nullable LocalDate from, @Nullable LocalDate to) {
		return new Link(customer, role, false, from, to);
	}

	private static void violates(Runnable verb, ErrorCode code) {
		assertThatExceptionOfType(Problem.Violation.class).isThrownBy(verb::run)
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(code));
	}

}
