package dev.rapport.faults;

import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;

/** What the clients of one tenant did and saw, each in its own order. */
final class History {

	private final Queue<String> streams = new ConcurrentLinkedQueue<>();

	private volatile boolean hooked;

	private final Queue<Write> writes = new ConcurrentLinkedQueue<>();

	private final Queue<Read> reads = new ConcurrentLinkedQueue<>();

	private final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();

	private final Queue<Post> posts = new ConcurrentLinkedQueue<>();

	private final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();

	/**
	 * Notes a stream that follows everything from the beginning of the log to its end.
	 */
	void follows(String stream) {
		this.streams.add(stream);
	}

	/** Notes that a webhook asked for everything from the beginning of the log. */
	void hooks() {
		this.hooked = true;
	}

	boolean hooked() {
		return this.hooked;
	}

	List<String> streams() {
		return List.copyOf(this.streams);
	}

	void add(Write write) {
		this.writes.add(write);
	}

	void add(Read read) {
		this.reads.add(read);
	}

	void add(Delivery delivery) {
		this.deliveries.add(delivery);
	}

	void add(Post post) {
		this.posts.add(post);
	}

	void add(Refusal refusal) {
		this.refusals.add(refusal);
	}

	List<Write> writes() {
		return List.copyOf(this.writes);
	}

	List<Read> reads() {
		return List.copyOf(this.reads);
	}

	List<Delivery> deliveries() {
		return List.copyOf(this.deliveries);
	}

	List<Post> posts() {
		return List.copyOf(this.posts);
	}

	List<Refusal> refusals() {
		return List.copyOf(this.refusals);
	}

	long acknowledged() {
		return this.writes.stream().filter((write) -> write.outcome() == Outcome.ACKNOWLEDGED).count();
	}

	/** How many writes nobody knows the end of. */
	long open() {
		return this.writes.stream().filter((write) -> write.outcome() == Outcome.UNKNOWN).count();
	}

	/** What a client knows of a write when it is over. */
	enum Outcome {

		/** It was answered without errors. */
		ACKNOWLEDGED,

		/** It was answered that it had no effect. */
		REFUSED,

		/** The connection broke, or the answer leaves it open. */
		UNKNOWN

	}

	/**
	 * One write under one idempotency key, however often it was sent.
	 *
	 * @param mark what it adds, unlike that of any other write
	 * @param answers what the good answers told, one or more if it was repeated
	 */
	record Write(String key, String mark, Outcome outcome, List<Effect> answers) {
	}

	/** The record and the version that a write was said to have made. */
	record Effect(UUID aggregate, int version) {
	}

	/**
	 * What one query told of a record.
	 *
	 * @param marks those that the record had, in their order
	 * @param begun nanoseconds of this process's clock
	 * @param ended nanoseconds of this process's clock
	 */
	record Read(UUID aggregate, int version, List<String> marks, long begun, long ended) {
	}

	/**
	 * One event as one stream got it.
	 *
	 * @param connection counts the stream's connections from 0
	 * @param at nanoseconds of this process's clock
	 * @param text the message as it was
	 */
	record Delivery(String stream, int connection, @Nullable UUID event, @Nullable UUID aggregate, int version, long at,
			String text) {
	}

	/** One message of a webhook as its receiver took it. */
	record Post(UUID event, UUID aggregate, int version) {
	}

	/** An answer that is not good. */
	record Refusal(int status, String text) {
	}

}
