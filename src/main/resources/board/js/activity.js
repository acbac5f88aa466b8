import { h } from './dom.js';
import { moment, t } from './words.js';

/** One line of a timeline or an agenda. */
export function activityLine(activity, done) {
  const open = activity.status === 'OPEN';
  return h('li', { class: `activity ${open ? 'open' : 'past'}`, 'data-id': activity.id },
      done && h('button', {
        type: 'button', class: 'tick', 'aria-label': t('tickOff', { subject: activity.subject }), onclick: () => done(activity)
      }, '✓'),
      h('div', {},
          h('p', { class: 'subject' }, activity.subject),
          h('p', { class: 'facts' },
              h('span', { class: 'badge' }, activity.typeLabel),
              h('time', { datetime: activity.happensAt, class: activity.overdue ? 'overdue' : '' }, moment(activity.happensAt)),
              activity.overdue && h('span', { class: 'badge alarm' }, t('overdue')),
              activity.status === 'CANCELLED' && h('span', { class: 'badge' }, activity.statusLabel),
              activity.owner && h('span', {}, activity.owner.name),
              activity.customers?.map(({ id, name }) => h('a', { href: `#/customer/${id}` }, name))),
          activity.body && activity.body !== activity.subject && h('p', { class: 'body' }, activity.body),
          activity.outcome && h('p', { class: 'body' }, activity.outcome)));
}
