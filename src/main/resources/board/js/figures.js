import { ask } from './api.js';
import { Sums } from './money.js';
import { LAST_WON, LOST_DEALS, totals } from './operations.js';
import { language, t } from './words.js';

const MONTHS = 12;
const END_OF_TIME = '9999-12-31T00:00:00Z';
const LOST_PAGES = 3;
const MOST_OFFICES = 6;

/** Reads the columns of a board under several filters, each summed up by the service. */
async function boards(pipeline, filters) {
  const { query, variables } = totals(filters);
  const answer = await ask(query, { pipeline, locale: language, ...variables });
  return Object.fromEntries(Object.entries(answer).map(([name, board]) => [name, board.columns]));
}

/** The currency with the largest sum; pictures are drawn in that one. */
export function dominant(...sums) {
  const all = new Sums(sums.flatMap((sum) => sum.list()));
  return all.list()[0]?.currency;
}

/**
 * How many deals got at least as far as each stage. A lost deal counts up to the stage that it was lost from, which only
 * its history knows: of these at most 300 are read, the latest, and stand for the rest.
 */
export async function funnel(pipeline) {
  const { all } = await boards(pipeline, { all: {} });
  const count = (category) => all.filter(({ stage }) => stage.category === category)
    .reduce((sum, column) => sum + column.count, 0);
  const open = all.filter(({ stage }) => stage.category === 'OPEN');
  const won = count('WON');
  const lost = count('LOST');
  const { lostFrom, sampled } = await losses(pipeline, open.map(({ stage }) => stage.id), lost);
  const standing = open.map((column, at) => column.count + Math.round(sampled ? lost * lostFrom[at] / sampled : 0));
  const reached = [...standing, won].map((_, at, here) => here.slice(at).reduce((sum, value) => sum + value, 0));
  const labels = [...open.map(({ stage }) => stage.label), t('wonStage')];
  const share = (at) => at ? reached[at] / Math.max(1, reached[at - 1]) : undefined;
  const steps = labels.map((label, at) => ({ label, reached: reached[at], share: share(at) }));
  return { steps, won, lost, sampled };
}

async function losses(pipeline, stages, lost) {
  const lostFrom = stages.map(() => 0);
  let sampled = 0;
  for (let page = 0, after = null; lost && page < LOST_PAGES; page += 1) {
    const { opportunities } = await ask(LOST_DEALS, { pipeline, after });
    opportunities.nodes.forEach(({ stageHistory }) => {
      lostFrom[Math.max(0, ...stageHistory.map(({ stage }) => stages.indexOf(stage?.id)))] += 1;
    });
    sampled += opportunities.nodes.length;
    after = opportunities.pageInfo.endCursor;
    if (!opportunities.pageInfo.hasNextPage) break;
  }
  return { lostFrom, sampled };
}

const sumOf = (columns, field = 'amounts') => new Sums(columns.flatMap((column) => column[field]));

/** A filter per office, named `o0`, `o1` …; an organisation without teams is one office. */
function byOffice(offices, people, more) {
  const some = offices.slice(0, MOST_OFFICES);
  const filters = some.length ? some.map((office) => people.filter({ team: office.id })) : [{}];
  return {
    names: some.length ? some.map(({ name }) => name) : [t('everybody')],
    filters: Object.fromEntries(filters.map((filter, at) => [`o${at}`, { ...filter, ...more }]))
  };
}

/** The twelve latest months in which something was won, the oldest first. */
async function monthsOfWins(pipeline) {
  const months = [];
  for (let before = END_OF_TIME; months.length < MONTHS; before = months[0].toISOString()) {
    const { opportunities } = await ask(LAST_WON, { pipeline, before });
    if (!opportunities.nodes.length) break;
    const won = new Date(opportunities.nodes[0].closedAt);
    months.unshift(new Date(Date.UTC(won.getUTCFullYear(), won.getUTCMonth())));
  }
  return months;
}

/** What each office won in each of these months: one request a month. */
export async function wonByMonth(pipeline, offices, people) {
  const begins = await monthsOfWins(pipeline);
  const months = await Promise.all(begins.map(async (begin) => {
    const end = new Date(Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth() + 1));
    const { filters } = byOffice(offices, people,
        { category: { eq: 'WON' }, closedAt: { gte: begin.toISOString(), lt: end.toISOString() } });
    const answers = await boards(pipeline, filters);
    return { begin, sums: Object.keys(filters).map((name) => sumOf(answers[name])) };
  }));
  return { months, offices: byOffice(offices, people).names };
}

/** What the open deals of each office are worth, in full and weighted by their probability. */
export async function forecast(pipeline, offices, people) {
  const { names, filters } = byOffice(offices, people, { category: { eq: 'OPEN' } });
  const answers = await boards(pipeline, { ...filters, all: { category: { eq: 'OPEN' } } });
  const figures = (columns) => ({ amounts: sumOf(columns), weighted: sumOf(columns, 'weightedAmounts'),
    count: columns.reduce((sum, column) => sum + column.count, 0) });
  return {
    offices: Object.keys(filters).map((name, at) => ({ name: names[at], ...figures(answers[name]) })),
    total: figures(answers.all)
  };
}
