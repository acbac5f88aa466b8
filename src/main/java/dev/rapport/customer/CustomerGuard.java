package dev.rapport.customer;

import org.springframework.stereotype.Component;

import dev.rapport.persistence.RowGuard;

/** A customer is reached by who reaches its owner. */
@Component
class CustomerGuard implements RowGuard {

	@Override
	public String kind() {
		return "customers";
	}

	@Override
	public String prefix() {
		return CustomerId.PREFIX;
	}

	@Override
	public String table() {
		return "customer";
	}

	@Override
	public String rule() {
		return "{owned owner_id}";
	}

}
