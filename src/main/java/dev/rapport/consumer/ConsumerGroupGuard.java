package dev.rapport.consumer;

import org.springframework.stereotype.Component;

import dev.rapport.persistence.RowGuard;

/** Groups are reached by their owner, and by who reaches those of others. */
@Component
class ConsumerGroupGuard implements RowGuard {

	static final String KIND = "events";

	@Override
	public String kind() {
		return KIND;
	}

	@Override
	public String prefix() {
		return ConsumerGroupId.PREFIX;
	}

	@Override
	public String type() {
		return "ConsumerGroup";
	}

	@Override
	public String table() {
		return "consumer_group";
	}

	@Override
	public String rule() {
		return "{owned owner_id}";
	}

}
