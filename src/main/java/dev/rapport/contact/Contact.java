package dev.rapport.contact;

public record Contact(ContactId id) {
}
