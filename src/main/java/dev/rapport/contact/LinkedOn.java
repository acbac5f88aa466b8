package dev.rapport.contact;

import java.time.LocalDate;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Query;

/** The link through which a customer's contact is listed is valid on a day. */
record LinkedOn(LocalDate day) implements Condition {

	@Override
	public void append(Query query) {
		query.sql("(o.valid_from is null or o.valid_from <= ")
			.moment(this.day)
			.sql(") and (o.valid_to is null or o.valid_to >= ")
			.moment(this.day)
			.sql(")");
	}

	@Override
	public boolean matches(Map<String, @Nullable Object> facts) {
		throw new UnsupportedOperationException("A list below a customer is no subscription");
	}

}
