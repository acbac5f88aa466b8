package dev.rapport.harness;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One attempt.
 *
 * @param coordinate where it aims
 * @param hostile what is sent
 * @param absent the same about something that does not exist; null where only the bytes
 * of the answer are judged
 * @param standIns what differs between the two, as pairs of hostile and absent text
 * @param loosely whether ids, times, numbers and secrets may differ, because both have an
 * effect
 */
record Attack(Attacker attacker, String coordinate, Operation hostile, Operation absent, List<String[]> standIns,
		boolean loosely) {

	private static final Pattern VARIES = Pattern
		.compile("\"(requestId|cursor|startCursor|endCursor|eventCursor)\":\"[^\"]*\"");

	private static final Pattern COST = Pattern.compile("\"cost\":\\{[^}]*}");

	private static final Pattern REMAINING = Pattern.compile("\"remaining\":\\d+");

	Attack(Attacker attacker, String coordinate, Operation hostile) {
		this(attacker, coordinate, hostile, null, List.of(), false);
	}

	/**
	 * The answer with all that may differ taken out: heartbeats, and cursors, which are
	 * sealed with the filter.
	 */
	String comparable(String answer, boolean foreign) {
		String heard = this.hostile.isSubscription()
				? answer.lines().filter((frame) -> !Service.isHeartbeat(frame)).collect(Collectors.joining("\n"))
				: answer;
		String text = REMAINING
			.matcher(COST.matcher(VARIES.matcher(heard).replaceAll("\"$1\":\"\"")).replaceAll("\"cost\":{}"))
			.replaceAll("\"remaining\":0");
		for (String[] pair : this.standIns) {
			text = text.replace(pair[foreign ? 0 : 1], "{stand-in}");
		}
		return this.loosely ? text.replaceAll("\\b[a-z]{3}_[0-9a-z]{26}\\b", "{id}")
			.replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "{time}")
			.replaceAll("\\b[A-Z]-\\d{6,}\\b", "{number}")
			.replaceAll("\\bPT[0-9HMS.]+", "{duration}")
			.replaceAll("\\b(?:whsec|rpk)_[\\w+/=]+", "{secret}") : text;
	}

	@Override
	public String toString() {
		return this.attacker + " at " + this.coordinate;
	}

}
