package dev.rapport.member;

import java.util.List;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.TenantDatabase;

/** Takes apart what a member may do, for those who must explain it. */
@Component
public class Entitlements {

	private final TenantDatabase database;

	private final RoleRepository roles;

	Entitlements(TenantDatabase database, RoleRepository roles) {
		this.database = database;
		this.roles = roles;
	}

	/** As it is now; {@link Entitlement#NONE} for a member that is not active. */
	public Mono<Entitlement> of(MemberId member) {
		return this.database.first(Place.OF, Place::read, member.value())
			.flatMap((place) -> this.roles.byKeys(place.roles()).map((roles) -> entitlement(place, roles)))
			.defaultIfEmpty(Entitlement.NONE);
	}

	private static Entitlement entitlement(Place place, List<Role> roles) {
		return new Entitlement(RightsBook.rights(place, roles),
				roles.stream().collect(Collectors.toMap(Role::key, (role) -> RightsBook.rights(place, List.of(role)))));
	}

}
