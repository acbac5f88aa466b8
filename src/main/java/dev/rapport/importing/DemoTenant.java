package dev.rapport.importing;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.Assert;
import reactor.core.publisher.Mono;

import dev.rapport.importing.SalesData.Sheets;
import dev.rapport.member.Member;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Demo;
import dev.rapport.tenancy.Rights;
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

	private static final String OPEN = "select open_tenant() where $1::uuid is not null";

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
		this.database.lookup(CLOSED, Columns::uuidOrEmpty, DemoFounding.KEY)
			.blockOptional(PATIENCE)
			.flatMap((tenant) -> tenant)
			.ifPresent((tenant) -> this.report = load(new TenantId(tenant)));
	}

	/** What became of the rows; null if the tenant had been loaded before. */
	@Nullable LoadReport report() {
		return this.report;
	}

	private LoadReport load(TenantId tenant) {
		LoadReport report = new LoadReport();
		long begin = System.nanoTime();
		Sheets sheets = this.sales.sheets(report);
		Actor actor = new Actor(tenant, Actor.Kind.SYSTEM, DemoFounding.ADMINISTRATOR, "importing", "demo",
				Rights.UNLIMITED);
		boolean opened = told(sheets, report).then(this.database.first(OPEN, Columns::flag))
			.contextWrite(Actors.with(actor))
			.blockOptional(PATIENCE)
			.orElse(false);
		Assert.state(opened, "The demo tenant could not be opened");
		LOGGER.info("The demo tenant was loaded in {} s:\n{}",
				Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1_000.0, report);
		return report;
	}

	private Mono<Void> told(Sheets sheets, LoadReport report) {
		MemberId by = new MemberId(DemoFounding.ADMINISTRATOR);
		return Mono
			.zip(this.people.load(sheets.agents(), by, report), this.sales.products(sheets.articles(), report, by),
					this.sales.customers(sheets.accounts(), sheets.buyers(), report, by), this.pipelines.hardware(by))
			.delayUntil((parts) -> this.sales.deals(sheets.deals(),
					new DemoSales.Places(ids(parts.getT1()), parts.getT2(), parts.getT3(), parts.getT4()), report))
			.delayUntil((parts) -> this.pipelines.keyAccounts(by))
			.flatMap((parts) -> this.service.load(parts.getT1(), parts.getT3()));
	}

	private static Map<String, MemberId> ids(Map<String, Member> members) {
		Map<String, MemberId> ids = new LinkedHashMap<>();
		members.forEach((name, member) -> ids.put(name, member.id()));
		return ids;
	}

}
