package dev.rapport.tenancy;

import java.util.UUID;

/**
 * A tenant: one customer organisation of ours, whose data nobody else sees.
 *
 * @param value the UUID inside
 */
public record TenantId(UUID value) {

	@Override
	public String toString() {
		return this.value.toString();
	}

}
