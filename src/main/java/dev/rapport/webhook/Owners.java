package dev.rapport.webhook;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.rapport.events.CurrentRights;
import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;

/**
 * For whom events are read and sent: the owner of a subscription, with its rights now.
 */
@Component
class Owners {

	private static final String CLIENT = "webhooks";

	private final CurrentRights rights;

	private final SecretVault vault;

	private final SentFields fields;

	Owners(CurrentRights rights, SecretVault vault, SentFields fields) {
		this.rights = rights;
		this.vault = vault;
		this.fields = fields;
	}

	/**
	 * The owner, with the rights that it has now, at most some seconds old, and the
	 * secrets.
	 * @throws Unsendable if the owner may no longer sign in or filter as it does, or a
	 * secret can't be read
	 */
	Mono<Assignment> of(Work work) {
		WebhookSubscription subscription = work.subscription();
		return owner(work)
			.onErrorMap(
					(failure) -> failure instanceof Problem.Refused refused
							&& refused.code() == ApiCode.UNAUTHENTICATED,
					(refused) -> new Unsendable(WebhookReason.OWNER_INACTIVE))
			.delayUntil((owner) -> filters(subscription.wanted(), owner))
			.zipWith(secrets(work), (owner, secrets) -> new Assignment(subscription, owner, secrets));
	}

	/** Nobody learns by filtering what it may not read. */
	private Mono<Void> filters(Wanted wanted, Actor owner) {
		return Flux.fromIterable(wanted.filter().entrySet())
			.concatMap((filter) -> this.fields.mayFilter(owner, WantedFilters.recordType(filter.getKey()),
					Objects.requireNonNull(filter.getValue())), 1)
			.filter((may) -> !may)
			.next()
			.flatMap((refused) -> Mono.error(() -> new Unsendable(WebhookReason.FILTER_FORBIDDEN)));
	}

	private Mono<Actor> owner(Work work) {
		List<String> limit = work.subscription().limit();
		Rights before = (limit == null) ? Rights.NONE : Rights.NONE.narrowedTo(Set.copyOf(limit));
		Actor owner = new Actor(work.cursor().tenant(), Actor.Kind.USER, work.subscription().owner().value(), CLIENT,
				CLIENT, before);
		return this.rights.of(owner).map(owner::with);
	}

	/** Ciphers may have to be loaded, which blocks. */
	private Mono<List<WebhookSecret>> secrets(Work work) {
		return Mono
			.fromSupplier(() -> work.sealed()
				.stream()
				.map((sealed) -> this.vault.open(sealed, work.subscription().id()))
				.flatMap(Optional::stream)
				.toList())
			.subscribeOn(Schedulers.boundedElastic())
			.filter((secrets) -> secrets.size() == work.sealed().size())
			.switchIfEmpty(Mono.error(() -> new Unsendable(WebhookReason.SECRET_UNREADABLE)));
	}

}
