package dev.rapport.web;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.rapport.kernel.ApiCode;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Reads the parameters of a GraphQL request from the URL of a GET or the body of a POST.
 */
final class RequestReader {

	/** The largest request body in bytes; no more than this is ever held in memory. */
	static final int BODY_LIMIT = 256 * 1024;

	/** The parameters; fails with a {@link Rejection} if there are none to be had. */
	Mono<Parameters> read(ServerRequest request) {
		if (request.method() == HttpMethod.GET) {
			return Mono.fromCallable(() -> fromUrl(request.queryParams()).bounded());
		}
		return body(request).map((body) -> Parameters.of(body.json()).bounded());
	}

	private static Parameters fromUrl(MultiValueMap<String, String> url) {
		Map<String, Object> body = new HashMap<>(url.asSingleValueMap());
		for (String name : List.of("variables", "extensions")) {
			String json = url.getFirst(name);
			body.put(name, (json == null || json.isBlank()) ? Map.of() : member(name, json));
		}
		return Parameters.of(body);
	}

	private static Map<String, Object> member(String name, String json) {
		try {
			return Wire.object(json.getBytes(StandardCharsets.UTF_8));
		}
		catch (Rejection malformed) {
			throw Rejection.badRequest("transport.member.notAnObject", name);
		}
	}

	private static Mono<RequestBody> body(ServerRequest request) {
		requireJson(request);
		if (request.headers().contentLength().orElse(0) > BODY_LIMIT) {
			throw tooLarge();
		}
		return request.exchange().getRequest().getBody().collect(RequestBody::new, RequestBody::add);
	}

	private static void requireJson(ServerRequest request) {
		boolean json = contentType(request).equalsTypeAndSubtype(MediaType.APPLICATION_JSON);
		if (!json || request.headers().firstHeader("Content-Encoding") != null) {
			throw new Rejection(415, ApiCode.BAD_REQUEST, "transport.mediaType");
		}
	}

	private static MediaType contentType(ServerRequest request) {
		try {
			return request.headers().contentType().orElse(MediaType.APPLICATION_OCTET_STREAM);
		}
		catch (InvalidMediaTypeException malformed) {
			return MediaType.APPLICATION_OCTET_STREAM;
		}
	}

	static Rejection tooLarge() {
		return new Rejection(ApiCode.PAYLOAD_TOO_LARGE, "transport.body.tooLarge", BODY_LIMIT);
	}

}
