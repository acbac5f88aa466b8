package dev.rapport.member;

import java.util.Map;

import dev.rapport.tenancy.Rights;

/**
 * What a member may do, and by which of its roles.
 *
 * @param total all of it
 * @param byRole what each role gives by itself, by the key of the role
 */
public record Entitlement(Rights total, Map<String, Rights> byRole) {

	/** That of somebody who may not sign in. */
	public static final Entitlement NONE = new Entitlement(Rights.NONE, Map.of());

	public Entitlement {
		byRole = Map.copyOf(byRole);
	}

}
