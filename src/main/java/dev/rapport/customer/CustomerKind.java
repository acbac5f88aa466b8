package dev.rapport.customer;

/** What a customer can be. */
public enum CustomerKind {

	ORGANIZATION, PERSON

}
