package dev.rapport.web;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import graphql.ExecutionResult;

/** The encoding of answers, to be measured. */
public final class AnswerWork {

	private static final int PAGE = 50;

	private final Payloads payloads = new Payloads();

	private final ExecutionResult known = ExecutionResult.newExecutionResult().data(page()).build();

	/** A page of fifty customers as JSON. */
	public byte[] encoded() {
		return Wire.bytes(this.known.toSpecification());
	}

	/** A message to one subscriber, by a result that others may have got. */
	public byte[] message(ExecutionResult result) {
		return SocketMessage.next(SocketMessage.opening("s1"), this.payloads.of(result));
	}

	/** A message to one of the subscribers that got the same before. */
	public byte[] another() {
		return message(this.known);
	}

	private static Map<String, Object> page() {
		List<Map<String, Object>> nodes = IntStream.range(0, PAGE).mapToObj(AnswerWork::customer).toList();
		return Map.of("customers", Map.of("nodes", nodes, "pageInfo", Map.of("hasNextPage", true)));
	}

	private static Map<String, Object> customer(int i) {
		Map<String, Object> customer = new LinkedHashMap<>();
		customer.put("id", "cus_0193c8f04a4b7c1d8e2f%012d".formatted(i));
		customer.put("number", "C-" + i);
		customer.put("version", 3);
		customer.put("name", "Acme Industries " + i);
		customer.put("status", "CURRENT");
		customer.put("industry", "Machinery");
		customer.put("tags", List.of("key account", "2026"));
		customer.put("createdAt", "2026-11-22T08:30:00.123Z");
		customer.put("owner", new HashMap<>(Map.of("id", "mem_1", "name", "Ann Able")));
		return customer;
	}

}
