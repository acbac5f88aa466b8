package dev.rapport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** The rules of the house: floors, fences, names and sizes. */
class HouseTests {

	private static final String HOUSE = "dev.rapport.";

	/** The floors, from the ground up. A room imports only rooms on lower floors. */
	private static final Map<String, Integer> FLOORS = Map.ofEntries(Map.entry("kernel", 0), Map.entry("tenancy", 1),
			Map.entry("persistence", 2), Map.entry("events", 3), Map.entry("member", 20), Map.entry("territory", 25),
			Map.entry("customer", 30), Map.entry("catalog", 30), Map.entry("pipeline", 30), Map.entry("contact", 35),
			Map.entry("opportunity", 40), Map.entry("ticket", 40), Map.entry("activity", 50), Map.entry("search", 80),
			Map.entry("sharing", 80), Map.entry("importing", 80), Map.entry("consumer", 80), Map.entry("webhook", 80));

	private static final Set<String> WALLS = Set.of("graphql", "security", "web", "embedded", "watch");

	/** What walls may import: the floors that know no business. */
	private static final int WALL_SIGHT = 3;

	private static final int MOST_LINES = 300;

	private static final int MOST_METHOD_LINES = 40;

	private static final int MOST_PARAMETERS = 6;

	private static final double HIDDEN_TYPES = 0.35;

	/**
	 * Text that begins like a statement; not preceded by words, as documentation may be.
	 */
	private static final Pattern STATEMENT = Pattern.compile(
			"\"\\s*(select|insert into|update [a-z_]+ set|delete from|with (recursive )?[a-z_]+ (\\([a-z_, ]+\\) )?as \\()[ \\n]");

	/** What looks across tenants, before there is one, or keeps the wall's own books. */
	private static final Set<String> STATEMENTS_OF_THEIR_OWN = Set.of("member/MemberDirectory", "member/Place",
			"importing/DemoTenant", "importing/DemoFounding", "graphql/TrustedDocuments", "graphql/IdempotencyKeys",
			"member/ApiKeyDirectory", "member/EstateStatements", "watch/ServiceFigures");

	private static final Pattern BANNED_NAMES = Pattern
		.compile(".*(Impl|Manager|Helper|Utils?|DTO|Entity|Mapper|Processor)|Base[A-Z].*|Abstract[A-Z].*");

	private static final Pattern BANNED_PACKAGES = Pattern
		.compile(".*\\.(common|util|shared|base|core|impl|dto|mapper|model|service)(\\..*)?");

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("dev.rapport");

	@Test
	void roomsUseOnlyWhatTheyDeclare() {
		ApplicationModules.of(Rapport.class).verify();
	}

	@Test
	void roomsImportOnlyLowerFloors() {
		classes().that().resideInAPackage("dev.rapport.(*)..").should(standAbove()).check(CLASSES);
	}

