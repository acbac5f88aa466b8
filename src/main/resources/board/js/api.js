import { createClient } from '../../webjars/graphql-ws/lib/client.mjs';
import { language } from './words.js';
import { token } from './session.js';

const ENDPOINT = new URL('../../graphql', import.meta.url);
const KEEP_ALIVE_MS = 10_000;
const ACK_WAIT_MS = 5_000;
const FIRST_RETRY_MS = 300;
const LONGEST_RETRY_MS = 5_000;

/** What the service answered instead of data; `code` is one of its published codes. */
export class Refusal extends Error {
  constructor({ message, extensions }) {
    super(message);
    this.code = extensions?.code ?? 'INTERNAL_ERROR';
  }
}

const headers = (key) => ({
  Accept: 'application/graphql-response+json, application/json;q=0.9',
  'Accept-Language': language,
  Authorization: `Bearer ${token()}`,
  'Content-Type': 'application/json',
  ...(key && { 'Idempotency-Key': key })
});

async function post(body, key) {
  const response = await fetch(ENDPOINT, { method: 'POST', headers: headers(key), body: JSON.stringify(body) });
  const answer = await response.json();
  if (answer.errors?.length) throw new Refusal(answer.errors[0]);
  return answer.data;
}

/** Runs a query. */
export const ask = (query, variables) => post({ query, variables });

/**
 * Runs a mutation. It is sent once more if the network gave way under it: with the same key it has one effect, however
 * often it arrives.
 */
export async function change(query, variables) {
  const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const body = { query, variables };
  return post(body, key).catch((problem) => problem instanceof TypeError ? post(body, key) : Promise.reject(problem));
}

/** A while, or until the network is back. */
const pause = (ms) => new Promise((resolve) => {
  const over = () => { clearTimeout(timer); removeEventListener('online', over); resolve(); };
  const timer = setTimeout(over, ms);
  addEventListener('online', over);
});
const listeners = new Set();
const tell = (state) => listeners.forEach((listener) => listener(state));
let overdue;

/** All subscriptions share one socket, which comes back by itself. */
const socket = createClient({
  url: () => ENDPOINT.href.replace(/^http/, 'ws'),
  connectionParams: () => ({ Authorization: `Bearer ${token()}` }),
  connectionAckWaitTimeout: ACK_WAIT_MS,
  keepAlive: KEEP_ALIVE_MS,
  retryAttempts: Infinity,
  // a service that restarts refuses connections for a while
  shouldRetry: () => true,
  retryWait: (tries) => pause(Math.min(FIRST_RETRY_MS * 2 ** tries, LONGEST_RETRY_MS)),
  on: {
    connected: (_, __, again) => tell(again ? 'resumed' : 'live'),
    closed: (event) => tell(event?.code === 1000 ? 'idle' : 'away'),
    // no pong: the network is gone, though nobody said so
    ping: (received) => { if (!received) overdue = setTimeout(() => socket.terminate(), ACK_WAIT_MS); },
    pong: (received) => { if (received) clearTimeout(overdue); }
  }
});

addEventListener('offline', () => socket.terminate());

/** Calls back with `live`, `away`, `resumed` or `idle` (nothing is followed) whenever the connection changes. */
export function onConnection(listener) {
  listeners.add(listener);
}

/** Ends the connection, so that the next one signs in anew. */
export const reconnect = () => socket.terminate();

/**
 * Follows a subscription until the function that it returns is called. Each message moves `variables.after`, so
 * whenever the socket comes back the stream goes on exactly behind the last message. `lost` is called when that is no
 * longer possible, and with a code when the service refuses to go on.
 */
export function follow(query, variables, { next, lost }) {
  const request = { query, variables };
  let stop = () => {};
  let ended = false;
  const begin = () => {
    stop = socket.subscribe(request, { next: passOn, error: mend, complete: () => ended || again() });
  };
  const again = () => pause(LONGEST_RETRY_MS / 5).then(() => ended || begin());
  const passOn = ({ data, errors }) => {
    if (errors?.length) return mend(errors);
    const change = Object.values(data)[0];
    request.variables = { ...request.variables, after: change.cursor };
    next(change);
  };
  const mend = (problem) => {
    const code = Array.isArray(problem) ? new Refusal(problem[0]).code : closing(problem);
    if (ended) return;
    if (FINAL.has(code)) lost(code);
    else again();
  };
  begin();
  return () => { ended = true; stop(); };
}

/** What another attempt would not change. */
const FINAL = new Set(['CURSOR_EXPIRED', 'CURSOR_EPOCH_CHANGED', 'INVALID_CURSOR', 'UNAUTHENTICATED', 'FORBIDDEN',
  'BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']);

const closing = (event) => [4401, 4403].includes(event?.code) ? 'UNAUTHENTICATED' : 'SERVICE_UNAVAILABLE';
