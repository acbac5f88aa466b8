/** The members and the tree of teams, as filters need them. */
export class People {
  constructor({ members, teams }) {
    this.members = members.nodes.toSorted((one, other) => one.name.localeCompare(other.name));
    this.teams = teams.nodes;
  }

  children(parent) {
    return this.teams.filter((team) => (team.parent?.id ?? null) === parent);
  }

  /** All teams from the top down, each with its depth. */
  tree(parent = null, depth = 0) {
    return this.children(parent).flatMap((team) => [{ ...team, depth }, ...this.tree(team.id, depth + 1)]);
  }

  /** The members of a team and of the teams below it. */
  within(teamId) {
    const ids = new Set([teamId, ...this.tree(teamId).map((team) => team.id)]);
    return this.members.filter((member) => ids.has(member.team?.id));
  }

  /** The teams just below the top that have people: the offices of a sales organisation. */
  offices() {
    const tops = this.children(null);
    const below = tops.flatMap((top) => this.children(top.id));
    return (below.length ? below : tops).filter((team) => this.within(team.id).length);
  }

  /** What a board's filter says about an owner or an office; undefined if neither is chosen. */
  filter({ owner, team }) {
    if (owner) return { ownerId: { eq: owner } };
    if (!team) return undefined;
    return { ownerId: { in: this.within(team).slice(0, 100).map((member) => member.id) } };
  }
}
