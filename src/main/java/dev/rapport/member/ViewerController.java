package dev.rapport.member;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.dataloader.DataLoader;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

import dev.rapport.tenancy.Actors;

@Controller
class ViewerController {

	@QueryMapping
	Mono<ViewerAccess> viewerAccess() {
		return Actors.current().map(ViewerAccess::of);
	}

	@SchemaMapping
	CompletableFuture<Member> member(ViewerAccess access, DataLoader<UUID, Member> members) {
		return members.load(access.member().value());
	}

}
