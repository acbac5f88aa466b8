package dev.rapport;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.r2dbc.proxy.ProxyConnectionFactory;
import io.r2dbc.proxy.callback.ProxyConfig;
import io.r2dbc.proxy.core.QueryExecutionInfo;
import io.r2dbc.proxy.core.QueryInfo;
import io.r2dbc.spi.ConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;

import dev.rapport.tenancy.TenantId;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lists the statements that the application runs, those of the transactions' frames left
 * out.
 */
public class StatementLog implements BeanPostProcessor {

	private static final Queue<Noted> STATEMENTS = new ConcurrentLinkedQueue<>();

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		return (bean instanceof ConnectionFactory factory && name.equals("connectionFactory"))
				? ProxyConnectionFactory.builder(factory, rewriting()).onBeforeQuery(StatementLog::note).build() : bean;
	}

	private static ProxyConfig rewriting() {
		ProxyConfig config = new ProxyConfig();
		config.setBindParameterConverter(new Rewriting());
		return config;
	}

	/** Forgets what was run so far. */
	public static void clear() {
		STATEMENTS.clear();
	}

	/**
	 * What was run since, in order; a budget of an empty log would prove nothing, so that
	 * fails.
	 */
	public static List<String> statements() {
		assertThat(STATEMENTS).as("statements that were noted").isNotEmpty();
		return STATEMENTS.stream().map(Noted::sql).toList();
	}

	/**
	 * What was run for one tenant, in order; without what else goes on in the
	 * application, such as polls. Fails if nothing was run at all.
	 */
	public static List<String> statements(TenantId tenant) {
		assertThat(STATEMENTS).as("statements that were noted").isNotEmpty();
		return STATEMENTS.stream().filter((noted) -> noted.isFor(tenant)).map(Noted::sql).toList();
	}

	/** The same where nothing at all may have been run. */
	public static List<String> noted(TenantId tenant) {
		return STATEMENTS.stream().filter((noted) -> noted.isFor(tenant)).map(Noted::sql).toList();
	}

	private static void note(QueryExecutionInfo execution) {
		execution.getQueries().stream().map(Noted::of).filter(Noted::isWork).forEach(STATEMENTS::add);
	}

	/** A statement with what is bound first, which is the tenant where there is one. */
	private record Noted(String sql, @Nullable Object first) {

		static Noted of(QueryInfo query) {
			return new Noted(query.getQuery(),
					query.getBindingsList()
						.stream()
						.flatMap((bindings) -> bindings.getIndexBindings().stream())
						.filter((binding) -> binding.getKey().equals(0))
						.map((binding) -> binding.getBoundValue().getValue())
						.findFirst()
						.orElse(null));
		}

		boolean isWork() {
			return !this.sql.contains("set_config") && !this.sql.startsWith("select; ");
		}

		boolean isFor(TenantId tenant) {
			return tenant.value().equals(this.first);
		}

	}

}
