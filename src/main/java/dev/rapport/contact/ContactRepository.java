package dev.rapport.contact;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.NodeSource;

@Repository
class ContactRepository implements NodeSource<Contact> {

	@Override
	public String prefix() {
		return ContactId.PREFIX;
	}

	@Override
	public Class<Contact> type() {
		return Contact.class;
	}

	@Override
	public Mono<Map<UUID, Contact>> byIds(Collection<UUID> ids) {
		return Mono.just(Map.of());
	}

}
