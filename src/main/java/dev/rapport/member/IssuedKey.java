package dev.rapport.member;

import dev.rapport.tenancy.ApiKeyText;

/**
 * A key at the one moment when it is handed over.
 *
 * @param text the key itself, which is kept nowhere
 */
record IssuedKey(ApiKey key, ApiKeyText text) {
}
