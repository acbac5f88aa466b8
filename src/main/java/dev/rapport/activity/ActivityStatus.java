package dev.rapport.activity;

/** How far an activity is; which steps are possible depends on its type. */
public enum ActivityStatus {

	OPEN, COMPLETED, CANCELLED

}
