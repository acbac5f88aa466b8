package dev.rapport.member;

import java.util.List;

import org.springframework.stereotype.Component;

import dev.rapport.persistence.RowGuard;

/** Clients are reached all or not at all: nobody owns one. */
@Component
class ClientGuard implements RowGuard {

	static final String KIND = "clients";

	@Override
	public String kind() {
		return KIND;
	}

	@Override
	public String prefix() {
		return ApiClientId.PREFIX;
	}

	@Override
	public String type() {
		return "ApiClient";
	}

	@Override
	public String table() {
		return "member";
	}

	@Override
	public List<String> owners() {
		return List.of();
	}

	@Override
	public String rule() {
		return "false";
	}

}
