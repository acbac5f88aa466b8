package dev.rapport.member;

/** The kinds of records that belong to a member and can be handed over to another. */
public enum OwnedKind {

	CUSTOMERS, CONTACTS, OPPORTUNITIES, ACTIVITIES, TICKETS

}
