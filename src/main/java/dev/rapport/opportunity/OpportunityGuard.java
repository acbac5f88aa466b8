package dev.rapport.opportunity;

import java.util.Map;

import org.springframework.stereotype.Component;

import dev.rapport.customer.CustomerTerritory;
import dev.rapport.persistence.RowGuard;

/**
 * An opportunity is reached by who reaches its owner, or looks after where its customer
 * is.
 */
@Component
class OpportunityGuard implements RowGuard {

	@Override
	public String kind() {
		return "opportunities";
	}

	@Override
	public String prefix() {
		return OpportunityId.PREFIX;
	}

	@Override
	public String type() {
		return "Opportunity";
	}

	@Override
	public String table() {
		return "opportunity";
	}

	@Override
	public Map<String, Reference> references() {
		return Map.of("customerId", new Reference("customers", "opportunity_customer"), "contactIds",
				new Reference("contacts", "opportunity_contact_role"));
	}

	@Override
	public Territory territory() {
		return CustomerTerritory.OF_ONE;
	}

	@Override
	public String rule() {
		return "{owned owner_id}";
	}

}
