package dev.rapport.events;

import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

import dev.rapport.Rapport;
import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.Wire;
import dev.rapport.embedded.DevelopmentIssuer;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actors;
import dev.rapport.web.SocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An application is shut down under load and another one takes its place. */
@RapportTest
final class RestartTests {

	@Autowired
	Tenants tenants;

	@Test
	void resumesAfterARestartWithNothingMissedOrDoubled() throws InterruptedException {
		Tenant tenant = this.tenants.found();
		List<EventStream.Positioned> delivered = new CopyOnWriteArrayList<>();
		CountDownLatch underWay = new CountDownLatch(200);

		ConfigurableApplicationContext first = start();
		Disposable subscriber = follow(first, tenant, writers(first).cursor(tenant))
			.doOnNext((event) -> underWay.countDown())
			.subscribe(delivered::add);
		Mono<Void> endless = writers(first).write(tenant, Integer.MAX_VALUE, 4).onErrorResume((closed) -> Mono.empty());
		Disposable writing = endless.subscribeOn(Schedulers.boundedElastic()).subscribe();
		assertThat(underWay.await(20, TimeUnit.SECONDS)).isTrue();
		first.close();
		writing.dispose();
		subscriber.dispose();

		try (ConfigurableApplicationContext second = start()) {
			writers(second).write(tenant, 50).block(Writers.PATIENCE);
			long head = writers(second).cursor(tenant).position();
			EventCursor cursor = EventCursor.parse(delivered.getLast().cursor().toString());
			delivered.addAll(
					List.copyOf(follow(second, tenant, cursor).takeUntil((event) -> event.event().position() == head)
						.collectList()
						.blockOptional(Writers.PATIENCE)
						.orElseThrow()));
			assertThat(delivered).extracting((event) -> event.event().position())
				.isEqualTo(LongStream.rangeClosed(1, head).boxed().toList());
			assertThat(delivered).extracting((event) -> event.event().eventId()).doesNotHaveDuplicates();
			assertThat(writers(second).positions(tenant)).hasSize((int) head);
		}
	}

	/** Even a subscription that was told nothing yet can go on where it was. */
	@Test
	void tellsEachItsCursorBeforeItClosesTheSocket() {
		Tenant tenant = this.tenants.found();
		ConfigurableApplicationContext first = start();
		String token = first.getBean(DevelopmentIssuer.class).token(tenant.key(), "ann");
		int port = first.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		EventCursor begin = writers(first).cursor(tenant);
		try (HttpClient http = HttpClient.newHttpClient();
				SocketClient socket = SocketClient.open(http, port).as(token)) {
			socket.subscribe("s", Map.of("query", "subscription { customerChanged { kind cursor } }"));
			await().atMost(Writers.PATIENCE).until(() -> first.getBean(EventStream.class).follows(tenant.id()));
			first.close();
			JsonNode last = Wire.JSON.valueToTree(new HashMap<>(socket.next())).at("/payload/data/customerChanged");
			assertThat(last.at("/kind").asString()).isEqualTo("HEARTBEAT");
			assertThat(EventCursor.parse(last.at("/cursor").asString())).isEqualTo(begin);
			assertThat(socket.closed()).isEqualTo("1012 Service restart");
			http.shutdownNow();
		}
	}

	private static ConfigurableApplicationContext start() {
		return new SpringApplicationBuilder(Rapport.class).profiles("test").run();
	}

	private static Writers writers(ConfigurableApplicationContext application) {
		return new Writers(application.getBean(EventLog.class), application.getBean(TenantDatabase.class));
	}

	private static Flux<EventStream.Positioned> follow(ConfigurableApplicationContext application, Tenant tenant,
			EventCursor cursor) {
		return application.getBean(EventStream.class).after(cursor).contextWrite(Actors.with(tenant.actor()));
	}

}
