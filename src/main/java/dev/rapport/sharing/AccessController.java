package dev.rapport.sharing;

import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Input;

@Controller
class AccessController {

	private final Explanations explanations;

	private final Transfers transfers;

	AccessController(Explanations explanations, Transfers transfers) {
		this.explanations = explanations;
		this.transfers = transfers;
	}

	@QueryMapping
	Mono<AccessExplanation> explainAccess(Input arguments) {
		return this.explanations.explain(arguments);
	}

	@MutationMapping
	Mono<TransferPayload> transferOwnership(Input arguments) {
		return TransferPayload.of(this.transfers.transfer(arguments.child("input")));
	}

}
