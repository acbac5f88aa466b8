package dev.rapport.persistence;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.postgresql.codec.PostgresqlObjectId;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A row of a {@link Trip} that reads what most columns hold from their bytes. For each
 * value of each row the driver looks for a codec, under a lock, and for each timestamp it
 * asks for the time of day; what is not plain is still its own.
 */
final class TripRow implements Row {

	private static final int UUID_TYPE = PostgresqlObjectId.UUID.getObjectId();

	private static final int TEXT = PostgresqlObjectId.TEXT.getObjectId();

	private static final int INTEGER = PostgresqlObjectId.INT4.getObjectId();

	private static final int NUMBER = PostgresqlObjectId.INT8.getObjectId();

	private static final int FLAG = PostgresqlObjectId.BOOL.getObjectId();

	private static final int INSTANT = PostgresqlObjectId.TIMESTAMPTZ.getObjectId();

	private static final int DATE = PostgresqlObjectId.DATE.getObjectId();

	private static final int JSON = PostgresqlObjectId.JSON.getObjectId();

	private static final int JSONB = PostgresqlObjectId.JSONB.getObjectId();

	/** The first second of 2000, from which the server counts. */
	private static final long EPOCH = 946_684_800L;

	private static final int EPOCH_DAY = 10_957;

	private static final long MICROSECONDS = 1_000_000L;

	/** From 1600 to 2400; ahead of that the driver counts by another calendar. */
	private static final long SECONDS = 400L * 365 * 86_400;

	private static final int DAYS = 400 * 365;

	private final Row row;

	private final @Nullable ByteBuf[] columns;

	private final int[] types;

	/**
	 * A row.
	 * @param row the same, as the driver reads it
	 * @param types those of the columns; zero for what is only the driver's to read
	 */
	TripRow(Row row, @Nullable ByteBuf[] columns, int[] types) {
		this.row = row;
		this.columns = columns;
		this.types = types;
	}

	@Override
	public <T> @Nullable T get(int index, Class<T> type) {
		ByteBuf column = (index >= 0 && index < this.columns.length) ? this.columns[index] : null;
		Object plain = (column == null) ? null : plain(column, this.types[index], type);
		return (plain == null) ? this.row.get(index, type) : type.cast(plain);
	}

	/** Null for what the driver has to read. */
	private static @Nullable Object plain(ByteBuf column, int held, Class<?> type) {
		int at = column.readerIndex();
		if (type == String.class) {
			return (held == TEXT) ? column.toString(StandardCharsets.UTF_8) : null;
		}
		if (type == UUID.class) {
			return (held == UUID_TYPE) ? new UUID(column.getLong(at), column.getLong(at + Long.BYTES)) : null;
		}
		if (type == Instant.class) {
			return (held == INSTANT) ? instant(column.getLong(at)) : null;
		}
		if (type == Integer.class) {
			return (held == INTEGER) ? column.getInt(at) : null;
		}
		if (type == Long.class) {
			return (held == NUMBER) ? column.getLong(at) : null;
		}
		if (type == Boolean.class) {
			return (held == FLAG) ? column.getBoolean(at) : null;
		}
		if (type == LocalDate.class) {
			return (held == DATE) ? date(column.getInt(at)) : null;
		}
		return (type == Json.class) ? json(column, held) : null;
	}

	private static @Nullable Instant instant(long microseconds) {
		long seconds = Math.floorDiv(microseconds, MICROSECONDS);
		return (Math.abs(seconds) < SECONDS)
				? Instant.ofEpochSecond(EPOCH + seconds, Math.floorMod(microseconds, MICROSECONDS) * 1_000L) : null;
	}

	private static @Nullable LocalDate date(int days) {
		return (Math.abs((long) days) < DAYS) ? LocalDate.ofEpochDay(EPOCH_DAY + (long) days) : null;
	}

	/** In one of them the text follows the version of the format. */
	private static @Nullable Json json(ByteBuf column, int held) {
		int version = (held == JSONB) ? 1 : 0;
		return (held == JSON || held == JSONB)
				? Json
					.of(ByteBufUtil.getBytes(column, column.readerIndex() + version, column.readableBytes() - version))
				: null;
	}

	/** Keys of lists are read like this, which end with an id. */
	@Override
	public @Nullable Object get(int index) {
		boolean id = index >= 0 && index < this.types.length && this.types[index] == UUID_TYPE;
		return id ? get(index, UUID.class) : this.row.get(index);
	}

	@Override
	public <T> @Nullable T get(String name, Class<T> type) {
		return this.row.get(name, type);
	}

	@Override
	public @Nullable Object get(String name) {
		return this.row.get(name);
	}

	@Override
	public RowMetadata getMetadata() {
		return this.row.getMetadata();
	}

}
