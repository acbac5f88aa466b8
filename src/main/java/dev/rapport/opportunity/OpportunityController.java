package dev.rapport.opportunity;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.dataloader.DataLoader;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.events.Change;
import dev.rapport.events.Changes;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.PageRequest;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.Paging;
import dev.rapport.pipeline.PipelineId;

/**
 * Queries, mutations and subscriptions of opportunities; their fields are in
 * {@link OpportunityFields}.
 */
@Controller
class OpportunityController {

	private static final String TYPE = "Opportunity";

	private final Opportunities opportunities;

	private final Boards boards;

	private final Paging paging;

	private final Changes changes;

	OpportunityController(Opportunities opportunities, Boards boards, Paging paging, Changes changes) {
		this.opportunities = opportunities;
		this.boards = boards;
		this.paging = paging;
		this.changes = changes;
	}

	@QueryMapping
	CompletableFuture<Opportunity> opportunity(Input arguments, DataLoader<UUID, Opportunity> opportunities) {
		return opportunities.load(NodeId.decode(OpportunityId.PREFIX, arguments.text("id")));
	}

	@QueryMapping
	Mono<Connection<Opportunity>> opportunities(Input arguments) {
		return this.paging.page(OpportunityRepository.LISTING, PageRequest.of(arguments),
				OpportunityFilters.listed(arguments), OpportunityFilters.order(arguments));
	}

	@QueryMapping
	Mono<Board> pipelineBoard(Input arguments) {
		return this.boards.draw(arguments);
	}

	@MutationMapping
	Mono<OpportunityPayload> createOpportunity(Input arguments) {
		return OpportunityPayload.of(this.opportunities.open(arguments.child("input")));
	}

	@MutationMapping
	Mono<OpportunityPayload> updateOpportunity(Input arguments) {
		return OpportunityPayload.of(this.opportunities.update(arguments.child("input")));
	}

	@MutationMapping
	Mono<OpportunityPayload> moveOpportunity(Input arguments) {
		return OpportunityPayload.of(this.opportunities.move(arguments.child("input")));
	}

	@MutationMapping
	Mono<OpportunityPayload.Many> moveOpportunities(Input arguments) {
		return Mono.fromSupplier(() -> Checks.items(arguments.child("input").children("items"), "input.items"))
			.flatMapMany(this.opportunities::moveAll)
			.collectList()
			.map((results) -> new OpportunityPayload.Many(results, List.of()))
			.onErrorResume(Problem.User.class,
					(problem) -> Mono.just(new OpportunityPayload.Many(List.of(), List.of(problem))));
	}

	@MutationMapping
	Mono<OpportunityPayload> winOpportunity(Input arguments) {
		return OpportunityPayload.of(this.opportunities.win(arguments.child("input")));
	}

	@MutationMapping
	Mono<OpportunityPayload> loseOpportunity(Input arguments) {
		return OpportunityPayload.of(this.opportunities.lose(arguments.child("input")));
	}

	@MutationMapping
	Mono<OpportunityPayload> reopenOpportunity(Input arguments) {
		return OpportunityPayload.of(this.opportunities.reopen(arguments.child("input")));
	}

	@MutationMapping
	Mono<OpportunityPayload> archiveOpportunity(Input arguments) {
		return OpportunityPayload.of(this.opportunities.archive(arguments.child("input")));
	}

	@MutationMapping
	Mono<OpportunityPayload> restoreOpportunity(Input arguments) {
		return OpportunityPayload.of(this.opportunities.restore(arguments.child("input")));
	}

	@SubscriptionMapping
	Flux<Change> opportunityChanged(Input arguments) {
		return this.changes.of(TYPE, arguments, OpportunityFilters.listed(arguments));
	}

	@SubscriptionMapping
	Flux<Change> pipelineChanged(Input arguments) {
		UUID pipeline = NodeId.decode(PipelineId.PREFIX, arguments.text("pipelineId"));
		Condition condition = Condition.equal("pipelineId", "o.pipeline_id", pipeline)
			.and(OpportunityFilters.listed(arguments));
		return this.changes.of(TYPE, arguments, condition);
	}

}
