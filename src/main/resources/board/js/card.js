import { h } from './dom.js';
import { date, money, t } from './words.js';

/** The card of a deal, with the grip by which it is moved. */
export function cardOf(deal, listeners) {
  const name = `card-${deal.id}`;
  return h('li', { class: 'card', 'data-id': deal.id },
      h('div', { class: 'card-head' },
          h('h3', { id: name }, deal.name),
          h('button', {
            type: 'button', class: 'grip', 'aria-label': t('move', { name: deal.name }), title: t('moveHint'), ...listeners
          }, '⠿')),
      deal.customer && h('a', { href: `#/customer/${deal.customer.id}` }, deal.customer.name),
      h('p', { class: 'facts' },
          h('span', { class: 'amount' }, deal.amount ? money(deal.amount) : t('noAmount')),
          deal.owner && h('span', { class: 'owner' }, deal.owner.name)),
      deal.expectedCloseDate && h('p', { class: 'when' },
          t(deal.category === 'OPEN' ? 'closesOn' : 'closedOn', { date: date(deal.expectedCloseDate) })));
}
