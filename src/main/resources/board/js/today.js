import { agenda } from './agenda.js';
import { h } from './dom.js';
import { date, t } from './words.js';

/** What the viewer has to do today. */
export async function todayPage({ viewer }, route) {
  const mine = await agenda(route);
  return {
    content: [h('div', { class: 'page narrow' },
        h('h1', {}, t('todayOf', { name: viewer.name })), h('p', { class: 'lead' }, date(new Date())), mine.element)],
    leave: mine.leave
  };
}
