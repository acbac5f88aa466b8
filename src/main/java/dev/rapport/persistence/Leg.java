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
 */
record Leg(String sql, Binding parameters) {

	/** Ends a transaction; only as the last one of its trip. */
	static final Leg COMMIT = framing("commit");

	private static final int TEXT = 25;

	static Leg of(String sql, List<EncodedParameter> parameters) {
		Binding binding = new Binding(parameters.size());
		for (int i = 0; i < parameters.size(); i++) {
			binding.add(i, parameters.get(i));
		}
		return new Leg(sql, binding);
	}

	/** A statement of the frame, with a text of ASCII as its only parameter. */
	static Leg framing(String sql, String parameter) {
		Mono<ByteBuf> text = Mono.fromSupplier(() -> ByteBufUtil.writeAscii(ByteBufAllocator.DEFAULT, parameter));
		return of(sql, List.of(new EncodedParameter(Format.FORMAT_TEXT, TEXT, text)));
	}

	/** A statement of the frame without parameters. */
	static Leg framing(String sql) {
		return new Leg(sql, Binding.EMPTY);
	}

}
