package dev.rapport.watch;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.handler.TracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import org.jspecify.annotations.Nullable;

import dev.rapport.events.Trace;

/**
 * Links the span of what comes of an event, as an attempt to deliver it, to the span that
 * wrote the event. A link, not a parent: attempts may go on for days after the write's
 * trace has ended.
 */
final class WriteLinks implements ObservationFilter {

	@Override
	public Observation.Context map(Observation.Context context) {
		Trace cause = context.get(Trace.class);
		Span span = span(context.get(TracingObservationHandler.TracingContext.class));
		if (cause != null && span != null) {
			OtelSpan.toOtel(span).addLink(remote(cause));
		}
		return context;
	}

	private static @Nullable Span span(TracingObservationHandler.@Nullable TracingContext tracing) {
		return (tracing != null) ? tracing.getSpan() : null;
	}

	private static SpanContext remote(Trace cause) {
		return SpanContext.createFromRemoteParent(cause.traceId(), cause.spanId(),
				cause.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(), TraceState.getDefault());
	}

}
