package dev.rapport.webhook;

/** Why an attempt failed. */
public enum DeliveryError {

	REFUSED, REDIRECTED, TIMEOUT, UNREACHABLE, ADDRESS_FORBIDDEN, TLS_FAILED, EVENT_EXPIRED, NOT_RENDERED

}
