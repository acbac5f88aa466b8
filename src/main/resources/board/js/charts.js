import { h, s, styled } from './dom.js';

const WIDTH = 1040;
const HEIGHT = 240;
const LEFT = 56;
const BOTTOM = 24;
const TICKS = 4;

/** Horizontal bars with their numbers in words, which makes them a table that needs no second one. */
export function bars(rows) {
  const most = Math.max(...rows.map(({ value }) => value), 1);
  return h('ul', { class: 'bars' }, rows.map(({ label, value, part, text, note }) => h('li', {},
      h('span', { class: 'label' }, label),
      h('span', { class: 'track', 'aria-hidden': 'true' },
          styled(h('span', { class: part === undefined ? 'fill' : 'fill pale' }), { width: `${100 * value / most}%` }),
          part !== undefined && styled(h('span', { class: 'fill' }), { width: `${100 * part / most}%` })),
      h('span', { class: 'number' }, h('b', {}, text), note && h('small', {}, note)))));
}

export const legend = (names, kind = '') =>
  h('ul', { class: `legend ${kind}`, 'aria-hidden': 'true' }, names.map((name, at) => h('li', { class: `series-${at}` }, name)));

/** Numbers behind a drawing, for whom a drawing says nothing. */
export const table = (title, heads, rows) => h('details', {}, h('summary', {}, title),
    h('div', { class: 'scroll', role: 'region', 'aria-label': title, tabindex: 0 }, h('table', {},
        h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))),
        h('tbody', {}, rows.map(([first, ...rest]) =>
          h('tr', {}, h('th', { scope: 'row' }, first), rest.map((cell) => h('td', {}, cell))))))));

/** The step of an axis: 1, 2 or 5 times a power of ten. */
function step(most) {
  const raw = most / TICKS;
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= raw);
}

/** Stacked columns over time, one colour a series. */
export function columns(rows, text, title) {
  const most = Math.max(...rows.map(({ values }) => values.reduce((sum, value) => sum + value, 0)), 1);
  const every = step(most);
  const top = Math.ceil(most / every) * every;
  const y = (value) => 8 + (HEIGHT - BOTTOM - 8) * (1 - value / top);
  const slot = (WIDTH - LEFT) / rows.length;
  const lines = Array.from({ length: Math.round(top / every) + 1 }, (_, at) => at * every);
  return s('svg', { class: 'columns', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': title },
      lines.map((value) => [
        s('line', { x1: LEFT, x2: WIDTH, y1: y(value), y2: y(value) }),
        s('text', { x: LEFT - 8, y: y(value) + 4, 'text-anchor': 'end' }, text(value))]),
      rows.map(({ label, values }, at) => [
        stack(values, LEFT + slot * (at + 0.18), slot * 0.64, y),
        s('text', { x: LEFT + slot * (at + 0.5), y: HEIGHT - 6, 'text-anchor': 'middle' }, label)]));
}

/** The same lying down, for screens on which columns would be too narrow to read. */
export function lying(rows, text) {
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const most = Math.max(...rows.map(({ values }) => sum(values)), 1);
  return h('ul', { class: 'bars lying' }, rows.map(({ label, values }) => h('li', {},
      h('span', { class: 'label' }, label),
      h('span', { class: 'track', 'aria-hidden': 'true' },
          values.map((value, at) => styled(h('span', { class: `series-${at}` }), { width: `${100 * value / most}%` }))),
      h('span', { class: 'number' }, h('b', {}, text(sum(values)))))));
}

function stack(values, x, width, y) {
  let below = 0;
  return values.map((value, at) => {
    const top = y(below + value);
    const rect = s('rect', { class: `series-${at}`, x, width, y: top, height: Math.max(0, y(below) - top) });
    below += value;
    return rect;
  });
}
