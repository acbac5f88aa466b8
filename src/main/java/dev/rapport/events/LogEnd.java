package dev.rapport.events;

/** The two ends of what the log keeps. */
public enum LogEnd {

	/** Before all events that are kept. */
	OLDEST,
	/** Behind all events until now. */
	NEWEST

}
