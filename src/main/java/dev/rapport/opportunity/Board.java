package dev.rapport.opportunity;

import java.util.List;

import dev.rapport.events.EventCursor;
import dev.rapport.kernel.Money;
import dev.rapport.persistence.Connection;
import dev.rapport.pipeline.Pipeline;
import dev.rapport.pipeline.Stage;

/**
 * A pipeline at one moment: all parts were read from the same state, and the cursor is
 * that state's place in the event log.
 */
record Board(Pipeline pipeline, List<Column> columns, EventCursor eventCursor) {

	/**
	 * The opportunities in one stage.
	 *
	 * @param amounts the sums per currency, sorted by currency
	 * @param weightedAmounts the sums of the weighted amounts, likewise
	 * @param opportunities the first page
	 */
	record Column(Stage stage, int count, List<Money> amounts, List<Money> weightedAmounts,
			Connection<Opportunity> opportunities) {
	}

}
