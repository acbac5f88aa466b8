package dev.rapport.importing;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

import dev.rapport.importing.SalesData.Account;
import dev.rapport.importing.SalesData.Agent;
import dev.rapport.importing.SalesData.Deal;
import dev.rapport.importing.SalesData.DealStage;
import dev.rapport.member.Member;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Demo;
import dev.rapport.tenancy.TenantId;

/**
 * Loads the demo tenant when the service starts for the first time, before anybody can
 * sign in to it, and then opens it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("rapport.demo.load")
class DemoTenant implements ApplicationRunner {

	private static final Logger LOGGER = LoggerFactory.getLogger(DemoTenant.class);

	/** How long loading may take before the start gives up. */
	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private static final String CLOSED = "select closed_tenant($1)";

	private final TenantDatabase database;

	private final DemoPeople people;

	private final DemoSales sales;

	private final DemoPipelines pipelines;

	private final DemoService service;

	private @Nullable LoadReport report;

	DemoTenant(TenantDatabase database, DemoPeople people, DemoSales sales, DemoPipelines pipelines,
			DemoService service) {
		this.database = database;
		this.people = people;
		this.sales = sales;
		this.pipelines = pipelines;
		this.service = service;
	}

	@Bean
	Demo demo() {
		return new Demo(DemoFounding.KEY,
				List.of(new Demo.User("alex.admin", "Alex Admin", "administrator"),
						new Demo.User("melvin.marxen", "Melvin Marxen", "sales manager"),
						new Demo.User("darcel.schlecht", "Darcel Schlecht", "sales agent"),
						new Demo.User("li.na", "李娜", "客服")));
	}

	/** The start waits here, on its own thread, until the tenant is loaded. */
	@Override
	public void run(ApplicationArguments arguments) {
		Optional<LoadReport> loaded = this.database.lookup(CLOSED, Columns::uuidOrEmpty, DemoFounding.KEY)
			.filter(Optional::isPresent)
			.flatMap((tenant) -> load(new TenantId(tenant.orElseThrow())))
			.blockOptional(PATIENCE);
		this.report = loaded.orElse(null);
	}

	/** What became of the rows; null if the tenant had been loaded before. */
	@Nullable LoadReport report() {
		return this.report;
	}

	private Mono<LoadReport> load(TenantId tenant) {
		LoadReport report = new LoadReport();
		long begin = System.nanoTime();
		Actor actor = new Actor(tenant, Actor.Kind.SYSTEM, DemoFounding.ADMINISTRATOR, "importing", "demo");
		return told(report)
			.then(this.database.first("select open_tenant() where $1::uuid is not null", (columns) -> true))
			.contextWrite(Actors.with(actor))
			.then(Mono.fromSupplier(() -> finished(report, begin)));
	}

	private Mono<Void> told(LoadReport report) {
		SalesData data = new SalesData(report);
		MemberId by = new MemberId(DemoFounding.ADMINISTRATOR);
		List<Agent> agents = data.agents(this.sales.sheet(SalesData.TEAMS));
		List<Account> accounts = data.accounts(this.sales.sheet(SalesData.ACCOUNTS));
		List<Deal> deals = data.deals(this.sales.sheet(SalesData.PIPELINE));
		Set<String> buyers = deals.stream()
			.filter((deal) -> deal.stage() == DealStage.WON && deal.account() != null)
			.map((deal) -> String.valueOf(deal.account()))
			.collect(Collectors.toSet());
		return Mono
			.zip(this.people.load(agents, by, report), this.sales.products(data, report, by),
					this.sales.customers(accounts, buyers, report, by), this.pipelines.hardware(by))
			.delayUntil((parts) -> this.sales.deals(deals,
					new DemoSales.Places(ids(parts.getT1()), parts.getT2(), parts.getT3(), parts.getT4()), report))
			.delayUntil((parts) -> this.pipelines.keyAccounts(by))
			.flatMap((parts) -> this.service.load(parts.getT1(), parts.getT3()));
	}

	private LoadReport finished(LoadReport report, long begin) {
		LOGGER.info("The demo tenant was loaded in {} s:\n{}",
				Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1_000.0, report);
		return report;
	}

	private static Map<String, MemberId> ids(Map<String, Member> members) {
		Map<String, MemberId> ids = new LinkedHashMap<>();
		members.forEach((name, member) -> ids.put(name, member.id()));
		return ids;
	}

}
