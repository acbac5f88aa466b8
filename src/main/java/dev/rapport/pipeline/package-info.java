/**
 * Floor 3: how sales proceed. A tenant has several pipelines, each with ordered stages.
 * Invariants: a pipeline has at least one open stage, one won and one lost stage; stage
 * keys are unique in it; a stage that opportunities stand in stays.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy", "persistence", "events", "member" })
package dev.rapport.pipeline;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
