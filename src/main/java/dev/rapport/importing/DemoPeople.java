package dev.rapport.importing;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.importing.SalesData.Agent;
import dev.rapport.kernel.Stamp;
import dev.rapport.kernel.Texts;
import dev.rapport.member.Member;
import dev.rapport.member.MemberId;
import dev.rapport.member.MemberProfile;
import dev.rapport.member.Members;
import dev.rapport.member.Team;
import dev.rapport.member.TeamId;
import dev.rapport.member.Teams;

/**
 * Loads the people of the demo tenant: sales by office and manager, and a small service
 * desk.
 */
@Component
class DemoPeople {

	/**
	 * The service desk, which the data set does not have: half of it answers in Chinese.
	 */
	static final List<String> SERVICE = List.of("李娜", "Grace Miller", "王强");

	private final Teams teams;

	private final Members members;

	DemoPeople(Teams teams, Members members) {
		this.teams = teams;
		this.members = members;
	}

	/** The members by name. */
	Mono<Map<String, Member>> load(List<Agent> agents, MemberId by, LoadReport report) {
		Stamp stamp = Stamp.created(DemoSales.BEGINNING, by.value());
		Set<String> offices = new LinkedHashSet<>(agents.stream().map(Agent::office).toList());
		Map<String, String> managers = new LinkedHashMap<>();
		agents.forEach((agent) -> managers.put(agent.manager(), agent.office()));
		return this.teams.createAll(List.of(team("Sales 销售部", null, stamp), team("Service 客服部", null, stamp)))
			.flatMap((tops) -> this.teams
				.createAll(offices.stream().map((office) -> team(office, tops.getFirst().id(), stamp)).toList())
				.map((created) -> named(tops, created)))
			.flatMap((known) -> this.teams
				.createAll(managers.entrySet()
					.stream()
					.map((manager) -> team(teamOf(manager.getKey()),
							Objects.requireNonNull(known.get(manager.getValue())).id(), stamp))
					.toList())
				.map((created) -> named(List.copyOf(known.values()), created)))
			.flatMap((known) -> this.members.createAll(drafts(agents, managers, known, stamp)))
			.doOnNext((created) -> report.created(SalesData.TEAMS, agents.size()))
			.map(DemoPeople::byName);
	}

	private static List<Members.Draft> drafts(List<Agent> agents, Map<String, String> managers, Map<String, Team> teams,
			Stamp stamp) {
		Stream<Members.Draft> heads = managers.keySet()
			.stream()
			.map((name) -> member(name, "Sales manager", teams.get(teamOf(name)), "en", stamp));
		Stream<Members.Draft> sellers = agents.stream()
			.map((agent) -> member(agent.name(), "Sales agent", teams.get(teamOf(agent.manager())), "en", stamp));
		Stream<Members.Draft> desk = SERVICE.stream()
			.map((name) -> member(name, "Service agent", teams.get("Service 客服部"),
					name.charAt(0) > 0x2E80 ? "zh-CN" : "en", stamp));
		return Stream.of(heads, sellers, desk).flatMap((group) -> group).toList();
	}

	private static Members.Draft member(String name, String title, @Nullable Team team, String locale, Stamp stamp) {
		TeamId teamId = (team == null) ? null : team.id();
		return new Members.Draft(new MemberProfile(name, subject(name) + "@demo.example", title, locale, teamId),
				subject(name), List.of(role(title)), true, stamp);
	}

	private static String role(String title) {
		return switch (title) {
			case "Sales manager" -> "MANAGER";
			case "Service agent" -> "AGENT";
			default -> "REP";
		};
	}

	/** What a demo user's token calls the member: the name in lower case, with dots. */
	static String subject(String name) {
		return switch (name) {
			case "李娜" -> "li.na";
			case "王强" -> "wang.qiang";
			default -> Texts.normal(name).replace(' ', '.');
		};
	}

	private static Teams.Draft team(String name, @Nullable TeamId parent, Stamp stamp) {
		return new Teams.Draft(name, parent, null, stamp);
	}

	private static String teamOf(String manager) {
		return "Team " + manager;
	}

	private static Map<String, Team> named(List<Team> known, List<Team> created) {
		Map<String, Team> named = new LinkedHashMap<>();
		Stream.concat(known.stream(), created.stream()).forEach((team) -> named.put(team.name(), team));
		return named;
	}

	private static Map<String, Member> byName(List<Member> members) {
		Map<String, Member> byName = new LinkedHashMap<>();
		members.forEach((member) -> byName.put(member.name(), member));
		return byName;
	}

}
