package dev.rapport;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/** What may block in tests, each for a reason. */
public class BlockHoundAllowances implements BlockHoundIntegration {

	@Override
	public void applyTo(BlockHound.Builder builder) {
		// signing in to PostgreSQL draws a nonce, for which Java may read /dev/urandom
		builder.allowBlockingCallsInside("com.ongres.scram.common.ScramFunctions", "nonce");
		// graphql-java reads its message bundle from the jar when the first message is
		// needed
		builder.allowBlockingCallsInside("java.util.ResourceBundle", "getBundleImpl");
		// Jackson builds each deserializer once, under a lock that is held for a moment
		builder.allowBlockingCallsInside("tools.jackson.databind.deser.DeserializerCache",
				"_createAndCacheValueDeserializer");
		// Netty's allocator locks for a moment while it makes room for more threads
		builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator", "allocate");
		// Netty replaces arenas under contention and waits for whoever allocates from
		// one;
		// an error there would break the connection that is being read
		builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$Magazine", "free");
		builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "free");
		// Netty adds and frees pages of its allocator under a lock that is held for a
		// moment
		builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup",
				"tryExpandMagazines");
		// cancelling a timer locks the queue of its scheduler for a moment; Reactor
		// allows
		// that for single tasks only, and an error there would be swallowed together with
		// the end of whatever was cancelled
		builder.allowBlockingCallsInside("java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue", "remove");
		// Caffeine tries a hundred times to hand on what is to be tidied, then tidies
		// itself
		builder.allowBlockingCallsInside("com.github.benmanes.caffeine.cache.BoundedLocalCache", "afterWrite");
		// class loading may read from a jar on any thread
		builder.allowBlockingCallsInside("java.lang.ClassLoader", "loadClass");
	}

}
