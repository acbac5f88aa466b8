import { agenda } from './agenda.js';
import { ask } from './api.js';
import { h } from './dom.js';
import { CUSTOMER } from './operations.js';
import { timeline } from './timeline.js';
import { date, language, money, number, t } from './words.js';

const HREF = { EMAIL: 'mailto:', PHONE: 'tel:' };

/** All about one customer, its timeline live. */
export async function customerPage(frame, route) {
  const { customer, eventCursor } = await ask(CUSTOMER, { id: route.id, locale: language });
  if (!customer) return { content: [h('p', { class: 'empty' }, t('noCustomer'))] };
  const mine = await agenda(route);
  const story = timeline(customer.id, customer.timeline, eventCursor, route);
  return {
    content: [h('article', { class: 'page customer' },
        head(customer),
        h('div', { class: 'two' },
            h('div', {}, deals(customer), tickets(customer), panel('timeline', t('timeline'), story.content)),
            h('aside', { 'aria-label': t('details') }, facts(customer), contacts(customer), mine.element)))],
    leave: () => { mine.leave(); story.leave(); }
  };
}

const head = (customer) => h('header', { class: 'head' },
    h('p', { class: 'lead' }, customer.number),
    h('h1', {}, customer.name),
    h('p', { class: 'facts' },
        h('span', { class: 'badge' }, customer.statusLabel), customer.industry && h('span', {}, customer.industry)));

const panel = (id, title, ...content) =>
  h('section', { class: 'panel', 'aria-labelledby': id }, h('h2', { id }, title), content);

const rows = (nodes, row, none) => nodes.length ? h('ul', { class: 'rows' }, nodes.map(row)) : h('p', { class: 'none' }, none);

function deals({ opportunities, won }) {
  const title = h('span', { class: 'count' }, number(opportunities.totalCount));
  return panel('deals', [t('openDeals'), title],
      rows(opportunities.nodes, (deal) => h('li', {},
          h('span', { class: 'what' }, deal.name, h('small', {}, [deal.stage.label,
            deal.expectedCloseDate && t('closesOn', { date: date(deal.expectedCloseDate) })].filter(Boolean).join(' · '))),
          h('span', { class: 'amount' }, deal.amount ? money(deal.amount) : '–')), t('noDeals')),
      opportunities.totalCount > opportunities.nodes.length
        && h('p', { class: 'hint' }, t('onlyTheLargest', { count: number(opportunities.nodes.length) })),
      won.totalCount > 0 && h('p', { class: 'hint' }, t('wonSoFar', { count: number(won.totalCount) })));
}

function tickets({ tickets: { nodes, totalCount } }) {
  return panel('tickets', [t('openTickets'), h('span', { class: 'count' }, number(totalCount))],
      rows(nodes, (ticket) => h('li', {},
          h('span', { class: 'what' }, ticket.subject, h('small', {}, `${ticket.number} · ${date(ticket.createdAt)}`)),
          h('span', { class: 'badges' },
              h('span', { class: ['HIGH', 'URGENT'].includes(ticket.priority) ? 'badge alarm' : 'badge' }, ticket.priorityLabel),
              h('span', { class: 'badge' }, ticket.statusLabel))), t('noTickets')));
}

function facts(customer) {
  const place = customer.addresses.map(({ line1, city, region, country }) =>
    [line1, city, region, country && new Intl.DisplayNames(language, { type: 'region' }).of(country)].filter(Boolean).join(', '));
  const known = [
    ['kind', customer.kindLabel],
    ['legalName', customer.legalName],
    ['owner', customer.owner?.name],
    ['parent', customer.parent && h('a', { href: `#/customer/${customer.parent.id}` }, customer.parent.name)],
    ['employees', customer.employees !== null && number(customer.employees)],
    ['revenue', customer.annualRevenue && money(customer.annualRevenue, 'short')],
    ['founded', customer.foundedYear],
    ['address', place.filter(Boolean).join('; ')],
    ['reach', reach(customer.contactPoints)]
  ].filter(([, value]) => Array.isArray(value) ? value.length : value);
  return panel('facts', t('keyData'),
      h('dl', {}, known.map(([key, value]) => h('div', {}, h('dt', {}, t(key)), h('dd', {}, value)))));
}

function contacts({ contacts: { nodes } }) {
  return panel('contacts', t('contacts'), rows(nodes, (contact) => h('li', {},
      h('span', { class: 'what' }, contact.name, contact.title && h('small', {}, contact.title)),
      h('span', { class: 'reach' }, reach(contact.contactPoints))), t('noContacts')));
}

const reach = (points) => points.map(({ kind, value }) =>
  HREF[kind] ? h('a', { href: HREF[kind] + value }, value) : h('span', {}, value));
