/** Every operation that the page sends. */

const CARD = `
  id version name category stage { id }
  amount { amount currency }
  expectedCloseDate
  customer { id name }
  owner { id name }`;

const MISTAKES = 'errors { code message ... on TransitionError { allowed } }';

export const FRAME = `query Frame {
  viewer { id name }
  pipelines(first: 50) { nodes { id name } }
  teams(first: 100) { nodes { id name parent { id } } }
  members(first: 100, filter: { active: { eq: true } }) { nodes { id name team { id } } }
}`;

export const BOARD = `query Board($pipeline: ID!, $filter: OpportunityFilter, $locale: Locale) {
  pipelineBoard(pipelineId: $pipeline, filter: $filter, first: 20) {
    eventCursor
    columns {
      stage { id label(locale: $locale) category }
      count
      amounts { amount currency }
      weightedAmounts { amount currency }
      opportunities { nodes { ${CARD} } pageInfo { hasNextPage endCursor } }
    }
  }
}`;

export const MORE_CARDS = `query MoreCards($stage: ID!, $filter: OpportunityFilter, $after: String) {
  node(id: $stage) {
    ... on Stage {
      opportunities(first: 20, after: $after, filter: $filter) { nodes { ${CARD} } pageInfo { hasNextPage endCursor } }
    }
  }
}`;

export const FOLLOW_BOARD = `subscription FollowBoard($pipeline: ID!, $filter: OpportunityFilter, $after: EventCursor) {
  pipelineChanged(pipelineId: $pipeline, filter: $filter, after: $after) {
    cursor kind eventId recordId version
    actor { id name }
    opportunity { ${CARD} }
    deltas { stage { id } count amount { amount currency } weightedAmount { amount currency } }
  }
}`;

export const MOVE = `mutation Move($input: MoveOpportunityInput!) {
  done: moveOpportunity(input: $input) { opportunity { ${CARD} } ${MISTAKES} }
}`;

export const REOPEN = `mutation Reopen($input: ReopenOpportunityInput!) {
  done: reopenOpportunity(input: $input) { opportunity { ${CARD} } ${MISTAKES} }
}`;

const ACTIVITY = `
  id version type typeLabel(locale: $locale) status statusLabel(locale: $locale)
  subject body outcome happensAt overdue
  owner { id name }`;

export const CUSTOMER = `query Customer($id: ID!, $locale: Locale) {
  eventCursor
  customer(id: $id) {
    id number name legalName industry employees foundedYear
    statusLabel(locale: $locale) kindLabel(locale: $locale)
    annualRevenue { amount currency }
    owner { name }
    parent { id name }
    contactPoints { kind value primary }
    addresses { line1 city region country }
    contacts(first: 20) { nodes { id name title contactPoints { kind value primary } } totalCount }
    opportunities(first: 20, filter: { category: { eq: OPEN } }, orderBy: [{ field: AMOUNT, direction: DESC, nulls: LAST }]) {
      nodes { id name stage { label(locale: $locale) } amount { amount currency } expectedCloseDate }
      totalCount
    }
    won: opportunities(first: 1, filter: { category: { eq: WON } }) { totalCount }
    tickets(first: 20, filter: { status: { in: [NEW, OPEN, PENDING, ON_HOLD] } }) {
      nodes { id number subject statusLabel(locale: $locale) priority priorityLabel(locale: $locale) createdAt }
      totalCount
    }
    timeline(first: 20) { nodes { ${ACTIVITY} } pageInfo { hasNextPage endCursor } }
  }
}`;

export const MORE_TIMELINE = `query MoreTimeline($id: ID!, $after: String, $locale: Locale) {
  customer(id: $id) { timeline(first: 20, after: $after) { nodes { ${ACTIVITY} } pageInfo { hasNextPage endCursor } } }
}`;

export const FOLLOW_TIMELINE = `subscription FollowTimeline($id: ID!, $after: EventCursor, $locale: Locale) {
  timelineAppended(customerId: $id, after: $after) { cursor kind recordId activity { ${ACTIVITY} } }
}`;

export const AGENDA = `query Agenda($from: DateTime!, $to: DateTime!, $locale: Locale) {
  eventCursor
  viewer { id }
  agenda(from: $from, to: $to, first: 50) { nodes { ${ACTIVITY} customers { id name } } pageInfo { hasNextPage } }
}`;

export const FOLLOW_AGENDA = `subscription FollowAgenda($filter: ActivityFilter, $after: EventCursor) {
  activityChanged(filter: $filter, after: $after) { cursor kind }
}`;

export const COMPLETE = `mutation Complete($input: CompleteActivityInput!) {
  done: completeActivity(input: $input) { activity { id version status } ${MISTAKES} }
}`;

export const LOST_DEALS = `query LostDeals($pipeline: ID!, $after: String) {
  opportunities(
    first: 100, after: $after, filter: { pipelineId: { eq: $pipeline }, category: { eq: LOST } }
    orderBy: [{ field: CLOSED_AT, direction: DESC }]
  ) { nodes { stageHistory { stage { id } } } pageInfo { hasNextPage endCursor } }
}`;

export const LAST_WON = `query LastWon($pipeline: ID!, $before: DateTime!) {
  opportunities(
    first: 1, filter: { pipelineId: { eq: $pipeline }, category: { eq: WON }, closedAt: { lt: $before } }
    orderBy: [{ field: CLOSED_AT, direction: DESC }]
  ) { nodes { closedAt } }
}`;

/** The totals of the same board under several filters, one alias each: sums made by the service, in one request. */
export function totals(filters) {
  const names = Object.keys(filters);
  const query = `query Totals($pipeline: ID!, ${names.map((name) => `$${name}: OpportunityFilter`).join(', ')}, $locale: Locale) {
    ${names.map((name) => `${name}: pipelineBoard(pipelineId: $pipeline, filter: $${name}, first: 1) {
      columns {
        stage { id label(locale: $locale) category } count amounts { amount currency } weightedAmounts { amount currency }
      }
    }`).join('\n')}
  }`;
  return { query, variables: filters };
}
