package dev.rapport.contact;

import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

/** A link as the API shows it: with both of its ends. */
record ContactLink(ContactId contactId, Link link) {

	public String role() {
		return this.link.role();
	}

	public boolean primary() {
		return this.link.primary();
	}

	public @Nullable LocalDate validFrom() {
		return this.link.validFrom();
	}

	public @Nullable LocalDate validTo() {
		return this.link.validTo();
	}

}
