package dev.rapport.instances;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy on the loopback address that does to connections what networks do: it
 * delays, throttles, pauses, resets, and goes silent without a word. What is set counts
 * for bytes on connections that are open, too; each direction of each connection has a
 * thread of its own. Where connections go is decided when they are made.
 */
public final class FaultProxy implements AutoCloseable {

	private static final int BLOCK = 8 * 1024;

	private static final int BACKLOG = 1_024;

	private static final Duration GLANCE = Duration.ofMillis(5);

	private final Set<Link> links = ConcurrentHashMap.newKeySet();

	private final ServerSocket door;

	private volatile int upstream;

	private volatile Duration delay = Duration.ZERO;

	private volatile long bytesPerSecond = Long.MAX_VALUE;

	private volatile boolean paused;

	private volatile boolean refusing;

	/** A proxy on a free port. */
	public FaultProxy(int upstream) {
		this.upstream = upstream;
		try {
			this.door = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread.ofVirtual().name("fault-proxy").start(this::accept);
	}

	/** Where clients connect. */
	public int port() {
		return this.door.getLocalPort();
	}

	/** Sends new connections to another port; those that are open stay where they are. */
	public void route(int port) {
		this.upstream = port;
	}

	/** Holds every block of bytes back for so long, in each direction. */
	public void delay(Duration time) {
		this.delay = time;
	}

	/** Lets so many bytes a second through, on each connection and in each direction. */
	public void bandwidth(long bytes) {
		this.bytesPerSecond = bytes;
	}

	/** Takes new connections and ends them at once. */
	public void refuse(boolean refuse) {
		this.refusing = refuse;
	}

	/** Lets nothing through; nothing is lost, and connections stay open. */
	public void pause() {
		this.paused = true;
	}

	public void resume() {
		this.paused = false;
	}

	/** Ends every open connection with a reset, as a crash does. */
	public void reset() {
		this.links.forEach(Link::reset);
	}

	/**
	 * Swallows whatever comes on the connections that are open now: both sides believe
	 * that they are connected. New connections work.
	 */
	public void halfOpen() {
		this.links.forEach((link) -> link.silent = true);
	}

	/** How many connections are open. */
	public int connections() {
		return this.links.size();
	}

	@Override
	public void close() {
		shut(this.door);
		reset();
	}

	private void accept() {
		while (!this.door.isClosed()) {
			try {
				Socket client = this.door.accept();
				Thread.ofVirtual().name("fault-proxy-link").start(() -> connect(client));
			}
			catch (IOException closed) {
				shut(this.door);
			}
		}
	}

	private void connect(Socket client) {
		if (this.refusing) {
			shut(client);
			return;
		}
		try {
			Socket server = new Socket(InetAddress.getLoopbackAddress(), this.upstream);
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
			Link link = new Link(client, server);
			this.links.add(link);
			Thread.ofVirtual().name("fault-proxy-up").start(() -> link.pump(client, server));
			Thread.ofVirtual().name("fault-proxy-down").start(() -> link.pump(server, client));
		}
		catch (IOException refused) {
			shut(client);
		}
	}

	private void hold(int bytes) {
		sleep(this.delay);
		if (this.bytesPerSecond < Long.MAX_VALUE) {
			sleep(Duration.ofNanos(Duration.ofSeconds(1).toNanos() * bytes / this.bytesPerSecond));
		}
		while (this.paused && !this.door.isClosed()) {
			sleep(GLANCE);
		}
	}

	private static void sleep(Duration time) {
		if (time.isPositive()) {
			LockSupport.parkNanos(time.toNanos());
		}
	}

	private static void shut(AutoCloseable what) {
		try {
			what.close();
		}
		catch (Exception alreadyGone) {
			// it is gone, which is what we want
		}
	}

	/** A client's connection and ours behind it. */
	private final class Link {

		private final Socket client;

		private final Socket server;

		private volatile boolean silent;

		Link(Socket client, Socket server) {
			this.client = client;
			this.server = server;
		}

		void pump(Socket from, Socket to) {
			byte[] block = new byte[BLOCK];
			try {
				InputStream in = from.getInputStream();
				OutputStream out = to.getOutputStream();
				for (int read = in.read(block); read >= 0; read = in.read(block)) {
					hold(read);
					if (!this.silent) {
						out.write(block, 0, read);
					}
				}
				if (!this.silent) {
					to.shutdownOutput();
				}
			}
			catch (IOException broken) {
				reset();
			}
			finally {
				ended(from, to);
			}
		}

		private void ended(Socket from, Socket to) {
			if (this.silent) {
				return;
			}
			if (from.isOutputShutdown() || from.isClosed()) {
				shut(from);
				shut(to);
				FaultProxy.this.links.remove(this);
			}
		}

		void reset() {
			FaultProxy.this.links.remove(this);
			for (Socket socket : new Socket[] { this.client, this.server }) {
				try {
					socket.setSoLinger(true, 0);
				}
				catch (IOException alreadyGone) {
					// it is gone, which is what we want
				}
				shut(socket);
			}
		}

	}

}
