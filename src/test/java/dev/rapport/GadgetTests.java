package dev.rapport;

import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import dev.rapport.embedded.DevelopmentIssuer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Text that asks to be made into an object of a class: no class is loaded for it, in
 * whatever way and place it is sent, and it comes back as the text that it is.
 */
@RapportTest
final class GadgetTests {

	/** Classes that are on the class path, and that nothing here has a reason to load. */
	private static final List<String> CLASSES = List.of("dev.rapport.Gadgets$Bait", "com.sun.rowset.JdbcRowSetImpl",
			"javax.management.BadAttributeValueExpException", "java.rmi.server.UnicastRemoteObject",
			"com.sun.jndi.ldap.LdapAttribute", "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
			"javax.swing.JEditorPane", "java.beans.beancontext.BeanContextSupport",
			"com.zaxxer.hikari.util.DriverDataSource", "org.springframework.jndi.JndiTemplate");

	/** How libraries write the class of an object. */
	private static final List<Function<String, Object>> SPELLINGS = List.of((name) -> Map.of("@class", name, "x", 1),
			(name) -> Map.of("@type", name), (name) -> Map.of("$type", name, "javaClass", name),
			(name) -> List.of(name, Map.of("dataSourceName", "ldap://127.0.0.1:1/x", "autoCommit", true)),
			(name) -> "!!" + name + " [\"ldap://127.0.0.1:1/x\"]");

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@LocalServerPort
	int port;

	private Wire wire;

	@BeforeEach
	void signIn() {
		this.wire = new Wire(this.port, this.issuer.token(this.tenants.found().key(), "ann"));
	}

	@Test
	void noClassIsLoadedForWhatIsSent() {
		this.wire.ask("{ __typename }", Map.of());
		Set<String> before = loaded();
		List<Object> gadgets = CLASSES.stream()
			.flatMap((name) -> SPELLINGS.stream().map((spelling) -> spelling.apply(name)))
			.toList();
		assertThat(gadgets).hasSizeGreaterThanOrEqualTo(50);
		gadgets.forEach(this::send);
		assertThat(loaded()).isEqualTo(before).doesNotContain(CLASSES.getFirst());
	}

	@Test
	void aClassThatIsLoadedIsNoticed() throws ClassNotFoundException {
		String name = "dev.rapport.Gadgets$Caught";
		assertThat(loaded(name)).isEmpty();
		Class.forName(name);
		assertThat(loaded(name)).containsExactly(name);
	}

	/** As a whole body, and wherever a request takes a value. */
	private void send(Object gadget) {
		String json = Wire.JSON.writeValueAsString(gadget);
		assertThat(this.wire.send(json, "application/json").status()).isEqualTo(400);
		String create = "mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { name } errors { code } } }";
		unharmed(create, "variables", Map.of("input", gadget));
		unharmed(create, "variables", Map.of("input", Map.of("name", "Acme", "tags", gadget)));
		unharmed("{ __typename }", "variables", gadget);
		unharmed("{ __typename }", "extensions", Map.of("persistedQuery", gadget));
		String text = json.substring(0, Math.min(json.length(), 200));
		assertThat(this.wire.ask(create, Map.of("input", Map.of("name", text)))
			.json()
			.at("/data/createCustomer/customer/name")
			.asString()).isEqualTo(text);
	}

	private void unharmed(String query, String place, Object value) {
		String body = Wire.JSON.writeValueAsString(Map.of("query", query, place, value));
		assertThat(this.wire.send(body, "application/json").code()).isNotEqualTo("INTERNAL_ERROR");
	}

	private static Set<String> loaded() {
		return loaded(CLASSES.toArray(String[]::new));
	}

	private static Set<String> loaded(String... names) {
		Set<String> wanted = Set.of(names);
		Set<String> loaded = new TreeSet<>();
		for (Class<?> type : instrumentation().getAllLoadedClasses()) {
			if (wanted.contains(type.getName())) {
				loaded.add(type.getName());
			}
		}
		return loaded;
	}

	/** Asked by name: what the agent is annotated with is not on the class path. */
	private static Instrumentation instrumentation() {
		try {
			return (Instrumentation) Class.forName("net.bytebuddy.agent.ByteBuddyAgent")
				.getMethod("install")
				.invoke(null);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

/** Classes that nobody loads unless asked to; inside a test class, JUnit would. */
final class Gadgets {

	private Gadgets() {
	}

	/** Would be made of text. */
	static final class Bait {

	}

	/** Is loaded on purpose. */
	static final class Caught {

	}

}
