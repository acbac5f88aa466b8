package dev.rapport.persistence;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

import org.springframework.beans.BeanUtils;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;

import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.RowRule;
import dev.rapport.tenancy.Sight;
import dev.rapport.tenancy.TenantId;

/** How rights are written into the statement of a page, to be measured. */
public final class RightsWork {

	private static final String PAGE = """
			select o.id, o.number, o.version, o.name, o.customer_id, o.amount, o.amount_currency, o.expected_close_date,
			  o.owner_id, o.stage_id, o.category, o.created_at, o.updated_at
			from opportunity o where o.tenant_id = $1 and seen(opportunities, o) and o.archived_at is null
			order by o.created_at desc, o.id desc limit 51
			""";

	private static final Object[] NONE = {};

	private final RowRights rights = new RowRights(guards());

	private final Actor everything = actor(Rights.UNLIMITED);

	private final Actor some = actor(new Rights(false, Set.of("REP"), Set.of("opportunities:read"),
			Map.of("opportunities", new Sight(RowRule.TEAM, Set.of(ids(6)), Set.of("DE 8", "AT"))), Map.of(), Map.of(),
			List.of(ids(3))));

	/** For a caller who sees all rows. */
	public String ofEverything() {
		return this.rights.write(PAGE, NONE, this.everything).sql();
	}

	/** For a caller who sees those of a team of six, of two areas, and what is shared. */
	public String ofSome() {
		return this.rights.write(PAGE, NONE, this.some).sql();
	}

	private static Actor actor(Rights rights) {
		return new Actor(new TenantId(new UUID(1, 1)), Actor.Kind.USER, new UUID(1, 2), "measured", "measured", rights);
	}

	private static UUID[] ids(int count) {
		return IntStream.range(0, count).mapToObj((i) -> new UUID(2, i)).toArray(UUID[]::new);
	}

	/** The guard of opportunities, as the application has it. */
	private static List<RowGuard> guards() {
		ClassPathScanningCandidateComponentProvider room = new ClassPathScanningCandidateComponentProvider(false);
		room.addIncludeFilter(new AssignableTypeFilter(RowGuard.class));
		return room.findCandidateComponents("dev.rapport.opportunity")
			.stream()
			.map((guard) -> ClassUtils.resolveClassName(String.valueOf(guard.getBeanClassName()), null))
			.map((type) -> (RowGuard) BeanUtils.instantiateClass(type))
			.toList();
	}

}
