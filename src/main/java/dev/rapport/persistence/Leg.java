package dev.rapport.persistence;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.r2dbc.postgresql.client.Binding;
import io.r2dbc.postgresql.client.EncodedParameter;
import io.r2dbc.postgresql.message.Format;
import reactor.core.publisher.Mono;

/**
 * One statement of a {@link Trip}.
 *
 * @param parameters of the statement, which are written once
 * @param rows how many rows it must read or change; {@link #ANY} if that is left open
 */
record Leg(String sql, Binding parameters, long rows) {

	/** That many rows, whatever it is. */
	static final long ANY = -1;

	private static final int TEXT = 25;

	static Leg of(String sql, List<EncodedParameter> parameters, long rows) {
		Binding binding = new Binding(parameters.size());
		for (int i = 0; i < parameters.size(); i++) {
			binding.add(i, parameters.get(i));
		}
		return new Leg(sql, binding, rows);
	}

	/** A statement of the frame, with a text of ASCII as its only parameter. */
	static Leg framing(String sql, String parameter) {
		Mono<ByteBuf> text = Mono.fromSupplier(() -> ByteBufUtil.writeAscii(ByteBufAllocator.DEFAULT, parameter));
		return of(sql, List.of(new EncodedParameter(Format.FORMAT_TEXT, TEXT, text)), ANY);
	}

	/** A statement of the frame without parameters. */
	static Leg framing(String sql) {
		return new Leg(sql, Binding.EMPTY, ANY);
	}

	/**
	 * Fails if a statement read or changed another number of rows than it must.
	 * @throws IllegalStateException with both numbers
	 */
	static void check(String sql, long wanted, long rows) {
		if (wanted != ANY && wanted != rows) {
			throw new IllegalStateException(rows + " rows instead of " + wanted + ": " + sql);
		}
	}

}
