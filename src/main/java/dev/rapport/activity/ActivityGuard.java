package dev.rapport.activity;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.rapport.persistence.RowGuard;
import dev.rapport.tenancy.Rights;

/**
 * An activity is reached by its owner and by who takes part, and by who reaches one of
 * the records that it is directly about; one that is about nothing, by who reaches its
 * owner.
 */
@Component
class ActivityGuard implements RowGuard {

	@Override
	public String kind() {
		return "activities";
	}

	@Override
	public String prefix() {
		return ActivityId.PREFIX;
	}

	@Override
	public String type() {
		return "Activity";
	}

	@Override
	public String table() {
		return "activity";
	}

	@Override
	public String rule() {
		return """
				({x}.owner_id = {me}
				  or exists (select from activity_attendee sg where sg.tenant_id = {x}.tenant_id and sg.activity_id = {x}.id
				    and sg.member_id = {me})
				  or ({owned owner_id} and cardinality({x}.related_to) = 0)
				  or exists (select from activity_link sl where sl.tenant_id = {x}.tenant_id and sl.activity_id = {x}.id
				    and not sl.derived and case sl.target_type
				      when 'cus' then exists (select from customer su where su.tenant_id = sl.tenant_id
				        and su.id = sl.target_id and {same customers su})
				      when 'con' then exists (select from contact sn where sn.tenant_id = sl.tenant_id
				        and sn.id = sl.target_id and {same contacts sn})
				      when 'opp' then exists (select from opportunity so where so.tenant_id = sl.tenant_id
				        and so.id = sl.target_id and {same opportunities so})
				      else exists (select from ticket st where st.tenant_id = sl.tenant_id
				        and st.id = sl.target_id and {same tickets st}) end))""";
	}

	/** Who reaches a customer reaches its contacts, and so what is about those. */
	@Override
	public @Nullable String through(String kind, Rights rights) {
		if (!parents().contains(kind)) {
			return null;
		}
		boolean bringsContacts = kind.equals("customers") && rights.reads("contacts").inherits();
		String contacts = bringsContacts ? " or l.target_id in (select k.contact_id from contact_link k"
				+ " where k.tenant_id = $1 and k.customer_id = {record})" : "";
		return "{x}.id in (select l.activity_id from activity_link l where l.tenant_id = $1 and not l.derived"
				+ " and (l.target_id = {record}" + contacts + "))";
	}

	@Override
	public List<String> partakers() {
		return List.of("participantIds");
	}

	@Override
	public List<String> inheritsFrom(Map<String, @Nullable Object> facts) {
		return (facts.get("relatedTo") instanceof List<?> records) ? records.stream().map(String::valueOf).toList()
				: List.of();
	}

	@Override
	public Map<String, String> named() {
		return Map.of(ActivityFilters.CUSTOMERS, "customers");
	}

	@Override
	public List<String> parents() {
		return List.of("customers", "contacts", "opportunities", "tickets");
	}

}
