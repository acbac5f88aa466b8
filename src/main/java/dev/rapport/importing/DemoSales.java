package dev.rapport.importing;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.catalog.Product;
import dev.rapport.catalog.ProductSheet;
import dev.rapport.catalog.Products;
import dev.rapport.customer.Address;
import dev.rapport.customer.Customer;
import dev.rapport.customer.CustomerId;
import dev.rapport.customer.CustomerKind;
import dev.rapport.customer.CustomerStatus;
import dev.rapport.customer.Customers;
import dev.rapport.customer.Profile;
import dev.rapport.importing.SalesData.Account;
import dev.rapport.importing.SalesData.Article;
import dev.rapport.importing.SalesData.Sheets;
import dev.rapport.importing.SalesData.Deal;
import dev.rapport.importing.SalesData.DealStage;
import dev.rapport.kernel.Money;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.opportunity.ForecastCategory;
import dev.rapport.opportunity.Opportunities;
import dev.rapport.opportunity.Opportunity;
import dev.rapport.opportunity.OpportunityLine;
import dev.rapport.opportunity.Terms;
import dev.rapport.pipeline.Pipeline;
import dev.rapport.pipeline.Stage;

/** Loads companies, products and deals of the sales data set. */
@Component
class DemoSales {

	/** How many deals are told in one transaction. */
	private static final int CHUNK = 500;

	private static final String CURRENCY = "USD";

	private static final BigDecimal MILLION = new BigDecimal(1_000_000);

	private static final Map<String, String> COUNTRIES = Map.of("Korea", "KR", "United States", "US");

	/** When the data set begins: what has no date of its own was there on that day. */
	static final Instant BEGINNING = at(LocalDate.of(2016, 10, 1));

	/** When it ends: deals that nobody has engaged in yet were recorded on that day. */
	static final Instant END = at(LocalDate.of(2017, 12, 31));

	private final ResourceLoader resources;

	private final Products products;

	private final Customers customers;

	private final Opportunities opportunities;

	DemoSales(ResourceLoader resources, Products products, Customers customers, Opportunities opportunities) {
		this.resources = resources;
		this.products = products;
		this.customers = customers;
		this.opportunities = opportunities;
	}

	/** Reads the files; not for a thread that must not block. */
	Sheets sheets(LoadReport report) {
		SalesData data = new SalesData(report);
		return new Sheets(data.accounts(sheet(SalesData.ACCOUNTS)), data.products(sheet(SalesData.PRODUCTS)),
				data.agents(sheet(SalesData.TEAMS)), data.deals(sheet(SalesData.PIPELINE)));
	}

	private Resource sheet(String name) {
		return this.resources.getResource("classpath:demo/crm-sales-opportunities/" + name + ".csv");
	}

	Mono<Map<String, Product>> products(List<Article> articles, LoadReport report, MemberId by) {
		List<Products.Draft> drafts = articles.stream()
			.map((article) -> new Products.Draft(new ProductSheet(sku(article.name()), article.name(), article.series(),
					null, "piece", dollars(article.price())), true, Stamp.created(BEGINNING, by.value())))
			.toList();
		return this.products.createAll(drafts)
			.doOnNext((created) -> report.created(SalesData.PRODUCTS, created.size()))
			.map((created) -> created.stream()
				.collect(Collectors.toMap((product) -> product.sheet().name(), (product) -> product)));
	}

	/** The companies, parents before their subsidiaries. */
	Mono<Map<String, Customer>> customers(List<Account> accounts, Set<String> buyers, LoadReport report, MemberId by) {
		Map<String, Customer> known = new HashMap<>();
		List<Account> parents = accounts.stream().filter((account) -> account.subsidiaryOf() == null).toList();
		List<Account> subsidiaries = accounts.stream().filter((account) -> account.subsidiaryOf() != null).toList();
		return Flux.just(parents, subsidiaries)
			.concatMap((group) -> this.customers.createAll(drafts(group, known, buyers, by)))
			.doOnNext((created) -> created.forEach((customer) -> known.put(customer.name(), customer)))
			.doOnNext((created) -> report.created(SalesData.ACCOUNTS, created.size()))
			.then(Mono.just(known));
	}

	/** The deals with their stories, in the order of the sheet. */
	Mono<List<Opportunity>> deals(List<Deal> deals, Places places, LoadReport report) {
		List<Opportunities.Story> stories = deals.stream()
			.sorted(Comparator.comparing(Deal::line))
			.map((deal) -> story(deal, places, report))
			.filter(Objects::nonNull)
			.toList();
		return Flux.fromIterable(stories)
			.buffer(CHUNK)
			.concatMap(this.opportunities::tellAll)
			.doOnNext((told) -> report.created(SalesData.PIPELINE, told.size()))
			.concatMapIterable((told) -> told)
			.collectList();
	}

