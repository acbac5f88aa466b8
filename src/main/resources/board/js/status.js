import { onConnection } from './api.js';
import { byId } from './dom.js';
import { counted, t } from './words.js';

const SETTLED_MS = 1_500;
const SHOWN_MS = 8_000;

let state;
let missed;
let anew = false;
let timer;

const show = (name, text) => {
  const place = byId('connection');
  place.dataset.state = name;
  place.textContent = text;
};

/** Counts what arrives right after the connection came back: that is what happened in the meantime. */
export function caughtUp(change) {
  if (state === 'resumed' && change.kind !== 'HEARTBEAT') missed += 1;
}

/** The page could not be resumed and is read anew: it says so, once it is live again, instead of what was missed. */
export function readAnew() {
  anew = true;
  clearTimeout(timer);
  timer = setTimeout(settled, SETTLED_MS);
}

const resumed = () => missed ? counted('resumed', missed) : t('resumedNothing');

function settled() {
  show('live', anew ? t('readAnew') : resumed());
  state = 'live';
  anew = false;
  timer = setTimeout(() => show('live', t('live')), SHOWN_MS);
}

/** Says quietly whether the page is up to date. */
export function watchConnection() {
  onConnection((now) => {
    clearTimeout(timer);
    state = now === 'live' && state === 'away' ? 'resumed' : now;
    if (state === 'away') show('away', t('away'));
    if (state === 'live' && anew) settled();
    else if (state === 'live') show('live', t('live'));
    if (state === 'idle') show('idle', '');
    if (state === 'resumed') {
      missed = 0;
      timer = setTimeout(settled, SETTLED_MS);
    }
  });
}
