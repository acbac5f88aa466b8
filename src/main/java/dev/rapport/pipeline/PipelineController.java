package dev.rapport.pipeline;

import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import graphql.schema.DataFetchingEnvironment;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.PageRequest;
import dev.rapport.member.Member;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.Filters;
import dev.rapport.persistence.Ordering;
import dev.rapport.persistence.Ordering.Sort;
import dev.rapport.persistence.Paging;

@Controller
class PipelineController {

	private static final Filters FILTERS = new Filters("p.id", "search_pipeline").id("id", "p.id", PipelineId.PREFIX)
		.text("name", "p.name_normal")
		.instant("createdAt", "p.created_at");

	private static final Sort CREATED_AT = new Sort("p.created_at", "timestamptz", false);

	private static final Map<String, Sort> SORTS = Map.of("NAME", new Sort("p.name_normal", "text", false),
			"CREATED_AT", CREATED_AT);

	private static final Ordering OLDEST_FIRST = Ordering.by(CREATED_AT, false, "p.id");

	private final Pipelines pipelines;

	private final Paging paging;

	private final MessageSource messages;

	PipelineController(Pipelines pipelines, Paging paging, MessageSource messages) {
		this.pipelines = pipelines;
		this.paging = paging;
		this.messages = messages;
	}

	@QueryMapping
	CompletableFuture<Pipeline> pipeline(Input arguments, DataLoader<UUID, Pipeline> pipelines) {
		return pipelines.load(NodeId.decode(PipelineId.PREFIX, arguments.text("id")));
	}

	@QueryMapping
	Mono<Connection<Pipeline>> pipelines(Input arguments) {
		Condition condition = FILTERS.parse(arguments.childOrNull("filter"))
			.and(Condition.isNull("archivedAt", "p.archived_at", !arguments.flag("archived")));
		return this.paging.page(PipelineRepository.LISTING, PageRequest.of(arguments), condition,
				Ordering.parse(SORTS, arguments.children("orderBy"), OLDEST_FIRST, "p.id"));
	}

	@MutationMapping
	Mono<PipelinePayload> createPipeline(Input arguments) {
		return PipelinePayload.of(this.pipelines.create(arguments.child("input")));
	}

	@MutationMapping
	Mono<PipelinePayload> updatePipeline(Input arguments) {
		return PipelinePayload.of(this.pipelines.update(arguments.child("input")));
	}

	@MutationMapping
	Mono<PipelinePayload> archivePipeline(Input arguments) {
		return PipelinePayload.of(this.pipelines.archive(arguments.child("input")));
	}

	@SchemaMapping
	CompletableFuture<Member> createdBy(Pipeline pipeline, DataLoader<UUID, Member> members) {
		return members.load(pipeline.stamp().createdBy());
	}

	@SchemaMapping
	CompletableFuture<Pipeline> pipeline(Stage stage, DataLoader<UUID, Pipeline> pipelines) {
		return pipelines.load(stage.pipeline().value());
	}

	/**
	 * The usual stages have names in both languages; a stage of the tenant's own has the
	 * one it was given.
	 */
	@SchemaMapping
	String label(Stage stage, Input arguments, DataFetchingEnvironment environment) {
		String tag = arguments.textOrNull("locale");
		Locale locale = (tag == null) ? environment.getLocale() : Locale.forLanguageTag(tag);
		@Nullable String label = locale.getLanguage().equals("zh")
				? this.messages.getMessage("label.Stage." + stage.key(), null, null, Locale.CHINESE) : null;
		return (label != null) ? label : stage.name();
	}

}