	private List<Customers.Draft> drafts(List<Account> accounts, Map<String, Customer> known, Set<String> buyers,
			MemberId by) {
		return accounts.stream()
			.map((account) -> new Customers.Draft(CustomerKind.ORGANIZATION,
					buyers.contains(account.name()) ? CustomerStatus.CURRENT : CustomerStatus.PROSPECT,
					profile(account, known), Stamp.created(BEGINNING, by.value())))
			.toList();
	}

	private static Profile profile(Account account, Map<String, Customer> known) {
		Customer parent = (account.subsidiaryOf() == null) ? null : known.get(account.subsidiaryOf());
		CustomerId parentId = (parent == null) ? null : parent.id();
		return new Profile(account.name(), null, null, account.sector(), account.employees(),
				dollars(account.revenue().multiply(MILLION)), account.founded(), parentId, null, List.of(),
				List.of(new Address("office", null, null, null, null, null, country(account.country()))), List.of(),
				List.of());
	}

	private static Opportunities.@Nullable Story story(Deal deal, Places places, LoadReport report) {
		MemberId agent = places.agents().get(deal.agent());
		Product product = places.products().get(deal.product());
		Customer customer = (deal.account() == null) ? null : places.customers().get(deal.account());
		if (agent == null || product == null || (deal.account() != null && customer == null)) {
			report.refused(SalesData.PIPELINE, deal.line(), "unknown agent, product or account");
			return null;
		}
		LocalDate engaged = deal.engaged();
		Instant opened = (engaged == null) ? END : at(engaged);
		return new Opportunities.Story(terms(deal, agent, product, customer, report),
				places.stage((deal.stage() == DealStage.PROSPECTING) ? DealStage.PROSPECTING : DealStage.ENGAGING),
				Stamp.created(opened, agent.value()), chapters(deal, places));
	}

	private static List<Opportunities.Chapter> chapters(Deal deal, Places places) {
		if (!deal.stage().closed()) {
			return List.of();
		}
		String reason = (deal.stage() == DealStage.LOST) ? "not recorded" : null;
		return List.of(new Opportunities.Chapter(places.stage(deal.stage()), reason,
				at(Objects.requireNonNull(deal.closed()))));
	}

	/**
	 * An open deal has no value in the sheet; it is worth the list price of what is
	 * offered.
	 */
	private static Terms terms(Deal deal, MemberId agent, Product product, @Nullable Customer customer,
			LoadReport report) {
		BigDecimal value = deal.value();
		Money price = (value == null) ? product.sheet().listPrice() : dollars(value);
		if (value == null) {
			report.corrected(SalesData.PIPELINE, "no value → list price");
		}
		List<OpportunityLine> lines = List
			.of(new OpportunityLine(product.id(), null, BigDecimal.ONE, Objects.requireNonNull(price)));
		String name = (customer == null) ? deal.product() : deal.product() + " – " + customer.name();
		return new Terms(name, (customer == null) ? null : customer.id(), price, deal.closed(), agent,
				ForecastCategory.PIPELINE, null, null, lines, List.of(), List.of(deal.key()));
	}

	static Instant at(LocalDate day) {
		return day.atTime(LocalTime.of(9, 0)).toInstant(ZoneOffset.UTC);
	}

	private static Money dollars(BigDecimal amount) {
		return Money.of(amount, CURRENCY, "value");
	}

	private static String sku(String name) {
		return name.toUpperCase(Locale.ROOT).replace(' ', '-');
	}

	private static @Nullable String country(String name) {
		String known = COUNTRIES.get(name);
		return (known != null) ? known
				: Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2)
					.stream()
					.filter((code) -> Locale.of("", code).getDisplayCountry(Locale.ENGLISH).equals(name))
					.findFirst()
					.orElse(null);
	}

	/** What a deal refers to, by the names in the sheets. */
	record Places(Map<String, MemberId> agents, Map<String, Product> products, Map<String, Customer> customers,
			Pipeline pipeline) {

		Stage stage(DealStage stage) {
			String key = switch (stage) {
				case PROSPECTING, ENGAGING -> stage.name();
				case WON -> "CLOSED_WON";
				case LOST -> "CLOSED_LOST";
			};
			return this.pipeline.stages()
				.stream()
				.filter((candidate) -> candidate.key().equals(key))
				.findFirst()
				.orElseThrow();
		}

	}

}
