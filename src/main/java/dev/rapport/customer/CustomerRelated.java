package dev.rapport.customer;

import java.util.Collection;

/**
 * A record that concerns customers. Rooms above implement it, so that a timeline can find
 * its customers without knowing what the record is.
 */
public interface CustomerRelated {

	/** The customers that it concerns; empty if none. */
	Collection<CustomerId> customers();

}
