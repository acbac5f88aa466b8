package dev.rapport.harness;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Reads along what the service logs and keeps what must not stand there: canaries, bearer
 * tokens and API keys, and faults, as no attack may cause any. With
 * {@code -Dharness.debug=true} everything logs all it can, but for those that
 * {@code application.yaml} keeps from it; only this reads it then.
 */
final class LogWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private static final int MOST = 20;

	private static final Pattern SECRETS = Pattern.compile("Bearer [\\w.~+/-]{8,}|\\brpk_\\w{8,}|\\beyJ[\\w-]{10,}\\.");

	private static final boolean DEBUG = Boolean.getBoolean("harness.debug");

	private static final ThresholdFilter LOUD = new ThresholdFilter();

	private final Logger ours = (Logger) LoggerFactory.getLogger("dev.rapport");

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final AtomicLong lines = new AtomicLong();

	private final Queue<String> found = new ConcurrentLinkedQueue<>();

	private final Marks marks;

	private LogWatch(Marks marks) {
		this.marks = marks;
	}

	/** Begins to read; the application must be running, as it sets up the log anew. */
	static LogWatch over(Marks marks) {
		LogWatch watch = new LogWatch(marks);
		watch.setContext(watch.root.getLoggerContext());
		watch.start();
		watch.root.addAppender(watch);
		if (DEBUG) {
			watch.root.setLevel(Level.DEBUG);
			watch.hush();
		}
		watch.ours.info("Somebody reads along");
		if (watch.lines() == 0) {
			throw new IllegalStateException("What is logged does not arrive");
		}
		return watch;
	}

	/** Nobody else writes what only this is to read. */
	private void hush() {
		LOUD.setLevel(Level.INFO.levelStr);
		LOUD.start();
		this.root.iteratorForAppenders().forEachRemaining((other) -> {
			if (other != this && !other.getCopyOfAttachedFiltersList().contains(LOUD)) {
				other.addFilter(LOUD);
			}
		});
	}

	@Override
	protected void append(ILoggingEvent event) {
		String text = event.getFormattedMessage() + '\n' + event.getMDCPropertyMap() + '\n'
				+ ((event.getThrowableProxy() == null) ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy()));
		this.lines.addAndGet(text.lines().count() - 1);
		Set<String> canaries = this.marks.in(text);
		Matcher secrets = SECRETS.matcher(text);
		boolean fault = event.getLevel().isGreaterOrEqual(Level.ERROR);
		if ((fault || !canaries.isEmpty() || secrets.find()) && this.found.size() < MOST) {
			this.found.add(event.getLoggerName() + " " + event.getLevel() + ": " + text);
		}
	}

	/** How many lines were read. */
	long lines() {
		return this.lines.get();
	}

	/** The entries that tell what they should not. */
	List<String> found() {
		return List.copyOf(this.found);
	}

	@Override
	public void close() {
		this.root.detachAppender(this);
		stop();
		if (DEBUG) {
			this.root.setLevel(Level.INFO);
		}
	}

}
