package dev.rapport.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a name. May block. */
@FunctionalInterface
interface HostLookup {

	List<InetAddress> addresses(String host) throws UnknownHostException;

}
