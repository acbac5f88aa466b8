package dev.rapport.web;

import java.util.Comparator;
import java.util.List;

import dev.rapport.kernel.ApiCode;

import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * Which media type answers a request: the one of the highest quality; of equal ones the
 * one named exactly; then the newer one. A caller that takes anything gets plain JSON, as
 * the GraphQL-over-HTTP draft asks; a stream is for those who name it.
 */
final class Negotiation {

	static final MediaType GRAPHQL = new MediaType("application", "graphql-response+json");

	private static final List<MediaType> WHEN_NAMED = List.of(GRAPHQL, MediaType.APPLICATION_JSON,
			MediaType.TEXT_EVENT_STREAM);

	private static final List<MediaType> WHEN_MATCHED = List.of(MediaType.APPLICATION_JSON, GRAPHQL);

	private static final Comparator<Offer> BEST = Comparator.comparingDouble(Offer::quality)
		.thenComparing(Offer::named)
		.thenComparing(Comparator.comparingInt(Offer::rank).reversed());

	private Negotiation() {
	}

	/**
	 * The media type to answer with.
	 * @throws Rejection with status 406 if the caller takes none of ours
	 */
	static MediaType answer(HttpHeaders headers) {
		if (MediaType.APPLICATION_JSON_VALUE.equals(headers.getFirst(HttpHeaders.ACCEPT))
				&& headers.getOrEmpty(HttpHeaders.ACCEPT).size() == 1) {
			return MediaType.APPLICATION_JSON;
		}
		List<MediaType> accepted = accepted(headers);
		if (accepted.isEmpty()) {
			return MediaType.APPLICATION_JSON;
		}
		return WHEN_NAMED.stream()
			.map((type) -> offer(type, accepted))
			.filter((offer) -> offer.quality() > 0)
			.max(BEST)
			.map(Offer::type)
			.orElseThrow(Negotiation::notAcceptable);
	}

	private static List<MediaType> accepted(HttpHeaders headers) {
		try {
			return headers.getAccept();
		}
		catch (InvalidMediaTypeException malformed) {
			throw notAcceptable();
		}
	}

	private static Offer offer(MediaType type, List<MediaType> accepted) {
		for (MediaType range : accepted) {
			if (range.equalsTypeAndSubtype(type)) {
				return new Offer(type, range.getQualityValue(), true, WHEN_NAMED.indexOf(type));
			}
		}
		double quality = accepted.stream()
			.filter((range) -> range.includes(type) && WHEN_MATCHED.contains(type))
			.max(Comparator.comparing((range) -> !range.isWildcardType()))
			.map(MediaType::getQualityValue)
			.orElse(0.0);
		return new Offer(type, quality, false, WHEN_MATCHED.indexOf(type));
	}

	private static Rejection notAcceptable() {
		return new Rejection(406, ApiCode.BAD_REQUEST, "transport.notAcceptable");
	}

	private record Offer(MediaType type, double quality, boolean named, int rank) {
	}

}
