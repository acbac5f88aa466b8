package dev.rapport.catalog;

public record Product(ProductId id) {
}
