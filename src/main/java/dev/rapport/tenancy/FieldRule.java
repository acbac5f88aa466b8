package dev.rapport.tenancy;

/** What a role may do with one field of the schema. */
public enum FieldRule {

	/** The field is null, and can't be written, filtered or sorted by. */
	HIDDEN,
	/** Texts are shown in part; the field can't be written, filtered or sorted by. */
	MASKED,
	/** The field can be read but not written. */
	READ,
	/** The field can be read and written: what holds where no rule is set. */
	WRITE;

	/** The more generous one of two: roles add up. */
	public FieldRule or(FieldRule other) {
		return (compareTo(other) >= 0) ? this : other;
	}

}
