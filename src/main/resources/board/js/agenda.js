import { activityLine } from './activity.js';
import { ask, change, follow } from './api.js';
import { h, notice, say } from './dom.js';
import { AGENDA, COMPLETE, FOLLOW_AGENDA } from './operations.js';
import { language, t } from './words.js';

const OVERDUE_DAYS = 30;

function span() {
  const from = new Date();
  const to = new Date();
  from.setDate(from.getDate() - OVERDUE_DAYS);
  to.setHours(24, 0, 0, 0);
  return { from: from.toISOString(), to: to.toISOString() };
}

/** What the viewer has to do today, and should have done before; it is read again whenever one of these changes. */
export async function agenda(route) {
  const list = h('ul', { class: 'activities' });
  const read = () => ask(AGENDA, { ...span(), locale: language });
  const draw = ({ agenda: { nodes } }) => list.replaceChildren(...(nodes.length
    ? nodes.map((activity) => activityLine(activity, done))
    : [h('li', { class: 'empty' }, t('nothingToDo'))]));
  const again = () => read().then(draw).catch((problem) => notice(problem.message, t('close'), true));

  async function done(activity) {
    try {
      const answer = await change(COMPLETE, { input: { id: activity.id, version: activity.version } });
      if (answer.done.errors.length) throw new Error(answer.done.errors[0].message);
      say(t('tickedOff', { subject: activity.subject }));
    } catch (problem) {
      notice(problem.message, t('close'), true);
    }
    await again();
  }

  const first = await read();
  draw(first);
  const leave = follow(FOLLOW_AGENDA, { filter: { ownerId: { eq: first.viewer.id } }, after: first.eventCursor }, {
    next: ({ kind }) => kind !== 'HEARTBEAT' && again(),
    lost: route.again
  });
  const title = h('h2', { id: 'agenda' }, t('tasks'));
  return { element: h('section', { class: 'panel agenda', 'aria-labelledby': 'agenda' }, title, list), leave };
}
