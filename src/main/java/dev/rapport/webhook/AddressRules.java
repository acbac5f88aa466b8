package dev.rapport.webhook;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses are out in the open, by the
 * <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA registries
 * of special addresses</a>. Of IPv6, only what is allotted for global unicast can be;
 * what stands for another address (IPv4-mapped, NAT64, 6to4, Teredo) never is.
 */
final class AddressRules {

	private static final List<Block> CLOSED = Stream
		.of("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
				"172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
				"198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32",
				"2002::/16", "3fff::/20")
		.map(Block::of)
		.toList();

	private static final Block GLOBAL_UNICAST = Block.of("2000::/3");

	private AddressRules() {
	}

	/**
	 * Whether something may be sent to an address.
	 * @param loopback whether the own machine counts as open
	 */
	static boolean isOpen(InetAddress address, boolean loopback) {
		if (address.isLoopbackAddress()) {
			return loopback;
		}
		boolean global = address instanceof Inet4Address || GLOBAL_UNICAST.contains(address);
		return global && CLOSED.stream().noneMatch((block) -> block.contains(address));
	}

	/**
	 * The addresses that share their first bits.
	 *
	 * @param network the lowest of them
	 * @param length how many bytes an address of their family has
	 * @param free how many of the bits differ
	 */
	private record Block(BigInteger network, int length, int free) {

		static Block of(String text) {
			String[] parts = text.split("/");
			try {
				byte[] bytes = InetAddress.getByName(parts[0]).getAddress();
				int free = bytes.length * Byte.SIZE - Integer.parseInt(parts[1]);
				return new Block(new BigInteger(1, bytes).shiftRight(free), bytes.length, free);
			}
			catch (UnknownHostException ex) {
				throw new IllegalArgumentException(text, ex);
			}
		}

		boolean contains(InetAddress address) {
			byte[] bytes = address.getAddress();
			return bytes.length == this.length && new BigInteger(1, bytes).shiftRight(this.free).equals(this.network);
		}

	}

}
