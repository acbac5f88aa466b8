package dev.rapport.web;

import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * An answer whose bytes are there: it needs nobody who knows how to encode it.
 *
 * @param headers those that only this answer has
 * @param type of what the body holds
 * @param call that is answered
 * @param body the JSON in UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record JsonAnswer(HttpStatusCode statusCode, HttpHeaders headers, MediaType type, Call call,
		byte[] body) implements ServerResponse {

	@Override
	public MultiValueMap<String, ResponseCookie> cookies() {
		return new LinkedMultiValueMap<>();
	}

	@Override
	public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
		return writeTo(exchange.getResponse());
	}

	/** Writes all of it, in one piece. */
	Mono<Void> writeTo(ServerHttpResponse response) {
		response.setStatusCode(this.statusCode);
		HttpHeaders written = response.getHeaders();
		this.headers.forEach(written::put);
		GraphQlHttpEndpoint.common(written, this.call);
		written.set(HttpHeaders.CONTENT_TYPE, this.type.toString());
		written.setContentLength(this.body.length);
		DataBuffer content = response.bufferFactory().wrap(this.body);
		return response.writeWith(Mono.just(content));
	}

}
