package dev.rapport.web;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * Addresses that begin alike.
 *
 * @param address one of them
 * @param bits how many leading bits they share
 */
record Network(InetAddress address, int bits) {

	/**
	 * Reads {@code address} or {@code address/bits}.
	 * @throws IllegalArgumentException if it is neither
	 */
	static Network of(String text) {
		String[] parts = text.strip().split("/", 2);
		InetAddress address = InetAddress.ofLiteral(parts[0]);
		int all = address.getAddress().length * Byte.SIZE;
		int bits = (parts.length == 2) ? Integer.parseInt(parts[1]) : all;
		if (bits < 0 || bits > all) {
			throw new IllegalArgumentException("Not a network: " + text);
		}
		return new Network(address, bits);
	}

	boolean contains(InetAddress other) {
		return other.getAddress().length == this.address.getAddress().length
				&& Arrays.equals(prefix(other), prefix(this.address));
	}

	private byte[] prefix(InetAddress of) {
		byte[] bytes = of.getAddress();
		for (int bit = this.bits; bit < bytes.length * Byte.SIZE; bit++) {
			bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >> (bit % Byte.SIZE));
		}
		return bytes;
	}

}
