package dev.rapport.contact;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.NodeId;
import dev.rapport.persistence.RowGuard;

/** A contact is reached by who reaches its owner, or a customer that it is linked to. */
@Component
class ContactGuard implements RowGuard {

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
	public String rule() {
		return """
				({owned owner_id} or exists (select from contact_link sl join customer sc on sc.tenant_id = sl.tenant_id
				  and sc.id = sl.customer_id where sl.tenant_id = {x}.tenant_id and sl.contact_id = {x}.id
				  and {same customers sc}))""";
	}

}
