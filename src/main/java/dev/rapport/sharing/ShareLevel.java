package dev.rapport.sharing;

/** How far a share lets somebody into a record. */
public enum ShareLevel {

	READ, WRITE

}
