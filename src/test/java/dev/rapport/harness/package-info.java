/**
 * The two-tenant differential harness: attacks that are generated from the schema of the
 * running application, the oracles that judge the answers, and the proof that these
 * oracles can fail. {@link dev.rapport.harness.World} is what is attacked,
 * {@link dev.rapport.harness.Attacks} what is tried, {@link dev.rapport.harness.Assault}
 * carries it out and judges.
 */
package dev.rapport.harness;
