package io.r2dbc.postgresql;

import java.util.Collection;

import io.r2dbc.postgresql.client.Client;
import io.r2dbc.postgresql.client.ExtendedQueryMessageFlow;
import io.r2dbc.postgresql.codec.Codecs;
import io.r2dbc.postgresql.message.Format;
import io.r2dbc.postgresql.message.backend.DataRow;
import io.r2dbc.postgresql.message.backend.ErrorResponse;
import io.r2dbc.postgresql.message.backend.RowDescription;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Row;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * What the driver shows only to its own package, and nothing more: the messages of a
 * connection, and what rows and failures are made of. Stands in the driver's package so
 * that an update which moves these things does not compile.
 */
@NullMarked
public final class DriverInterior {

	private final ConnectionResources resources;

	private DriverInterior(ConnectionResources resources) {
		this.resources = resources;
	}

	/** The inside of a connection; null if it is none of the driver's. */
	public static @Nullable DriverInterior of(Connection connection) {
		return (connection instanceof PostgresqlConnection own) ? new DriverInterior(own.getResources()) : null;
	}

	public Client client() {
		return this.resources.getClient();
	}

	public Codecs codecs() {
		return this.resources.getCodecs();
	}

	/** In which formats the connection is configured to ask for columns. */
	public Collection<Format> formats() {
		return ExtendedQueryMessageFlow.resultFormat(this.resources.getConfiguration().isForceBinary());
	}

	/** What the rows of a statement look like. */
	public Shape shape(RowDescription description) {
		return new Shape(description, PostgresqlRowMetadata.toRowMetadata(codecs(), description));
	}

	/** A row, which is good for as long as its data is not released. */
	public Row row(DataRow data, Shape shape) {
		return PostgresqlRow.toRow(this.resources, data, shape.metadata, shape.description);
	}

	/** What the driver throws for an answer of the server. */
	public static R2dbcException failure(ErrorResponse response, String sql) {
		return ExceptionFactory.createException(response, sql);
	}

	/** The columns of a statement; the same for all its rows. */
	public static final class Shape {

		private final RowDescription description;

		private final PostgresqlRowMetadata metadata;

		private final int[] binary;

		private Shape(RowDescription description, PostgresqlRowMetadata metadata) {
			this.description = description;
			this.metadata = metadata;
			this.binary = description.getFields()
				.stream()
				.mapToInt((field) -> (field.getFormat() == Format.FORMAT_BINARY) ? field.getDataType() : 0)
				.toArray();
		}

		/**
		 * The types of the columns that come as bytes; zero for others. Not to be
		 * changed.
		 */
		public int[] binary() {
			return this.binary;
		}

	}

}
