package dev.rapport.graphql;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A field of an operation as its cost sees it. All selections of a field under one name
 * are one step, whichever types they are for.
 */
final class Step {

	/** More than any limit; what is multiplied stays below this. */
	private static final long ENDLESS = 1_000_000_000;

	private final Map<String, Step> children = new LinkedHashMap<>();

	/** Points for being asked at all: a statement, roughly. */
	private int once;

	/** Points for each parent. */
	private int perParent;

	/** Items for each parent, as far as one can tell beforehand; 1 if it is no list. */
	private int size = 1;

	private boolean list;

	/** Whether what it holds counts as a record. */
	private boolean record;

	Map<String, Step> children() {
		return this.children;
	}

	void asked(int points) {
		this.once = Math.max(this.once, points);
	}

	void perParent(int points) {
		this.perParent = Math.max(this.perParent, points);
	}

	void lists(int items) {
		this.size = this.list ? Math.max(this.size, items) : items;
		this.list = true;
	}

	void holdsRecords() {
		this.record = true;
	}

	/** Adds what may come of this step under so many parents. */
	void expect(long parents, Tally tally) {
		long items = Math.min(ENDLESS, parents * this.size);
		count(parents, items, tally);
		this.children.values().forEach((child) -> child.expect(items, tally));
	}

	/** Adds what came of it, under all parents that were answered. */
	void see(Iterable<? extends Map<?, ?>> parents, String key, Tally tally) {
		Answers answers = new Answers();
		parents.forEach((parent) -> answers.add(parent, key));
		if (answers.parents() > 0) {
			count(answers.parents(), answers.items(), tally);
			this.children.forEach((name, child) -> child.see(answers.objects(), name, tally));
		}
	}

	private void count(long parents, long items, Tally tally) {
		tally.add(this.once + parents * this.perParent + (this.list ? items : 0), this.record ? items : 0);
	}

}
