import { h } from './dom.js';
import { t } from './words.js';

const LONGEST_REASON = 500;

/** Opens a dialog and answers what `result` says of its form, or undefined if it was left. */
function dialog(title, contents, confirm, result) {
  return new Promise((resolve) => {
    let answer;
    const form = h('form', { onsubmit: (event) => { event.preventDefault(); answer = result(new FormData(form)); box.close(); } },
        h('h2', { id: 'dialog-title' }, title), contents,
        h('div', { class: 'buttons' },
            h('button', { type: 'button', class: 'quiet', onclick: () => box.close() }, t('cancel')),
            confirm && h('button', { type: 'submit', class: 'primary' }, confirm)));
    const box = h('dialog', { 'aria-labelledby': 'dialog-title', onclose: () => { box.remove(); resolve(answer); } }, form);
    document.body.append(box);
    box.showModal();
  });
}

export const confirmed = (title, text, confirm) => dialog(title, h('p', {}, text), confirm, () => true);

/** Asks for a reason in words; undefined if there is none. */
export function reason(title, label, confirm, suggestions = []) {
  const field = h('input', { name: 'reason', required: true, maxlength: LONGEST_REASON, autocomplete: 'off', list: 'reasons' });
  return dialog(title, [
    h('label', {}, h('span', {}, label), field),
    h('datalist', { id: 'reasons' }, suggestions.map((text) => h('option', { value: text })))
  ], confirm, (form) => form.get('reason').trim() || undefined);
}

/** Asks for one of several; the way to move a card without dragging. */
export function choice(title, options, chosen) {
  return dialog(title, h('fieldset', {}, h('legend', { class: 'unseen' }, title), options.map(({ value, label }) =>
    h('label', { class: 'option' },
        h('input', { type: 'radio', name: 'choice', value, checked: value === chosen }), h('span', {}, label)))),
  t('moveHere'), (form) => form.get('choice'));
}
