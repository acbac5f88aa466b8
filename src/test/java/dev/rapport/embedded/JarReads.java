package dev.rapport.embedded;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Spring reads static files out of jars on the event loop. These are short reads of local
 * files that the operating system has cached, so tests let them pass.
 */
public final class JarReads implements BlockHoundIntegration {

	@Override
	public void applyTo(BlockHound.Builder builder) {
		builder.allowBlockingCallsInside("java.util.zip.ZipFile$Source", "readFullyAt")
			.allowBlockingCallsInside("java.util.zip.ZipFile$Source", "readAt")
			.allowBlockingCallsInside("java.util.zip.ZipFile$Source", "initCEN");
	}

}
