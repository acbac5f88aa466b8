package dev.rapport.webhook;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Finds the addresses that are connected to, at every connection anew. All addresses of a
 * name must be open ones; if a single one is not, none is connected to. What comes out is
 * exactly what was checked: no name is asked for twice.
 */
final class OpenAddresses extends AddressResolverGroup<InetSocketAddress> {

	private final HostLookup lookup;

	private final Scheduler scheduler;

	private final WebhookSettings settings;

	/**
	 * Finds addresses.
	 * @param scheduler where the lookup may block
	 */
	OpenAddresses(HostLookup lookup, Scheduler scheduler, WebhookSettings settings) {
		this.lookup = lookup;
		this.scheduler = scheduler;
		this.settings = settings;
	}

	@Override
	protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
		return new Checking(executor);
	}

	private List<InetSocketAddress> checked(InetSocketAddress wanted) throws UnknownHostException {
		InetAddress literal = wanted.getAddress();
		List<InetAddress> found = (literal != null) ? List.of(literal) : this.lookup.addresses(wanted.getHostString());
		if (found.isEmpty()) {
			throw new UnknownHostException(wanted.getHostString());
		}
		if (!found.stream().allMatch((address) -> AddressRules.isOpen(address, this.settings.allowLoopback()))) {
			throw new Closed();
		}
		return found.stream().map((address) -> new InetSocketAddress(address, wanted.getPort())).toList();
	}

	/** There is an address that nothing may be sent to. */
	static final class Closed extends UnknownHostException {

		Closed() {
			super("Not an open address");
		}

	}

	/** Never takes an address as resolved already, so that literal ones pass here too. */
	private final class Checking extends AbstractAddressResolver<InetSocketAddress> {

		Checking(EventExecutor executor) {
			super(executor, InetSocketAddress.class);
		}

		@Override
		protected boolean doIsResolved(InetSocketAddress address) {
			return false;
		}

		@Override
		protected void doResolve(InetSocketAddress wanted, Promise<InetSocketAddress> promise) {
			find(wanted)
				.whenComplete((found, failure) -> settle(promise, (found == null) ? null : found.getFirst(), failure));
		}

		@Override
		protected void doResolveAll(InetSocketAddress wanted, Promise<List<InetSocketAddress>> promise) {
			find(wanted).whenComplete((found, failure) -> settle(promise, found, failure));
		}

		private CompletableFuture<@Nullable List<InetSocketAddress>> find(InetSocketAddress wanted) {
			return Mono.fromCallable(() -> checked(wanted))
				.subscribeOn(OpenAddresses.this.scheduler)
				.timeout(OpenAddresses.this.settings.lookup())
				.toFuture();
		}

		private static <T> void settle(Promise<T> promise, @Nullable T found, @Nullable Throwable failure) {
			if (failure != null || found == null) {
				promise.tryFailure((failure == null) ? new UnknownHostException() : failure);
			}
			else {
				promise.trySuccess(found);
			}
		}

	}

}
