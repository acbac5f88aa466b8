package dev.rapport.events;

import java.util.Optional;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.reactive.ChannelMessage;
import io.lettuce.core.pubsub.api.reactive.RedisPubSubReactiveCommands;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink.OverflowStrategy;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A channel of Redis 6 or Valkey, spoken to and listened to on one connection (RESP 3).
 * Called anew by whoever holds the line, not by the client: there is one place that
 * decides when.
 */
final class RedisLine implements Line {

	private static final String CHANNEL = "rapport:events";

	private final RedisURI uri;

	private final RedisClient redis;

	RedisLine(String uri) {
		this.uri = RedisURI.create(uri);
		this.uri.setTimeout(PATIENCE);
		this.redis = RedisClient.create();
		this.redis.setOptions(ClientOptions.builder().autoReconnect(false).build());
	}

	@Override
	public Flux<String> converse(Flux<String> said) {
		Mono<StatefulRedisPubSubConnection<String, String>> call = Mono
			.fromFuture(() -> this.redis.connectPubSubAsync(StringCodec.UTF8, this.uri).toCompletableFuture());
		return Flux.usingWhen(call, (connection) -> converse(connection, said), RedisLine::hangUp);
	}

	private static Flux<String> converse(StatefulRedisPubSubConnection<String, String> connection, Flux<String> said) {
		RedisPubSubReactiveCommands<String, String> commands = connection.reactive();
		Flux<Optional<String>> texts = said.map(Optional::of);
		Flux<Optional<String>> beats = Flux.interval(BEAT).onBackpressureDrop().map((tick) -> Optional.empty());
		Mono<String> speaking = commands.subscribe(CHANNEL)
			.timeout(PATIENCE)
			.thenMany(Flux.merge(1, texts, beats))
			.concatMap((text) -> say(commands, text), 1)
			.then(Mono.empty());
		return Flux.merge(heard(commands), speaking, lost(connection));
	}

	private static Flux<String> heard(RedisPubSubReactiveCommands<String, String> commands) {
		return commands.observeChannels(OverflowStrategy.LATEST).map(ChannelMessage::getMessage);
	}

	private static Mono<?> say(RedisPubSubReactiveCommands<String, String> commands, Optional<String> text) {
		Mono<?> saying = text.isPresent() ? commands.publish(CHANNEL, text.get()) : commands.ping();
		return saying.timeout(PATIENCE);
	}

	private static Mono<String> lost(StatefulRedisPubSubConnection<String, String> connection) {
		Sinks.One<String> lost = Sinks.one();
		connection.addListener(new RedisConnectionStateListener() {
			@Override
			public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
				var _ = lost.tryEmitError(new IllegalStateException("The connection has ended"));
			}
		});
		return lost.asMono();
	}

	private static Mono<Void> hangUp(StatefulRedisPubSubConnection<String, String> connection) {
		return Mono.fromFuture(connection::closeAsync).timeout(PATIENCE).onErrorComplete();
	}

	@Override
	public void close() {
		this.redis.shutdownAsync();
	}

}
