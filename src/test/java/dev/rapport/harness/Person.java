package dev.rapport.harness;

import java.util.UUID;

/**
 * Somebody in a tenant.
 *
 * @param team the name of the team; empty for none
 * @param role the key of the one role
 */
record Person(String name, UUID member, String team, String role) {
}
