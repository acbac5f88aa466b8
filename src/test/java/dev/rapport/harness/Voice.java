package dev.rapport.harness;

/** What somebody writes into the inputs. */
interface Voice {

	/** A text for a field of the schema. */
	String text(String coordinate);

	/** Digits, more than eight. */
	String figure();

	/** A day, {@code yyyy-mm-dd}. */
	String day();

	/** The id of a record that a field may refer to. */
	String id(String field, String type);

}
