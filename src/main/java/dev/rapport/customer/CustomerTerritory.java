package dev.rapport.customer;

import dev.rapport.persistence.RowGuard;

/** How what belongs to customers follows them into territories. */
public final class CustomerTerritory {

	static final RowGuard.Territory OF_CUSTOMERS = new RowGuard.Territory("{x}.area_keys && {areas}", "mainAddress",
			"address_keys(jsonb_build_array({fact})) && {areas}", null);

	/** Records with one customer, in the column and the fact of the usual names. */
	public static final RowGuard.Territory OF_ONE = new RowGuard.Territory("""
			exists (select from customer tc where tc.tenant_id = {x}.tenant_id and tc.id = {x}.customer_id
			  and tc.area_keys && {areas})""", "customerId", """
			exists (select from customer tc where tc.tenant_id = $1 and tc.id = ({fact} #>> '{}')::uuid
			  and tc.area_keys && {areas})""", "{x}.customer_id = {record}");

	private CustomerTerritory() {
	}

}
