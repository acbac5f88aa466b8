package dev.rapport.events;

import java.util.List;
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

import dev.rapport.Rapport;
import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;

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
