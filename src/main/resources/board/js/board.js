import { ask, follow } from './api.js';
import { cardOf } from './card.js';
import { choice } from './dialogs.js';
import { arrange, h, notice, say } from './dom.js';
import { draggable, movableByKeys } from './dragging.js';
import { filterBar } from './filters.js';
import { move } from './moves.js';
import { BOARD, FOLLOW_BOARD, MORE_CARDS } from './operations.js';
import { Pipeline } from './pipeline.js';
import { caughtUp } from './status.js';
import { counted, language, money, number, t } from './words.js';

/** One currency beside the other; the title is exact. */
function sums(list, words = (sum) => sum) {
  const shown = list.map((sum) => h('span', { title: money(sum) }, words(money(sum, 'whole'))));
  return shown.length ? shown : [h('span', {}, '–')];
}

/** The board of one pipeline. */
export async function boardPage(frame, route) {
  const pipelineId = route.query.get('pipeline') ?? frame.pipelines[0]?.id;
  const chosen = { pipeline: pipelineId, owner: route.query.get('owner'), team: route.query.get('team') };
  const filter = frame.people.filter(chosen);
  const bar = filterBar(frame, chosen);
  if (!pipelineId) return { content: [h('p', { class: 'empty' }, t('noPipeline'))] };
  const { pipelineBoard } = await ask(BOARD, { pipeline: pipelineId, filter, locale: language });
  const pipeline = new Pipeline(pipelineBoard);
  const view = new BoardView(pipeline, filter);
  view.draw();
  const unfollow = follow(FOLLOW_BOARD, { pipeline: pipelineId, filter, after: pipeline.cursor }, {
    next: (change) => { caughtUp(change); if (pipeline.apply(change)) view.draw(change.recordId); },
    lost: route.again
  });
  return {
    content: [h('h1', { class: 'unseen' }, t('board')), bar, view.element],
    leave: () => { unfollow(); view.leave(); }
  };
}

/** Draws a pipeline and turns what hands do into moves. */
class BoardView {
  constructor(pipeline, filter) {
    this.pipeline = pipeline;
    this.filter = filter;
    this.drawn = new Map();
    this.lanes = new Map(pipeline.columns.map((column) => [column.stage.id, this.lane(column)]));
    this.element = h('div', { class: 'lanes', role: 'region', 'aria-label': t('board'), tabindex: 0 },
        [...this.lanes.values()]);
    this.leave = draggable(this.element, (card, lane) => this.drop(card, lane));
    this.keys = movableByKeys(() => [...this.lanes.values()], (lane) => this.columnOf(lane).stage.label,
        (card, lane) => this.drop(card, lane));
  }

  lane({ stage }) {
    const title = `stage-${stage.id}`;
    const category = stage.category.toLowerCase();
    return h('section', { class: `lane ${category}`, 'data-stage': stage.id, 'aria-labelledby': title },
        h('header', {},
            h('h2', { id: title }, stage.label), h('span', { class: 'count' }),
            h('p', { class: 'sums' }), h('p', { class: 'weighted' })),
        h('ul', { class: 'cards', tabindex: -1, 'aria-labelledby': title }),
        h('button', { type: 'button', class: 'more', onclick: () => this.more(stage.id) }));
  }

  columnOf(lane) {
    return this.pipeline.column(lane.dataset.stage);
  }

  /** Draws what changed since the last time; the card that somebody else changed glows for a moment. */
  draw(changed) {
    const focused = document.activeElement?.closest?.('.card')?.dataset.id;
    this.pipeline.columns.forEach((column) => this.drawColumn(column, changed));
    if (focused && document.activeElement === document.body) this.drawn.get(focused)?.card.querySelector('.grip').focus();
  }

  drawColumn(column, changed) {
    const lane = this.lanes.get(column.stage.id);
    const part = (name) => lane.querySelector(name);
    part('.count').replaceChildren(number(column.count), h('span', { class: 'unseen' }, ` ${t('deals')}`));
    part('.sums').replaceChildren(...sums(column.amounts.list()));
    part('.weighted').replaceChildren(...sums(column.weighted.list(), (sum) => t('weighted', { sum })));
    arrange(part('.cards'), column.cards.map((deal) => this.card(deal, deal.id === changed)));
    part('.more').hidden = !column.page.hasNextPage;
    part('.more').textContent = counted('more', Math.max(0, column.count - column.cards.length));
  }

  /** The element of a deal; made anew only if the deal changed, so that focus and scrolling stay. */
  card(deal, changed) {
    const known = this.drawn.get(deal.id);
    if (known?.deal === deal) return known.card;
    const card = cardOf(deal, { ...this.keys, onclick: () => this.choose(card) });
    card.classList.toggle('changed', changed);
    this.drawn.set(deal.id, { deal, card });
    return card;
  }

  async choose(card) {
    const { card: deal, column } = this.pipeline.find(card.dataset.id);
    const options = this.pipeline.columns.map(({ stage }) => ({ value: stage.id, label: stage.label }));
    const stage = await choice(t('moveTo', { name: deal.name }), options, column.stage.id);
    if (stage) await this.drop(card, this.lanes.get(stage));
  }

  async drop(element, lane) {
    const { card: deal, column } = this.pipeline.find(element.dataset.id) ?? {};
    const { stage } = this.columnOf(lane);
    if (!deal || column.stage.id === stage.id) return say(t('putBack'));
    try {
      const moved = await move(this.pipeline, deal, stage, () => this.draw());
      say(moved ? t('moved', { name: deal.name, stage: stage.label }) : t('putBack'));
    } catch (problem) {
      notice(t('notMoved', { name: deal.name, reason: problem.message }), t('close'), true);
    }
    this.drawn.get(deal.id)?.card.querySelector('.grip').focus();
  }

  async more(stageId) {
    const { page } = this.pipeline.column(stageId);
    try {
      const { node } = await ask(MORE_CARDS, { stage: stageId, filter: this.filter, after: page.endCursor });
      this.pipeline.append(stageId, node.opportunities);
      this.draw();
    } catch (problem) {
      notice(problem.message, t('close'), true);
    }
  }
}
