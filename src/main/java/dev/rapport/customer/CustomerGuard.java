package dev.rapport.customer;

import java.util.Map;

import org.springframework.stereotype.Component;

import dev.rapport.persistence.RowGuard;

/** A customer is reached by who reaches its owner, or looks after where it is. */
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
	public String type() {
		return "Customer";
	}

	@Override
	public String table() {
		return "customer";
	}

	@Override
	public Map<String, Reference> references() {
		return Map.of("parentId", new Reference("customers", "customer_parent"));
	}

	@Override
	public Territory territory() {
		return CustomerTerritory.OF_CUSTOMERS;
	}

	@Override
	public String rule() {
		return "{owned owner_id}";
	}

}
