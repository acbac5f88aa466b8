package dev.rapport.contact;

import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

/** A link as the API shows it: with both of its ends. */
record ContactLink(ContactId contactId, Link link) {

	String role() {
		return this.link.role();
	}

	boolean primary() {
		return this.link.primary();
	}

	@Nullable LocalDate validFrom() {
		return this.link.validFrom();
	}

	@Nullable LocalDate validTo() {
		return this.link.validTo();
	}

}
