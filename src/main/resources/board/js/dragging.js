import { h, say, styled } from './dom.js';
import { t } from './words.js';

const THRESHOLD_PX = 6;
const EDGE_PX = 48;
const SCROLL_PX_PER_MS = 0.6;

const laneAt = (x, y) => document.elementsFromPoint(x, y).find((element) => element.matches?.('.lane'));

/**
 * Lets cards be dragged by mouse, pen or finger. A finger drags by the grip only, so that the rest of a card still
 * scrolls the page. `drop` is called with the card's element and the lane that it was let go over.
 */
export function draggable(scroller, drop) {
  let drag;

  const begin = (event) => {
    const card = event.target.closest('.card');
    const grip = event.target.closest('.grip');
    if (!card || event.button !== 0 || drag || (!grip && (event.pointerType !== 'mouse' || event.target.closest('a')))) return;
    drag = { card, pointer: event.pointerId, fromX: event.clientX, fromY: event.clientY };
  };

  const lift = () => {
    const { card } = drag;
    const { left, top, width } = card.getBoundingClientRect();
    drag.ghost = styled(h('ul', { class: 'ghost', 'aria-hidden': 'true' }, card.cloneNode(true)),
        { '--left': `${left}px`, '--top': `${top}px`, '--width': `${width}px` });
    document.body.append(drag.ghost);
    card.classList.add('lifted');
    scroller.classList.add('dragging');
    getSelection()?.removeAllRanges();
    requestAnimationFrame(pull);
  };

  const follow = (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const x = event.clientX - drag.fromX;
    const y = event.clientY - drag.fromY;
    if (!drag.ghost && Math.hypot(x, y) < THRESHOLD_PX) return;
    if (!drag.ghost) lift();
    event.preventDefault();
    styled(drag.ghost, { '--x': `${x}px`, '--y': `${y}px` });
    drag.x = event.clientX;
    drag.y = event.clientY;
    hover();
  };

  const hover = () => {
    const lane = laneAt(drag.x, drag.y);
    if (lane === drag.lane) return;
    drag.lane?.classList.remove('over');
    lane?.classList.add('over');
    drag.lane = lane;
  };

  // near an edge the board moves on for as long as the pointer stays there, as not all columns fit on a phone
  const pull = (now) => {
    if (!drag?.ghost) return;
    const { left, right } = scroller.getBoundingClientRect();
    const way = (drag.x > right - EDGE_PX) - (drag.x < left + EDGE_PX);
    const by = Math.round(SCROLL_PX_PER_MS * (now - (drag.now ?? now)));
    drag.now = now;
    if (way && by) {
      scroller.scrollBy({ left: way * by, behavior: 'instant' });
      hover();
    }
    requestAnimationFrame(pull);
  };

  const end = (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const { card, lane, ghost } = drag;
    drag = undefined;
    ghost?.remove();
    card.classList.remove('lifted');
    scroller.classList.remove('dragging');
    lane?.classList.remove('over');
    if (ghost) addEventListener('click', swallow, { capture: true, once: true });
    if (ghost) setTimeout(() => removeEventListener('click', swallow, { capture: true }));
    if (ghost && lane && event.type === 'pointerup') drop(card, lane);
  };

  // the click that follows a drag opens nothing
  const swallow = (event) => { event.stopPropagation(); event.preventDefault(); };

  scroller.addEventListener('pointerdown', begin);
  scroller.addEventListener('dragstart', (event) => event.preventDefault());
  const outside = new AbortController();
  for (const [type, listener] of [['pointermove', follow], ['pointerup', end], ['pointercancel', end]]) {
    addEventListener(type, listener, { signal: outside.signal });
  }
  return () => outside.abort();
}

/**
 * The same by keyboard: Space or Enter on a grip picks the card up, arrows choose a column, Space or Enter lets it go,
 * Escape leaves it where it was. What happens is said aloud.
 */
export function movableByKeys(lanes, nameOf, drop) {
  let held;

  const mark = (lane) => {
    held.lane?.classList.remove('over');
    held.lane = lane;
    lane.classList.add('over');
    lane.scrollIntoView({ block: 'nearest', inline: 'center' });
    say(t('overStage', { stage: nameOf(lane) }));
  };

  const release = () => {
    held.lane.classList.remove('over');
    held.card.classList.remove('held');
    held.grip.setAttribute('aria-pressed', 'false');
    const released = held;
    held = undefined;
    return released;
  };

  const pick = (grip) => {
    held = { grip, card: grip.closest('.card') };
    held.card.classList.add('held');
    grip.setAttribute('aria-pressed', 'true');
    mark(grip.closest('.lane'));
    say(t('picked', { stage: nameOf(held.lane) }));
  };

  const step = (by) => {
    const all = lanes();
    mark(all[Math.max(0, Math.min(all.length - 1, all.indexOf(held.lane) + by))]);
  };

  const keys = {
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    Escape: () => { release(); say(t('putBack')); },
    ' ': () => { const { card, lane } = release(); drop(card, lane); }
  };
  keys.Enter = keys[' '];

  return {
    onkeydown: (event) => {
      const grip = event.currentTarget;
      if (held?.grip === grip && keys[event.key]) {
        event.preventDefault();
        keys[event.key]();
      } else if (!held && (event.key === ' ' || event.key === 'Enter')) {
        event.preventDefault();
        pick(grip);
      }
    },
    onblur: () => { if (held) { release(); say(t('putBack')); } }
  };
}
