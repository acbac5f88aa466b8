package dev.rapport.ticket;

/** How soon a ticket must be dealt with, least urgent first: 低, 普通, 高, 紧急. */
public enum TicketPriority {

	LOW, NORMAL, HIGH, URGENT

}
