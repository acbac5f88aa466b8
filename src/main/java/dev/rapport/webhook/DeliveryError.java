package dev.rapport.webhook;

/** Why an attempt failed. */
enum DeliveryError {

	REFUSED, REDIRECTED, TIMEOUT, UNREACHABLE, ADDRESS_FORBIDDEN, TLS_FAILED, EVENT_EXPIRED, NOT_RENDERED

}
