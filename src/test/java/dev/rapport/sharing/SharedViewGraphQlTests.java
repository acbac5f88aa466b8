package dev.rapport.sharing;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What enters and leaves the view of a subscriber behind a shared record, and over shares
 * that have ended.
 */
@RapportTest
@NullUnmarked
class SharedViewGraphQlTests {

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	/** What it takes at most until a subscription has begun. */
	private static final Duration HEAD_START = Duration.ofMillis(600);

	@Autowired
	Tenants tenants;

	private Office office;

	private UUID lena;

	private String customer;

	@BeforeEach
	void open() {
		this.office = new Office(this.tenants.found());
		this.tenants.owner()
			.update("""
					insert into role (tenant_id, id, version, key, name, grants, fields, created_at, created_by, updated_at, updated_by)
					values (?, gen_random_uuid(), 1, 'LOCAL', 'Local', '{"customers": {"read": "OWN", "write": "OWN"},
					  "contacts": {"read": "OWN", "write": "OWN"}, "activities": {"read": "OWN", "write": "OWN"},
					  "opportunities": {"read": "OWN", "write": "OWN"}, "events": {"read": "ALL", "write": "NONE"},
					  "members": {"read": "ALL", "write": "NONE"}}', '{}', now(), ?, now(), ?)""",
					this.office.tenant.id().value(), this.office.tenant.ann(), this.office.tenant.ann());
		this.lena = this.office.tenant.hire("lena", this.office.south, "LOCAL");
		this.customer = this.office.customer(this.office.nora);
	}

	@Test
	void contactsComeAndGoWithTheirCustomer() {
		String contact = this.office.contact(this.office.nora, this.customer);
		String other = this.office.contact(this.office.nora, this.customer);
		share(this.office.nora, other, this.lena);
		StepVerifier.create(changes(this.lena, "contactChanged", ""))
			.thenAwait(HEAD_START)
			.then(() -> share(this.office.nora, this.customer, this.lena))
			.expectNext("ENTERED_FILTER " + contact)
			.then(() -> unshare(this.customer, this.lena))
			.expectNext("ACCESS_REMOVED " + contact)
			.then(() -> unshare(other, this.lena))
			.expectNext("ACCESS_REMOVED " + other)
			.thenCancel()
			.verify(PATIENCE);
	}

	@Test
	void activitiesComeAndGoWithWhatTheyAreAbout() {
		String contact = this.office.contact(this.office.nora, this.customer);
		String call = this.office.task(this.office.nora, this.customer);
		String mail = this.office.task(this.office.nora, contact);
		this.office.task(this.office.nora, this.office.customer(this.office.nora));
		StepVerifier.create(changes(this.lena, "activityChanged", ""))
			.thenAwait(HEAD_START)
			.then(() -> share(this.office.nora, this.customer, this.lena))
			.expectNext("ENTERED_FILTER " + call)
			.expectNext("ENTERED_FILTER " + mail)
			.then(() -> unshare(this.customer, this.lena))
			.expectNext("ACCESS_REMOVED " + call)
			.expectNext("ACCESS_REMOVED " + mail)
			.thenCancel()
			.verify(PATIENCE);
	}

	@Test
	void whoSeesOnlyWhatIsSharedHearsNothingOfContactsBehind() {
		this.office.contact(this.office.nora, this.customer);
		StepVerifier.create(changes(this.office.pat, "contactChanged", ""))
			.thenAwait(HEAD_START)
			.then(() -> share(this.office.nora, this.customer, this.office.pat))
			.expectNoEvent(Duration.ofSeconds(2))
			.thenCancel()
			.verify(PATIENCE);
	}

	@Test
	void resumesOverAShareThatHasEndedAsIfItHadNotBeen() {
		String deal = this.office.deal(this.office.nora);
		String before = cursor();
		share(this.office.nora, deal, this.office.sue);
		String between = cursor();
		this.office.change(this.office.nora, deal);
		unshare(deal, this.office.sue);
		String own = this.office.deal(this.office.sue);
		StepVerifier.create(changes(this.office.sue, "opportunityChanged", before).take(1))
			.expectNext("CREATED " + own)
			.expectComplete()
			.verify(PATIENCE);
		StepVerifier.create(changes(this.office.sue, "opportunityChanged", between).take(2))
			.expectNext("ACCESS_REMOVED " + deal)
			.expectNext("CREATED " + own)
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void resumesOverARenewedShareAsIfItHadNeverEnded() {
		String deal = this.office.deal(this.office.nora);
		String before = cursor();
		share(this.office.nora, deal, this.office.sue);
		String between = cursor();
		unshare(deal, this.office.sue);
		share(this.office.nora, deal, this.office.sue);
		this.office.change(this.office.nora, deal);
		StepVerifier.create(changes(this.office.sue, "opportunityChanged", before).take(2))
			.expectNext("ENTERED_FILTER " + deal)
			.expectNext("UPDATED " + deal)
			.expectComplete()
			.verify(PATIENCE);
		StepVerifier.create(changes(this.office.sue, "opportunityChanged", between).take(1))
			.expectNext("UPDATED " + deal)
			.expectComplete()
			.verify(PATIENCE);
	}

	private Flux<String> changes(UUID caller, String field, String after) {
		String from = after.isEmpty() ? "" : "(after: \"" + after + "\")";
		return Heard.live(this.office.as(caller), "subscription { " + field + from + " { kind recordId } }", field)
			.map((change) -> change.get("kind") + " " + change.get("recordId"));
	}

	private String cursor() {
		return this.office.admin.document("{ eventCursor }").execute().path("eventCursor").entity(String.class).get();
	}

	private void share(UUID sharer, String record, UUID grantee) {
		assertThat(Office.codes(this.office.share(sharer, record, Office.member(grantee), "READ"), "shareRecord"))
			.isEqualTo(List.of());
	}

	private void unshare(String record, UUID grantee) {
		assertThat(Office.codes(this.office.unshare(this.office.nora, record, Office.member(grantee)), "unshareRecord"))
			.isEqualTo(List.of());
	}

}
