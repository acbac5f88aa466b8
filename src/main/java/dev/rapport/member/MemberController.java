package dev.rapport.member;

import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

import dev.rapport.tenancy.Actors;

@Controller
class MemberController {

	private final MemberRepository members;

	MemberController(MemberRepository members) {
		this.members = members;
	}

	@QueryMapping
	Mono<Member> viewer() {
		return Actors.current()
			.map((actor) -> actor.member())
			.flatMap((id) -> this.members.byIds(java.util.List.of(id)).mapNotNull((byId) -> byId.get(id)));
	}

}
