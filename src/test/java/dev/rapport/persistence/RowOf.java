package dev.rapport.persistence;

import io.r2dbc.spi.Readable;
import org.jspecify.annotations.Nullable;

/**
 * A row that has been decoded: what is left when the driver's work is taken away.
 *
 * @param values by the index of their columns
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RowOf(@Nullable Object... values) implements Readable {

	/** The row as repositories read it. */
	public Columns columns() {
		return new Columns(this);
	}

	@Override
	public <T> @Nullable T get(int index, Class<T> type) {
		return type.cast(this.values[index]);
	}

	@Override
	public <T> T get(String name, Class<T> type) {
		throw new UnsupportedOperationException("rows are read by index");
	}

}
