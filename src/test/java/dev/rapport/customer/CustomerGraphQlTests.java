package dev.rapport.customer;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;

@RapportTest
class CustomerGraphQlTests {

	@Autowired
	Tenants tenants;

	@Test
	void createsAndReadsBack() {
		var graphQl = this.tenants.found().graphQl();
		String id = graphQl
			.document(
					"""
							mutation { createCustomer(input: {name: "华信科技 Ltd", industry: "Software"}) {
							  customer { id number version status statusLabel(locale: "zh-CN") owner { name } createdBy { name } createdAt }
							  errors { code message path } } }""")
			.execute()
			.path("createCustomer.errors")
			.entityList(Object.class)
			.hasSize(0)
			.path("createCustomer.customer.owner.name")
			.entity(String.class)
			.isEqualTo("Ann Able")
			.path("createCustomer.customer.statusLabel")
			.entity(String.class)
			.isEqualTo("潜在客户")
			.path("createCustomer.customer.id")
			.entity(String.class)
			.get();
		graphQl.document(
				"query($id: ID!) { node(id: $id) { id ... on Customer { name children { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage } } } } customers(filter: {name: {contains: \"信科\"}}) { totalCount nodes { name } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor } } eventCursor }")
			.variable("id", id)
			.execute()
			.path("node.name")
			.entity(String.class)
			.isEqualTo("华信科技 Ltd")
			.path("customers.totalCount")
			.entity(Integer.class)
			.isEqualTo(1);
	}

}
