import { h } from './dom.js';
import { t } from './words.js';

const INDENT = '\u2003';

/** The choice of pipeline, office and owner. It lives in the address: it survives a reload and can be sent to others. */
export function filterBar({ pipelines, people }, chosen, page = 'board') {
  const owners = chosen.team ? people.within(chosen.team) : people.members;
  const picks = [
    pipelines.length > 1 && pick('pipeline', pipelines, chosen.pipeline),
    page === 'board' && people.teams.length > 0 && pick('team', people.tree(), chosen.team, t('allTeams')),
    page === 'board' && people.members.length > 1 && pick('owner', owners, chosen.owner, t('allOwners'))
  ];
  return h('form', {
    class: 'filters', 'aria-label': t('filters'),
    onsubmit: (event) => event.preventDefault(), onchange: (event) => go(page, event)
  }, picks);
}

function pick(name, options, chosen, all) {
  return h('label', {}, h('span', {}, t(name)), h('select', { name },
      all && h('option', { value: '' }, all),
      options.map(({ id, name: label, depth = 0 }) =>
        h('option', { value: id, selected: id === chosen }, INDENT.repeat(depth) + label))));
}

function go(page, event) {
  const form = new FormData(event.currentTarget);
  if (event.target.name === 'team') form.delete('owner');
  const query = new URLSearchParams([...form].filter(([, value]) => value));
  location.hash = `#/${page}?${query}`;
}
