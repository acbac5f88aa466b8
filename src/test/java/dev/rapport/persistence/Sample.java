package dev.rapport.persistence;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.rapport.events.Facts;
import dev.rapport.kernel.Money;
import dev.rapport.kernel.NodeId;

/** A row of a table that has a column of every kind, each of which may be null. */
record Sample(Id id, @Nullable String name, @Nullable String code, @Nullable Integer size, @Nullable Boolean flag,
		@Nullable LocalDate day, @Nullable Instant time, @Nullable Money amount, @Nullable Id owner, List<Id> friends) {

	static final String PREFIX = "smp";

	static final List<String> NAMES = List.of("Ann", "ann", "ＡＢＣ科技", "abc科技 有限", "科", "", "a%b_c\\d", "Straße", "ΟΔΟΣ",
			"İzmir", "x");

	static final List<String> CODES = List.of("A", "a", "AB", "科", "A%", "");

	static final List<String> CURRENCIES = List.of("CNY", "JPY");

	static final List<Id> IDS = Stream.generate(() -> new Id(Ids.next())).limit(4).toList();

	static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

	/** Makes the table, once for each database. */
	static void make(JdbcTemplate owner, String appRole) {
		owner.execute("""
				drop table if exists sample_friend, sample;
				create table sample (tenant_id uuid, id uuid primary key, name text,
				  name_normal text generated always as (search_normal(name)) stored, code text, size int, flag boolean,
				  day date, time timestamptz, amount bigint, amount_currency text, owner_id uuid);
				create table sample_friend (tenant_id uuid, sample_id uuid, friend_id uuid);
				call protect('sample');
				call protect('sample_friend');
				create or replace function search_sample(part text) returns setof uuid stable security definer
				set search_path = public, pg_temp language sql as $$
				  select s.id from sample s where s.tenant_id = app_tenant()
				    and search_grams(coalesce(s.name, '') || ' ' || coalesce(s.code, '')) @> search_grams(part)
				    and search_normal(coalesce(s.name, '') || ' ' || coalesce(s.code, '')) like search_pattern(part)
				$$;
				create policy lookup on sample for select to rapport_definer using (true);
				grant select on sample to rapport_definer;
				alter function search_sample owner to rapport_definer;
				revoke all on function search_sample from public;
				grant execute on function search_sample to %s""".formatted(appRole));
	}

	static Sample random(Random random) {
		return new Sample(new Id(Ids.next()), any(random, NAMES), any(random, CODES), any(random, List.of(-1, 0, 1, 7)),
				any(random, List.of(true, false)), any(random, days()), any(random, times()), any(random, amounts()),
				any(random, IDS), IDS.stream().filter((id) -> random.nextInt(4) == 0).toList());
	}

	static List<LocalDate> days() {
		return Stream.iterate(LocalDate.of(2026, 1, 30), (day) -> day.plusDays(1)).limit(4).toList();
	}

	static List<Instant> times() {
		return Stream.iterate(EPOCH, (time) -> time.plusMillis(1)).limit(4).toList();
	}

	static List<Money> amounts() {
		return CURRENCIES.stream()
			.flatMap((currency) -> Stream.of(0L, 100L, 250L).map((minor) -> new Money(minor, currency)))
			.toList();
	}

	static <T> @Nullable T any(Random random, List<T> values) {
		return (random.nextInt(5) == 0) ? null : values.get(random.nextInt(values.size()));
	}

	void insert(JdbcTemplate owner, UUID tenant) {
		owner.update("""
				insert into sample (tenant_id, id, name, code, size, flag, day, time, amount, amount_currency, owner_id)
				values (?, ?, ?, ?, ?, ?, ?, ?::text::timestamptz, ?, ?, ?)""", tenant, this.id.value(), this.name,
				this.code, this.size, this.flag, this.day, (this.time == null) ? null : this.time.toString(),
				(this.amount == null) ? null : this.amount.minor(),
				(this.amount == null) ? null : this.amount.currency(),
				(this.owner == null) ? null : this.owner.value());
		this.friends.forEach((friend) -> owner.update("insert into sample_friend values (?, ?, ?)", tenant,
				this.id.value(), friend.value()));
	}

	Map<String, @Nullable Object> facts() {
		return new Facts().with("id", this.id)
			.with("name", this.name)
			.with("label", this.name)
			.with("code", this.code)
			.with("size", this.size)
			.with("flag", this.flag)
			.with("day", this.day)
			.with("time", this.time)
			.with("amount", this.amount)
			.with("ownerId", this.owner)
			.with("friendId", this.friends)
			.toMap();
	}

	record Id(UUID value) implements NodeId {

		@Override
		public String prefix() {
			return PREFIX;
		}

	}

}
