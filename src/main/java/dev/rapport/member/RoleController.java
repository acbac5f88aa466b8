package dev.rapport.member;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Input;
import dev.rapport.kernel.Stamp;

@Controller
class RoleController {

	private final Roles roles;

	RoleController(Roles roles) {
		this.roles = roles;
	}

	@QueryMapping
	Mono<List<Role>> roles(Input arguments) {
		return this.roles.all(arguments.flag("archived"));
	}

	@QueryMapping
	Mono<Role> role(Input arguments) {
		return this.roles.byKey(arguments.text("key"));
	}

	@MutationMapping
	Mono<RolePayload> createRole(Input arguments) {
		return RolePayload.of(this.roles.create(arguments.child("input")));
	}

	@MutationMapping
	Mono<RolePayload> updateRole(Input arguments) {
		return RolePayload.of(this.roles.update(arguments.child("input")));
	}

	@MutationMapping
	Mono<RolePayload> archiveRole(Input arguments) {
		return RolePayload.of(this.roles.archive(arguments.child("input")));
	}

	@MutationMapping
	Mono<RolePayload> restoreRole(Input arguments) {
		return RolePayload.of(this.roles.restore(arguments.child("input")));
	}

	@SchemaMapping
	List<RecordAccess> grants(Role role) {
		return RecordAccess.of(role);
	}

	@SchemaMapping
	List<FieldAccess> fields(Role role) {
		return FieldAccess.of(role.fields());
	}

	@SchemaMapping
	@Nullable Instant createdAt(Role role) {
		Stamp stamp = role.stamp();
		return (stamp == null) ? null : stamp.createdAt();
	}

	@SchemaMapping
	@Nullable CompletableFuture<Member> createdBy(Role role, DataLoader<UUID, Member> members) {
		Stamp stamp = role.stamp();
		return (stamp == null) ? null : members.load(stamp.createdBy());
	}

	@SchemaMapping
	@Nullable Instant updatedAt(Role role) {
		Stamp stamp = role.stamp();
		return (stamp == null) ? null : stamp.updatedAt();
	}

	@SchemaMapping
	@Nullable CompletableFuture<Member> updatedBy(Role role, DataLoader<UUID, Member> members) {
		Stamp stamp = role.stamp();
		return (stamp == null) ? null : members.load(stamp.updatedBy());
	}

}
