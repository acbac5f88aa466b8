package dev.rapport.catalog;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.dataloader.DataLoader;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.events.Change;
import dev.rapport.events.Changes;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.PageRequest;
import dev.rapport.member.Member;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.Paging;

@Controller
class ProductController {

	private final Products products;

	private final Paging paging;

	private final Changes changes;

	ProductController(Products products, Paging paging, Changes changes) {
		this.products = products;
		this.paging = paging;
		this.changes = changes;
	}

	@QueryMapping
	CompletableFuture<Product> product(Input arguments, DataLoader<UUID, Product> products) {
		return products.load(NodeId.decode(ProductId.PREFIX, arguments.text("id")));
	}

	@QueryMapping
	Mono<Connection<Product>> products(Input arguments) {
		return this.paging.page(ProductRepository.LISTING, PageRequest.of(arguments), ProductFilters.filter(arguments),
				ProductFilters.order(arguments));
	}

	@MutationMapping
	Mono<ProductPayload> createProduct(Input arguments) {
		return ProductPayload.of(this.products.create(arguments.child("input")));
	}

	@MutationMapping
	Mono<ProductPayload> updateProduct(Input arguments) {
		return ProductPayload.of(this.products.update(arguments.child("input")));
	}

	@MutationMapping
	Mono<ProductPayload> discontinueProduct(Input arguments) {
		return ProductPayload.of(this.products.discontinue(arguments.child("input")));
	}

	@MutationMapping
	Mono<ProductPayload> reactivateProduct(Input arguments) {
		return ProductPayload.of(this.products.reactivate(arguments.child("input")));
	}

	@SubscriptionMapping
	Flux<Change> productChanged(Input arguments) {
		return this.changes.of("Product", arguments, ProductFilters.filter(arguments));
	}

	@SchemaMapping
	CompletableFuture<Member> createdBy(Product product, DataLoader<UUID, Member> members) {
		return members.load(product.stamp().createdBy());
	}

	@SchemaMapping
	CompletableFuture<Member> updatedBy(Product product, DataLoader<UUID, Member> members) {
		return members.load(product.stamp().updatedBy());
	}

}
