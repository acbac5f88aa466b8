import { activityLine } from './activity.js';
import { ask, follow } from './api.js';
import { h, notice } from './dom.js';
import { FOLLOW_TIMELINE, MORE_TIMELINE } from './operations.js';
import { caughtUp } from './status.js';
import { language, t } from './words.js';

/** A customer's timeline: the latest first, more on demand, and live. */
export function timeline(customerId, { nodes, pageInfo }, after, route) {
  let entries = nodes;
  let page = pageInfo;
  const list = h('ol', { class: 'activities timeline' });
  const button = h('button', { type: 'button', class: 'more', onclick: more }, t('older'));

  function draw() {
    const lines = entries.map((entry) => activityLine(entry));
    list.replaceChildren(...(lines.length ? lines : [h('li', { class: 'empty' }, t('noActivities'))]));
    button.hidden = !page.hasNextPage;
  }

  async function more() {
    try {
      const { customer } = await ask(MORE_TIMELINE, { id: customerId, after: page.endCursor, locale: language });
      const known = new Set(entries.map(({ id }) => id));
      entries = [...entries, ...customer.timeline.nodes.filter(({ id }) => !known.has(id))];
      page = customer.timeline.pageInfo;
      draw();
    } catch (problem) {
      notice(problem.message, t('close'), true);
    }
  }

  function take({ kind, recordId, activity }) {
    if (kind === 'HEARTBEAT') return;
    const gone = kind === 'LEFT_FILTER' || kind === 'ACCESS_REMOVED' || !activity;
    entries = entries.filter(({ id }) => id !== recordId);
    if (!gone) entries.push(activity);
    entries.sort((one, other) => other.happensAt.localeCompare(one.happensAt));
    draw();
  }

  draw();
  const leave = follow(FOLLOW_TIMELINE, { id: customerId, after, locale: language }, {
    next: (change) => { caughtUp(change); take(change); },
    lost: route.again
  });
  return { content: [list, button], leave };
}
