package dev.rapport.opportunity;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Problem;
import dev.rapport.member.Member;
import dev.rapport.member.MemberId;
import dev.rapport.opportunity.ForecastRepository.Entry;
import dev.rapport.opportunity.ForecastRepository.Question;
import dev.rapport.persistence.ForeignKey;
import dev.rapport.pipeline.Pipeline;
import dev.rapport.pipeline.PipelineId;

/** The forecast and its entries. */
@Controller
class ForecastController {

	private final ForecastRepository forecasts;

	ForecastController(ForecastRepository forecasts) {
		this.forecasts = forecasts;
	}

	@QueryMapping
	Mono<List<Entry>> forecast(Input arguments) {
		return Mono.fromSupplier(() -> question(arguments)).flatMap(this.forecasts::of);
	}

	@SchemaMapping(typeName = "ForecastEntry")
	@ForeignKey
	@Nullable CompletableFuture<Member> owner(Entry entry, DataLoader<UUID, Member> members) {
		MemberId owner = entry.owner();
		return (owner == null) ? null : members.load(owner.value());
	}

	@SchemaMapping(typeName = "ForecastEntry")
	@ForeignKey
	@Nullable CompletableFuture<Pipeline> pipeline(Entry entry, DataLoader<UUID, Pipeline> pipelines) {
		PipelineId pipeline = entry.pipeline();
		return (pipeline == null) ? null : pipelines.load(pipeline.value());
	}

	private static Question question(Input arguments) {
		LocalDate from = arguments.date("from").withDayOfMonth(1);
		LocalDate to = arguments.date("to");
		if (to.isBefore(from)) {
			throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "forecast.period");
		}
		return new Question(from, to, by(arguments), id(arguments, "pipelineId", PipelineId.PREFIX),
				id(arguments, "ownerId", MemberId.PREFIX));
	}

	private static Set<ForecastDimension> by(Input arguments) {
		Set<ForecastDimension> by = EnumSet.noneOf(ForecastDimension.class);
		by.addAll(arguments.constants("by", ForecastDimension.class));
		return by;
	}

	private static @Nullable UUID id(Input arguments, String name, String prefix) {
		String id = arguments.textOrNull(name);
		return (id == null) ? null : NodeId.decode(prefix, id);
	}

}
