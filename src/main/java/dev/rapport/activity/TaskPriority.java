package dev.rapport.activity;

/** How urgent a task is, the least urgent first. */
public enum TaskPriority {

	LOW, NORMAL, HIGH, URGENT

}
