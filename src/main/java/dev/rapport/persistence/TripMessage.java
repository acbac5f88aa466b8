package dev.rapport.persistence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import io.r2dbc.postgresql.client.Binding;
import io.r2dbc.postgresql.client.EncodedParameter;
import io.r2dbc.postgresql.message.Format;
import io.r2dbc.postgresql.message.frontend.Bind;
import io.r2dbc.postgresql.message.frontend.Close;
import io.r2dbc.postgresql.message.frontend.Describe;
import io.r2dbc.postgresql.message.frontend.Execute;
import io.r2dbc.postgresql.message.frontend.ExecutionType;
import io.r2dbc.postgresql.message.frontend.FrontendMessage;
import io.r2dbc.postgresql.message.frontend.Parse;
import io.r2dbc.postgresql.message.frontend.Sync;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.PreparedStatements.Prepared;

/**
 * All that a {@link Trip} sends, in one piece. It is written before it is handed to the
 * driver, so that a parameter which can't be encoded fails the statement and not the
 * connection.
 */
final class TripMessage implements FrontendMessage {

	private static final String PORTAL = Bind.UNNAMED_PORTAL;

	private static final Execute EXECUTE = new Execute(PORTAL, Execute.NO_LIMIT);

	private static final Describe DESCRIBE = new Describe(PORTAL, ExecutionType.PORTAL);

	/** Until it is sent. */
	private final AtomicReference<@Nullable ByteBuf> content;

	private TripMessage(ByteBuf content) {
		this.content = new AtomicReference<>(content);
	}

	/** Writes what is to be sent; it must be sent or dropped. */
	static TripMessage of(TripConnection connection, List<Leg> legs, List<Prepared> statements) {
		ByteBuf out = connection.interior().client().getByteBufAllocator().ioBuffer();
		try {
			connection.prepared().superfluous().forEach((name) -> new Close(name, ExecutionType.STATEMENT).encode(out));
			for (int i = 0; i < legs.size(); i++) {
				Prepared statement = statements.get(i);
				parse(statement, out);
				bind(legs.get(i), statement, connection.interior().formats(), out);
				if (i == legs.size() - 1 && !statement.isDescribed()) {
					DESCRIBE.encode(out);
				}
				EXECUTE.encode(out);
			}
			Sync.INSTANCE.encode(out);
			return new TripMessage(out);
		}
		catch (RuntimeException ex) {
			out.release();
			throw ex;
		}
	}

	/** The driver asks for it when it sends it, once. */
	@Override
	public Publisher<ByteBuf> encode(ByteBufAllocator allocator) {
		return Mono.justOrEmpty(this.content.getAndSet(null));
	}

	/** Lets go of it if it was not sent. */
	void drop() {
		ReferenceCountUtil.release(this.content.getAndSet(null));
	}

	/** The driver can write this message at the beginning of a buffer only. */
	private static void parse(Prepared statement, ByteBuf out) {
		if (!statement.isParsed()) {
			ByteBuf parse = out.alloc().buffer();
			try {
				new Parse(statement.name(), statement.types(), statement.sql()).encode(parse);
				out.writeBytes(parse);
			}
			finally {
				parse.release();
			}
		}
	}

	private static void bind(Leg leg, Prepared statement, Collection<Format> formats, ByteBuf out) {
		new Bind(PORTAL, leg.parameters().getParameterFormats(), values(leg.parameters()), formats, statement.name())
			.encode(out);
	}

	private static List<ByteBuf> values(Binding parameters) {
		List<ByteBuf> values = new ArrayList<>(parameters.size());
		try {
			for (Publisher<? extends ByteBuf> value : parameters.getParameterValues()) {
				values.add(value(value));
			}
			return values;
		}
		catch (RuntimeException ex) {
			values.forEach(ReferenceCountUtil::release);
			throw ex;
		}
	}

	/** All codecs but those of large objects, which nobody uses, answer at once. */
	private static ByteBuf value(Publisher<? extends ByteBuf> value) {
		if (value == EncodedParameter.NULL_VALUE) {
			return Bind.NULL_VALUE;
		}
		try {
			return (value instanceof Callable<?> now) ? (ByteBuf) Objects.requireNonNull(now.call())
					: Mono.from(value).toFuture().resultNow();
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
