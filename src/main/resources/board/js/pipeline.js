import { Sums } from './money.js';

const REMEMBERED_EVENTS = 500;

/** One column: exact totals of all its deals, and the cards that were loaded so far. */
class Column {
  constructor({ stage, count, amounts, weightedAmounts, opportunities }) {
    this.stage = stage;
    this.count = count;
    this.amounts = new Sums(amounts);
    this.weighted = new Sums(weightedAmounts);
    this.cards = opportunities.nodes;
    this.page = opportunities.pageInfo;
  }

  add({ count, amount, weightedAmount }) {
    this.count += count;
    this.amounts.add(amount);
    this.weighted.add(weightedAmount);
  }

  take(id) {
    const at = this.cards.findIndex((card) => card.id === id);
    return at < 0 ? undefined : this.cards.splice(at, 1)[0];
  }
}

/**
 * A board in memory. It begins with what `pipelineBoard` answered and from then on is only told differences, so its
 * totals are right for deals, too, whose cards were never loaded. It draws nothing.
 */
export class Pipeline {

  #seen = new Set();

  constructor(board) {
    this.columns = board.columns.map((column) => new Column(column));
    this.cursor = board.eventCursor;
  }

  column(stageId) {
    return this.columns.find((column) => column.stage.id === stageId);
  }

  /** A loaded card and the column that it stands in. */
  find(id) {
    for (const column of this.columns) {
      const card = column.cards.find((candidate) => candidate.id === id);
      if (card) return { card, column };
    }
    return undefined;
  }

  /** Takes a message of `pipelineChanged`; false if it was known, as delivery is at least once. */
  apply(change) {
    if (change.kind === 'HEARTBEAT' || this.#seen.has(change.eventId)) return false;
    this.#remember(change.eventId);
    change.deltas.forEach((delta) => delta.stage && this.column(delta.stage.id)?.add(delta));
    if (change.kind === 'LEFT_FILTER' || change.kind === 'ACCESS_REMOVED') this.#remove(change.recordId);
    else if (change.opportunity) this.place(change.opportunity);
    return true;
  }

  /** Puts a deal where it stands, on top if it is new there; one that is older than the card on the board is ignored. */
  place(deal) {
    const known = this.find(deal.id);
    if (known && known.card.version > deal.version) return;
    const column = this.column(deal.stage.id);
    if (!column) return;
    if (known?.column === column) {
      column.cards[column.cards.indexOf(known.card)] = deal;
    } else {
      known?.column.take(deal.id);
      column.cards.unshift(deal);
    }
  }

  /** Shows a card in another column before the service agrees; the totals wait for its word. Answers how to undo it. */
  lend(id, stageId) {
    const { card, column } = this.find(id);
    const at = column.cards.indexOf(card);
    column.take(id);
    this.column(stageId).cards.unshift(card);
    return () => {
      const now = this.find(id);
      if (now?.card !== card) return;
      now.column.take(id);
      column.cards.splice(at, 0, card);
    };
  }

  /** Adds a further page to a column; what moved meanwhile is there already. */
  append(stageId, { nodes, pageInfo }) {
    const column = this.column(stageId);
    column.cards.push(...nodes.filter((card) => !this.find(card.id)));
    column.page = pageInfo;
  }

  #remove(id) {
    this.find(id)?.column.take(id);
  }

  #remember(eventId) {
    this.#seen.add(eventId);
    if (this.#seen.size > REMEMBERED_EVENTS) this.#seen.delete(this.#seen.values().next().value);
  }
}
