/**
 * The outer wall that speaks to clients: GraphQL over HTTP, over server-sent events and
 * over WebSocket, all on one path with one meaning. Malformed, oversized and forbidden
 * requests end here, with a published code, before anything is executed. What an
 * operation means is decided behind {@code WebGraphQlHandler}; which kinds of operation a
 * transport admits is passed on in the GraphQL context under {@code rapport.operations}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy", "events" })
package dev.rapport.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
