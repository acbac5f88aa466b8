package dev.rapport.member;

/**
 * Who takes over from whom.
 *
 * @param closedToo whether opportunities are handed over that are closed already
 */
public record Succession(MemberId from, MemberId to, boolean closedToo) {
}
