package dev.rapport.events;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.handler.TracingObservationHandler;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * The span in which an event was written, so that what comes of the event later can be
 * linked to it. The log keeps it as the {@code traceparent} of W3C Trace Context, and
 * only while tracing is on.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 * @param sampled whether the trace is recorded
 */
public record Trace(String traceId, String spanId, boolean sampled) {

	private static final Pattern TEXT = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-0([01])");

	/**
	 * The trace that work in this context belongs to, as text; null where there is none.
	 */
	static @Nullable String textOf(ContextView context) {
		Observation observation = context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
		TracingObservationHandler.TracingContext tracing = (observation != null)
				? observation.getContextView().get(TracingObservationHandler.TracingContext.class) : null;
		Span span = (tracing != null) ? tracing.getSpan() : null;
		return (span != null) ? of(span.context()).text() : null;
	}

	private static Trace of(TraceContext context) {
		return new Trace(context.traceId(), context.spanId(), Boolean.TRUE.equals(context.sampled()));
	}

	/** What the log has kept; null for nothing, and for what is no trace. */
	static @Nullable Trace parse(@Nullable String text) {
		Matcher matcher = TEXT.matcher((text != null) ? text : "");
		return matcher.matches() ? new Trace(matcher.group(1), matcher.group(2), matcher.group(3).equals("1")) : null;
	}

	private String text() {
		return "00-" + this.traceId + "-" + this.spanId + (this.sampled ? "-01" : "-00");
	}

}
