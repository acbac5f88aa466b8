package dev.rapport.opportunity;

import org.springframework.stereotype.Component;

import dev.rapport.persistence.RowGuard;

/** An opportunity is reached by who reaches its owner. */
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
	public String table() {
		return "opportunity";
	}

	@Override
	public String rule() {
		return "{owned owner_id}";
	}

}
