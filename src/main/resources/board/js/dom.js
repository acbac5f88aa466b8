const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** An element with attributes, listeners (`onclick`) and children; text is never read as markup. */
export const h = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

/** The same in a drawing. */
export const s = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

export const byId = (id) => document.getElementById(id);

/** Sets custom properties; a `style` attribute would be refused by the Content-Security-Policy. */
export function styled(element, properties) {
  Object.entries(properties).forEach(([name, value]) => element.style.setProperty(name, value));
  return element;
}

/** Puts children in order and moves only those that are out of place: the others keep focus and scrolling. */
export function arrange(list, elements) {
  const wanted = new Set(elements);
  [...list.children].forEach((child) => wanted.has(child) || child.remove());
  elements.forEach((element, at) => {
    if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null);
  });
}

/** Text for eyes and screen readers at the foot of the page; a mistake stays until it is closed. */
export function notice(text, close, mistake = false) {
  const note = h('div', { class: mistake ? 'notice mistake' : 'notice' }, h('p', {}, text),
      h('button', { type: 'button', class: 'quiet', 'aria-label': close, onclick: () => note.remove() }, '×'));
  byId('notices').replaceChildren(note);
  if (!mistake) setTimeout(() => note.remove(), 6000);
}

/** Text for screen readers alone. */
export function say(text) {
  byId('spoken').textContent = text;
}
