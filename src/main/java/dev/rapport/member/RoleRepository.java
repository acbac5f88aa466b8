package dev.rapport.member;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.FieldRule;
import dev.rapport.tenancy.RowRule;

@Repository
class RoleRepository {

	private static final String BY_KEYS = """
			select r.key, r.grants, r.fields from role r where r.tenant_id = $1 and r.key = any($2)
			""";

	private final TenantDatabase database;

	RoleRepository(TenantDatabase database) {
		this.database = database;
	}

	/** The built-in roles and those of the tenant that have these keys. */
	Mono<List<Role>> byKeys(List<String> keys) {
		List<Role> builtIn = keys.stream().map(BuiltInRoles.BY_KEY::get).filter(Objects::nonNull).toList();
		return (builtIn.size() == keys.size()) ? Mono.just(builtIn)
				: this.database.list(BY_KEYS, RoleRepository::read, (Object) Sql.texts(keys)).map((own) -> {
					List<Role> all = new ArrayList<>(builtIn);
					all.addAll(own);
					return all;
				});
	}

	private static Role read(Columns c) {
		return new Role(c.text(), grants(c.object()), fields(c.object()));
	}

	private static Map<String, Grant> grants(Map<String, @Nullable Object> json) {
		return json.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> grant(entry.getValue())));
	}

	private static Grant grant(@Nullable Object json) {
		Map<?, ?> rules = (Map<?, ?>) Objects.requireNonNull(json);
		return new Grant(RowRule.valueOf((String) Objects.requireNonNull(rules.get("read"))),
				RowRule.valueOf((String) Objects.requireNonNull(rules.get("write"))));
	}

	private static Map<String, FieldRule> fields(Map<String, @Nullable Object> json) {
		return json.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey,
					(entry) -> FieldRule.valueOf((String) Objects.requireNonNull(entry.getValue()))));
	}

}
