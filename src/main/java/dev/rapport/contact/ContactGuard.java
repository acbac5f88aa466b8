package dev.rapport.contact;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.NodeId;
import dev.rapport.persistence.RowGuard;
import dev.rapport.tenancy.Rights;

/**
 * A contact is reached by who reaches its owner, or a customer that it is linked to, or
 * looks after where such a customer is.
 */
@Component
class ContactGuard implements RowGuard {

	/** The contacts that are linked to a customer. */
	private static final String LINKED = "{x}.id in (select l.contact_id from contact_link l"
			+ " where l.tenant_id = $1 and l.customer_id = {record})";

	private static final Territory TERRITORY = new Territory(
			"""
					exists (select from contact_link tl join customer tc on tc.tenant_id = tl.tenant_id and tc.id = tl.customer_id
					  where tl.tenant_id = {x}.tenant_id and tl.contact_id = {x}.id and tc.area_keys && {areas})""",
			"customerId",
			"""
					exists (select from customer tc where tc.tenant_id = $1 and tc.id::text in (
					  select jsonb_array_elements_text(case jsonb_typeof({fact}) when 'array' then {fact} else '[]' end)) and tc.area_keys && {areas})""",
			LINKED);

	@Override
	public String kind() {
		return "contacts";
	}

	@Override
	public String prefix() {
		return ContactId.PREFIX;
	}

	@Override
	public String type() {
		return "Contact";
	}

	@Override
	public String table() {
		return "contact";
	}

	@Override
	public Map<String, Reference> references() {
		return Map.of("customerId", new Reference("customers", "contact_link_customer"));
	}

	@Override
	public List<String> inheritsFrom(Map<String, @Nullable Object> facts) {
		return (facts.get("customerId") instanceof List<?> customers) ? customers.stream()
			.map((id) -> NodeId.encode(CustomerId.PREFIX, UUID.fromString(id.toString())))
			.toList() : List.of();
	}

	@Override
	public Territory territory() {
		return TERRITORY;
	}

	@Override
	public @Nullable String through(String kind, Rights rights) {
		return kind.equals("customers") ? LINKED : null;
	}

	@Override
	public String rule() {
		return """
				({owned owner_id} or exists (select from contact_link sl join customer sc on sc.tenant_id = sl.tenant_id
				  and sc.id = sl.customer_id where sl.tenant_id = {x}.tenant_id and sl.contact_id = {x}.id
				  and {same customers sc}))""";
	}

}
