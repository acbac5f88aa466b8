package dev.rapport.activity;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.rapport.customer.CustomerId;
import dev.rapport.customer.CustomerRelated;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Problem;

/**
 * What an activity is related to.
 *
 * @param relatedTo the records, as somebody named them, each once
 * @param customers the customers that these records concerned at the time when the links
 * were written, each once; a record that moves to another customer leaves them as they
 * are
 */
public record Links(List<Related> relatedTo, List<CustomerId> customers) {

	/** The most records that one activity is related to. */
	public static final int MOST = 20;

	/** Links whose customers are not known yet; {@link #concerning} finds them. */
	public static Links to(List<? extends NodeId> relatedTo) {
		return new Links(relatedTo.stream().map(Related::of).distinct().toList(), List.of());
	}

	static Links read(Input input) {
		List<Related> related = input.texts("relatedTo").stream().map(Related::parse).distinct().toList();
		if (related.size() > MOST) {
			throw new Problem.Violation(ErrorCode.TOO_MANY, input.at("relatedTo"), "tooMany", MOST);
		}
		return new Links(related, List.of());
	}

	/**
	 * These links with the customers that they concern now.
	 * @param records the records by id
	 * @throws Problem.NotFound if one is missing
	 */
	Links concerning(Map<Related, Object> records) {
		Set<CustomerId> concerned = new LinkedHashSet<>();
		for (Related related : this.relatedTo) {
			Object entry = records.get(related);
			if (entry == null) {
				throw new Problem.NotFound("input.relatedTo", related);
			}
			if (entry instanceof CustomerRelated about) {
				concerned.addAll(about.customers());
			}
		}
		return new Links(this.relatedTo, List.copyOf(concerned));
	}

}
