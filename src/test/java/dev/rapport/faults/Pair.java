package dev.rapport.faults;

import java.nio.file.Path;
import java.util.Map;

import dev.rapport.embedded.OwnServer;
import dev.rapport.instances.FaultProxy;

/** A primary and its standby, with a network between them that may break. */
final class Pair implements AutoCloseable {

	private static final String NAME = "standby";

	private final OwnServer primary;

	private final OwnServer standby;

	private final FaultProxy between;

	/**
	 * Starts both.
	 * @param synchronous whether what is answered is on the standby
	 */
	Pair(Path directory, boolean synchronous) {
		this.primary = OwnServer.found(directory.resolve("primary"));
		this.standby = this.primary.copy(directory.resolve("standby"));
		this.between = new FaultProxy(this.primary.port());
		this.primary.start();
		this.standby.signal("standby.signal")
			.start("primary_conninfo=" + this.primary.replication(this.between.port(), NAME));
		Workload.eventually(this::isReplicating, () -> "the standby does not follow");
		if (synchronous) {
			this.primary.owner().execute("alter system set synchronous_standby_names = '" + NAME + "'");
			this.primary.stop();
			this.primary.start();
			Workload.eventually(this::isReplicating, () -> "the standby does not follow any more");
		}
	}

	private boolean isReplicating() {
		Integer streams = this.primary.owner()
			.queryForObject("select count(*) from pg_stat_replication where state = 'streaming'", Integer.class);
		return streams != null && streams == 1;
	}

	/** What happens on the primary does not reach the standby any more. */
	void stall() {
		this.between.pause();
	}

	/** The primary is lost, and the standby takes over. */
	void failOver() {
		this.primary.kill();
		this.between.reset();
		this.standby.promote();
	}

	OwnServer first() {
		return this.primary;
	}

	OwnServer second() {
		return this.standby;
	}

	/** The settings of a service that works with the one that is primary. */
	Map<String, String> settings() {
		return this.primary.settings(this.primary.port(), this.standby.port());
	}

	@Override
	public void close() {
		this.between.close();
		this.primary.close();
		this.standby.close();
	}

}
