package dev.rapport.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.test.context.TestPropertySource;

import dev.rapport.RapportTest;

/**
 * A test that attacks. Nobody is held to a budget, as the attacks are many; and
 * subscriptions have a heartbeat so often that its cursor tells when all has been heard.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RapportTest
@TestPropertySource(properties = { "rapport.limits.client-burst=1000000000", "rapport.limits.tenant-burst=1000000000",
		"rapport.limits.anonymous.burst=1000000000", "rapport.events.heartbeat=100ms" })
@interface Harness {

}