	@Test
	void packagesAreFreeOfTangles() {
		slices().matching("dev.rapport.(*)..").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void sqlStaysBehindItsFence() {
		noClasses().that()
			.resideOutsideOfPackages("dev.rapport.persistence", "dev.rapport.events", "dev.rapport.embedded",
					"dev.rapport.watch")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.r2dbc..")
			.check(CLASSES);
	}

	@Test
	void statementsStayInRepositories() {
		assertThat(sources().filter((file) -> !file.toString().matches(".*/(persistence|events|embedded)/.*"))
			.filter((file) -> !file.toString().endsWith("Repository.java"))
			.filter((file) -> STATEMENTS_OF_THEIR_OWN.stream()
				.noneMatch((known) -> file.toString().endsWith(known + ".java")))
			.filter((file) -> STATEMENT.matcher(read(file)).find())).isEmpty();
	}

	@Test
	void graphQlStaysBehindItsFence() {
		noClasses().that()
			.resideOutsideOfPackages("dev.rapport.graphql", "dev.rapport.security", "dev.rapport.web")
			.and()
			.haveSimpleNameNotEndingWith("Controller")
			.and()
			.haveSimpleNameNotEndingWith("Fields")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("graphql..", "org.springframework.graphql..")
			.check(CLASSES);
	}

	@Test
	void theKernelKnowsOnlyTheJdk() {
		classes().that()
			.resideInAPackage("dev.rapport.kernel")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("java..", "javax.crypto..", "org.jspecify..", "dev.rapport.kernel")
			.check(CLASSES);
	}

	@Test
	void recordsOfRoomsHoldNoReactorType() {
		classes().that()
			.areRecords()
			.and()
			.haveSimpleNameNotEndingWith("Payload")
			.and()
			.resideOutsideOfPackages("dev.rapport.persistence", "dev.rapport.web")
			.should(new ArchCondition<>("hold no Reactor type") {
				@Override
				public void check(JavaClass type, ConditionEvents events) {
					type.getFields()
						.stream()
						.filter((field) -> field.getRawType().getPackageName().startsWith("reactor"))
						.forEach((field) -> events.add(SimpleConditionEvent.violated(field, field.getDescription())));
				}
			})
			.check(CLASSES);
	}

	@Test
	void nobodySubscribesOrBlocksInTheFlow() {
		Set<String> lifecycles = Set.of("dev.rapport.events.EventStream", "dev.rapport.events.SharedDoorbell",
				"dev.rapport.persistence.Ceaseless", "dev.rapport.persistence.Trip",
				"dev.rapport.importing.DemoTenant");
		noClasses()
			.that(DescribedPredicate.describe("are not lifecycle classes or of the web wall",
					(JavaClass type) -> !lifecycles.contains(type.getName())
							&& !type.getPackageName().equals("dev.rapport.web")))
			.should()
			.callMethodWhere(DescribedPredicate.describe("subscribes or blocks",
					(JavaMethodCall call) -> Set.of("subscribe", "block", "blockFirst", "blockLast")
						.contains(call.getName())
							&& call.getTargetOwner().getPackageName().startsWith("reactor.core.publisher")))
			.check(CLASSES);
	}

	@Test
	void timeComesFromTheClock() {
		noClasses().that()
			.resideOutsideOfPackages("dev.rapport.embedded", "dev.rapport.web")
			.should()
			.callMethod(java.time.Instant.class, "now")
			.orShould()
			.callMethod(java.time.LocalDate.class, "now")
			.orShould()
			.callMethod(System.class, "currentTimeMillis")
			.check(CLASSES);
	}

	@Test
	void namesAreNotEmptyWords() {
		assertThat(CLASSES.stream().filter(JavaClass::isTopLevelClass).map(JavaClass::getSimpleName))
			.noneMatch(BANNED_NAMES.asMatchPredicate());
		assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
			.noneMatch(BANNED_PACKAGES.asMatchPredicate());
	}

	@Test
	void eachRoomHidesManyOfItsTypes() {
		Map<String, List<JavaClass>> rooms = CLASSES.stream()
			.filter(JavaClass::isTopLevelClass)
			.filter((type) -> FLOORS.getOrDefault(room(type), 0) >= 20)
			.filter((type) -> !type.getSimpleName().equals("package-info"))
			.collect(Collectors.groupingBy(HouseTests::room));
		assertThat(rooms).isNotEmpty()
			.allSatisfy((room, types) -> assertThat(hidden(types)).isGreaterThanOrEqualTo(HIDDEN_TYPES));
	}

	private static double hidden(List<JavaClass> types) {
		return types.stream().filter((type) -> !type.getModifiers().contains(JavaModifier.PUBLIC)).count()
				/ (double) types.size();
	}

	@Test
	void methodsStaySmall() throws IOException {
		assertThat(Methods.in(sources().toList())).hasSizeGreaterThan(1_000)
			.filteredOn((method) -> method.lines() > MOST_METHOD_LINES
					|| (!method.ofRecord() && method.parameters() > MOST_PARAMETERS))
			.isEmpty();
	}

	@Test
	void filesStaySmall() {
		assertThat(sources().filter((file) -> codeLines(file) > MOST_LINES)).isEmpty();
	}

	@Test
	void everyPackageSaysWhyItIsThere() {
		Set<String> packages = CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
		assertThat(packages)
			.allMatch((name) -> Files.exists(Path.of("src/main/java", name.replace('.', '/'), "package-info.java")));
	}

	@Test
	void formatterBlindSpotsAreNotUsed() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src"))) {
			assertThat(files.filter((file) -> file.toString().endsWith(".java"))
				.filter((file) -> read(file).contains("\nimport " + "module "))).isEmpty();
		}
	}

	private static ArchCondition<JavaClass> standAbove() {
		return new ArchCondition<>("stand above what they import") {
			@Override
			public void check(JavaClass type, ConditionEvents events) {
				type.getDirectDependenciesFromSelf().forEach((dependency) -> {
					String from = room(type);
					String to = room(dependency.getTargetClass());
					if (!to.isEmpty() && !to.equals(from) && !sees(from, to)) {
						events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
					}
				});
			}
		};
	}

	private static boolean sees(String from, String to) {
		if (from.isEmpty() || WALLS.contains(to) || !FLOORS.containsKey(to)) {
			return false;
		}
		return WALLS.contains(from) ? FLOORS.get(to) <= WALL_SIGHT : FLOORS.getOrDefault(from, -1) > FLOORS.get(to);
	}

	private static String room(JavaClass type) {
		String name = type.getPackageName() + ".";
		return name.startsWith(HOUSE) && name.length() > HOUSE.length()
				? name.substring(HOUSE.length()).split("\\.", 2)[0] : "";
	}

	private static Stream<Path> sources() {
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			return files.filter((file) -> file.toString().endsWith(".java")).toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Lines that are neither blank nor comment nor import. */
	private static long codeLines(Path file) {
		return read(file).lines()
			.map(String::strip)
			.filter((line) -> !line.isEmpty() && !line.startsWith("*") && !line.startsWith("/*")
					&& !line.startsWith("//") && !line.startsWith("import "))
			.count();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
