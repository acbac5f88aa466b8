package dev.rapport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What each role of the database may, exactly as {@code src/docs/database-grants.md} has
 * it: a grant more or less is a change that somebody reads. {@code -Dgrants.refresh=true}
 * writes the page anew.
 */
@RapportTest
@NullUnmarked
final class GrantsTests {

	private static final Path PAGE = Path.of("src", "docs", "database-grants.md");

	/** Partitions of the log come and go with the months; other tests have samples. */
	private static final String GRANTS = """
			with grants as (
			  select pg_get_userbyid(a.grantee) as role, c.relname || coalesce('.' || a.attname, '') as object,
			    lower(a.privilege_type) as privilege
			  from (
			    select c.oid, null as attname, g.grantee, g.privilege_type
			    from pg_class c, aclexplode(coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))) g
			    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and not c.relispartition
			      and g.grantee <> c.relowner
			    union all
			    select t.attrelid, t.attname, g.grantee, g.privilege_type
			    from pg_attribute t join pg_class c on c.oid = t.attrelid and c.relnamespace = 'public'::regnamespace,
			      aclexplode(t.attacl) g where not c.relispartition) a
			    join pg_class c on c.oid = a.oid
			  union all
			  select pg_get_userbyid(g.grantee), p.proname || '()', lower(g.privilege_type)
			  from pg_proc p, aclexplode(p.proacl) g
			  where p.pronamespace = 'public'::regnamespace and g.grantee not in (0, p.proowner)
			  union all
			  select pg_get_userbyid(g.grantee), 'schema ' || n.nspname, lower(g.privilege_type)
			  from pg_namespace n, aclexplode(n.nspacl) g
			  where n.nspname = 'public' and g.grantee not in (0, n.nspowner))
			select '| ' || case role when ? then 'service' else role end || ' | ' || object || ' | '
			  || string_agg(distinct privilege, ', ' order by privilege) || ' |'
			from grants where role <> 'flyway_schema_history' and object not like 'flyway%' and object not like '%sample%'
			group by role, object order by role <> ?, role, object
			""";

	private static final String POWERS = """
			select case rolname when ? then 'service' else rolname end || ': '
			  || coalesce(nullif(concat_ws(', ', case when rolsuper then 'superuser' end, case when rolbypassrls then 'bypasses row-level security' end,
			    case when rolcreaterole then 'creates roles' end, case when rolcreatedb then 'creates databases' end,
			    case when rolreplication then 'replicates' end, case when not rolcanlogin then 'can''t sign in' end), ''), 'no powers')
			from pg_roles where rolname in (?, 'rapport_definer') order by rolname <> ?
			""";

	@Autowired
	Tenants tenants;

	@Value("${spring.r2dbc.username}")
	String service;

	@Test
	void areExactlyThoseOnThePage() throws IOException {
		String page = page();
		if (Boolean.getBoolean("grants.refresh")) {
			Files.writeString(PAGE, page);
		}
		assertThat(PAGE).content().isEqualTo(page);
	}

	private String page() {
		List<String> grants = this.tenants.owner().queryForList(GRANTS, String.class, this.service, this.service);
		List<String> powers = this.tenants.owner()
			.queryForList(POWERS, String.class, this.service, this.service, this.service);
		return """
				# What the roles of the database may

				Written by `GrantsTests`. The service signs in as `service`; functions that look across tenants belong to
				`rapport_definer`, which nobody can sign in as. Both see rows only as policies let them.

				%s

				| role | object | privileges |
				|---|---|---|
				%s
				"""
			.formatted(powers.stream().map((power) -> "- " + power).collect(Collectors.joining("\n")),
					String.join("\n", grants));
	}

}
