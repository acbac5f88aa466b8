package dev.rapport.catalog;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.NodeSource;

@Repository
class ProductRepository implements NodeSource<Product> {

	@Override
	public String prefix() {
		return ProductId.PREFIX;
	}

	@Override
	public Class<Product> type() {
		return Product.class;
	}

	@Override
	public Mono<Map<UUID, Product>> byIds(Collection<UUID> ids) {
		return Mono.just(Map.of());
	}

}
