package dev.rapport.webhook;

import java.util.List;

import dev.rapport.tenancy.Actor;

/**
 * For whom and how something is sent.
 *
 * @param owner with the rights that it has now
 * @param secrets that sign, the newest first
 */
record Assignment(WebhookSubscription subscription, Actor owner, List<WebhookSecret> secrets) {
}
