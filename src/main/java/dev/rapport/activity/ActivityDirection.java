package dev.rapport.activity;

/** Who called or wrote: the customer (inbound) or we (outbound). */
public enum ActivityDirection {

	INBOUND, OUTBOUND

}
