package dev.rapport.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import dev.rapport.Tenants;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Texts that mean something to SQL, to patterns, to JSON paths, to terminals or to
 * nobody, in every place that takes a text: none may break anything or show anything.
 * {@code -Dharness.payloads=20000} tries more.
 */
@Harness
class InjectionTests {

	private static final int PAYLOADS = Integer.getInteger("harness.payloads", 2_000);

	private static final long SEED = Long.getLong("harness.seed", System.nanoTime());

	private static final List<String> PIECES = List.of("'", "\"", "''", "' or '1'='1", "'; drop table customer; --",
			"') or true --", "' union select cursor_key::text from tenant --", "\\", "\\'", "$1", "$2::uuid", "$$", "%",
			"%%%%%%%%", "_", "\\%", "\\_", "%' and 1=(select 1/0) --", "/*", "*/ or 1=1", ":name", "?", "?1", "{x}",
			"{owned owner_id}", "seen(customers, c)", "$.*", "$[*] ? (@ > 0)", "$.keyvalue()", "@.a == \"b\"", "(a+)+$",
			"((((((((((a*)*)*)*)*)*)*)*)*)*!", "[[:alpha:]", "\u0000", "a\u0000b", "\u202Egnp.exe", "\u2066\u2069",
			"\uFEFF", "\u200B", "\uD800", "\uDFFFx", "\uD83D\uDE00", "＇；－－", "İ", "ß", "ﷺ", "null", "true", "-1",
			"1e309", "NaN", "0x27", "%00", "\\u0027", "${jndi:ldap://127.0.0.1/a}", "#{7*7}", "{{7*7}}", "<script>",
			"\r\nSet-Cookie: a=b", "\t", "\u001B[2J", "=cmd|' /C calc'!A0", "../../etc/passwd", "cus_", "cus_\u0000",
			"cus_zzzzzzzzzzzzzzzzzzzzzzzzzz", "e30", "AQEAGjIwMjY", "'".repeat(3_000), "%_".repeat(1_500),
			"金".repeat(2_000), "\uD83D\uDC69\u200D\uD83D\uDC67".repeat(300));

	@Autowired
	Tenants tenants;

	@Autowired
	ApplicationContext context;

	@Test
	void breaksNothingAndShowsNothing() {
		World world = World.shared(this.tenants, this.context, SEED);
		Attacks attacks = new Attacks(world, SEED);
		Random random = new Random(SEED);
		List<Attack> all = new ArrayList<>();
		while (all.size() < PAYLOADS) {
			Slot slot = attacks.slots().get((all.size() + (int) (SEED & 0xffff)) % attacks.slots().size());
			boolean rare = slot.root().operation().equals("subscription") && random.nextInt(10) != 0;
			Slot place = rare ? attacks.slots().get(random.nextInt(attacks.slots().size())) : slot;
			all.add(attacks.injecting(place, world.attackers.get(random.nextInt(2)), payload(random)));
		}
		Assault assault = new Assault(world);
		Findings findings = assault.on(all, Ledger.of(this.tenants.owner(), world.a.id().value()),
				Duration.ofMinutes(10));
		System.out.println("injection: seed " + SEED + "\n  " + findings.summary());
		assertThat(findings.failures()).isEmpty();
	}

	private static String payload(Random random) {
		String piece = PIECES.get(random.nextInt(PIECES.size()));
		return switch (random.nextInt(4)) {
			case 0 -> piece + PIECES.get(random.nextInt(PIECES.size()));
			case 1 -> "cnry" + piece;
			case 2 -> "a" + piece + "金";
			default -> piece;
		};
	}

}
