package dev.rapport;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.r2dbc.proxy.ProxyConnectionFactory;
import io.r2dbc.proxy.callback.ProxyConfig;
import io.r2dbc.proxy.core.QueryExecutionInfo;
import io.r2dbc.proxy.core.QueryInfo;
import io.r2dbc.spi.ConnectionFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lists the statements that the application runs, those of the transactions' frames left
 * out.
 */
public class StatementLog implements BeanPostProcessor {

	private static final List<String> STATEMENTS = new CopyOnWriteArrayList<>();

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
		return List.copyOf(STATEMENTS);
	}

	private static void note(QueryExecutionInfo execution) {
		execution.getQueries()
			.stream()
			.map(QueryInfo::getQuery)
			.filter((sql) -> !sql.contains("set_config") && !sql.startsWith("select; "))
			.forEach(STATEMENTS::add);
	}

}
