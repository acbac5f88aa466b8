package dev.rapport.webhook;

/** How far a delivery is. */
enum DeliveryStatus {

	/** It waits for its first attempt or for the next one. */
	WAITING,
	/** The receiver took it. */
	DELIVERED,
	/** All attempts failed; it can be sent again by hand. */
	DEAD,
	/** The owner may no longer see what it is about. */
	WITHHELD

}
