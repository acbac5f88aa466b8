package dev.rapport.watch;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may look, and how often is looked.
 *
 * @param token what a program from another machine sends as its bearer token to read
 * figures; without one only this machine may read them
 * @param interval between two looks at the figures of the database
 */
@ConfigurationProperties("rapport.watch")
record WatchSettings(@Nullable String token, @DefaultValue("10s") Duration interval) {

	/** Without the token. */
	@Override
	public String toString() {
		return "WatchSettings[" + this.interval + "]";
	}

}
