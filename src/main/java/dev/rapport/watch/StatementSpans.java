package dev.rapport.watch;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.r2dbc.proxy.core.QueryExecutionInfo;
import io.r2dbc.proxy.observation.ObservationProxyExecutionListener;
import io.r2dbc.proxy.observation.QueryContext;
import io.r2dbc.proxy.observation.QueryObservationConvention;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;

/**
 * A span for each statement with its text, which is ours and holds no values. What a
 * failed statement says may quote values, so the span has its SQLSTATE and no more.
 */
final class StatementSpans extends ObservationProxyExecutionListener {

	StatementSpans(ObservationRegistry observations, ConnectionFactory database) {
		super(observations, database, (String) null);
		setIncludeParameterValues(false);
		setQueryObservationConvention(new Statements());
	}

	@Override
	public void afterQuery(QueryExecutionInfo execution) {
		Observation observation = execution.getValueStore().get(Observation.class, Observation.class);
		if (observation == null) {
			return;
		}
		if (execution.getThrowable() instanceof R2dbcException failure) {
			observation.highCardinalityKeyValue("db.response.status_code", String.valueOf(failure.getSqlState()));
		}
		observation.stop();
	}

	private static final class Statements implements QueryObservationConvention {

		@Override
		public KeyValues getLowCardinalityKeyValues(QueryContext context) {
			return KeyValues.of("db.system.name", "postgresql");
		}

		@Override
		public KeyValues getHighCardinalityKeyValues(QueryContext context) {
			return KeyValues.of("db.query.text", String.join("; ", context.getQueries()));
		}

	}

}
