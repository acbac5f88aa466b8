package dev.rapport.customer;

import java.util.List;

/** The customer life cycle: 潜在客户, 现有客户, 前客户. */
public enum CustomerStatus {

	PROSPECT, CURRENT, FORMER;

	/** The statuses that can follow this one. */
	List<CustomerStatus> next() {
		return switch (this) {
			case PROSPECT -> List.of(CURRENT);
			case CURRENT -> List.of(FORMER);
			case FORMER -> List.of(CURRENT);
		};
	}

}
