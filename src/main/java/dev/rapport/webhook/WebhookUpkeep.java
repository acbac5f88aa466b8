package dev.rapport.webhook;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.Chore;
import dev.rapport.persistence.TenantDatabase;

/** Forgets what was sent long ago. */
@Component
class WebhookUpkeep implements Chore {

	private final TenantDatabase database;

	private final WebhookSettings settings;

	WebhookUpkeep(TenantDatabase database, WebhookSettings settings) {
		this.database = database;
		this.settings = settings;
	}

	@Override
	public String name() {
		return "retention of webhook deliveries";
	}

	@Override
	public Mono<Void> perform() {
		return this.database.call("call forget_webhook_deliveries($1, $2)", this.settings.keepDays(),
				this.settings.keepDeadDays());
	}

}
