package dev.rapport.pipeline;

/** What an opportunity must have before it may enter a stage. */
public enum Gate {

	CUSTOMER, AMOUNT, EXPECTED_CLOSE_DATE, CONTACT_ROLE, LINES, NEXT_STEP

}
