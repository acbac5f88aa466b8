package dev.rapport;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.test.tester.WebGraphQlTester;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.rapport.persistence.Ids;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Directory;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.TenantId;

/** Founds tenants with members, as the owner of the database. */
public class Tenants implements AutoCloseable {

	/** The rights of callers who stay are 2 s old at most in tests, and a little more. */
	public static final Duration RIGHTS = Duration.ofSeconds(3);

	private static final AtomicInteger COUNT = new AtomicInteger();

	private final JdbcTemplate owner;

	private final ApplicationContext context;

	@Autowired
	Tenants(Environment environment, ApplicationContext context) {
		this(new JdbcTemplate(new OwnersPool(environment)), context);
	}

	/** Founds them in another database. */
	public Tenants(JdbcTemplate owner, ApplicationContext context) {
		this.owner = owner;
		this.context = context;
	}

	@Override
	public void close() {
		if (this.owner.getDataSource() instanceof HikariDataSource pool) {
			pool.close();
		}
	}

	/** A new tenant with two members, {@code ann} and {@code bo}. */
	public Tenant found() {
		String key = "t" + COUNT.incrementAndGet() + "-" + Long.toString(System.nanoTime(), 36);
		TenantId id = new TenantId(UUID.randomUUID());
		this.owner.queryForList("select found_tenant(?, ?, ?, ?)", id.value(), key, key, "urn:rapport:development");
		return new Tenant(this, key, id, member(id, "ann", "Ann Able"), member(id, "bo", "Bo 博"));
	}

	private UUID member(TenantId tenant, String subject, String name) {
		UUID id = UUID.randomUUID();
		this.owner.update(
				"""
						insert into member (tenant_id, id, version, name, email, locale, subject, roles, active, created_at, created_by,
						  updated_at, updated_by) values (?, ?, 1, ?, ?, 'en', ?, '{ADMIN}', true, now(), ?, now(), ?)
						""",
				tenant.value(), id, name, subject + "@" + tenant.value() + ".example", subject, id, id);
		return id;
	}

	/** The database as its owner sees it, for what no tenant may see. */
	public JdbcTemplate owner() {
		return this.owner;
	}

	/**
	 * A tenant of one test.
	 *
	 * @param key its name in tokens
	 * @param ann the UUID of its first member
	 * @param bo the UUID of its second member
	 */
	public record Tenant(Tenants tenants, String key, TenantId id, UUID ann, UUID bo) {

		/** The first member as a caller. */
		public Actor actor() {
			return new Actor(this.id, Actor.Kind.USER, this.ann, "test", "test-" + Ids.next(), Rights.UNLIMITED);
		}

		/** A new team. */
		public UUID team(String name, @Nullable UUID parent) {
			UUID id = UUID.randomUUID();
			this.tenants.owner.update(
					"""
							insert into team (tenant_id, id, version, name, parent_id, created_at, created_by, updated_at, updated_by)
							values (?, ?, 1, ?, ?, now(), ?, now(), ?)
							""",
					this.id.value(), id, name, parent, this.ann, this.ann);
			return id;
		}

		/** A new member of a team, with roles. */
		public UUID hire(String name, @Nullable UUID team, String... roles) {
			UUID member = this.tenants.member(this.id, name, name);
			this.tenants.owner.update("update member set team_id = ?, roles = ? where tenant_id = ? and id = ?", team,
					roles, this.id.value(), member);
			return member;
		}

		/** A member as a caller, with the rights that its roles give it now. */
		public Actor actor(UUID member) {
			Actor actor = new Actor(this.id, Actor.Kind.USER, member, "test", "test-" + Ids.next(), Rights.NONE);
			return Objects.requireNonNull(
					this.tenants.context.getBean(Directory.class).current(actor).block(Duration.ofSeconds(10)));
		}

		/** Asks as the first member, without a network between. */
		public WebGraphQlTester graphQl() {
			return graphQl(actor());
		}

		public WebGraphQlTester graphQl(Actor actor) {
			return WebGraphQlTester.create(new CallerHandler(handler(), actor));
		}

		/** Asks as the first member, in a language. */
		public WebGraphQlTester graphQl(Locale locale) {
			return graphQl(actor(), locale);
		}

		public WebGraphQlTester graphQl(Actor actor, Locale locale) {
			return WebGraphQlTester.create(new InLanguage(new CallerHandler(handler(), actor), locale));
		}

		private WebGraphQlHandler handler() {
			return this.tenants.context.getBean(WebGraphQlHandler.class);
		}

	}

}
