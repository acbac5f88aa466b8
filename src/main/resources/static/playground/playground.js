import { POINTERS, examples } from './examples.js';

const { createElement } = window.React;
const here = (path) => new URL(path, document.baseURI);
const field = (id) => document.getElementById(id);

const CHINESE = { user: '登录为', token: '访问令牌', connected: '已连接' };
const chinese = (navigator.language || 'en').toLowerCase().startsWith('zh');
const connectedWord = chinese ? CHINESE.connected : 'connected';

const ACK_WAIT_MS = 3000;
const RETRIES = 40;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 4000;

let token = '';
let tabs;

/** The headers of a request: none of a signed-out one, and what the headers editor adds. */
function headers(extra) {
  return { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...extra };
}

const socket = window.graphqlWs.createClient({
  url: () => here('../graphql').href.replace(/^http/, 'ws'),
  lazy: true,
  connectionParams: () => headers(),
  connectionAckWaitTimeout: ACK_WAIT_MS,
  retryAttempts: RETRIES,
  // a service that restarts refuses connections for a while
  shouldRetry: () => true,
  retryWait: (tries) => new Promise((resolve) => {
    setTimeout(resolve, Math.min(FIRST_RETRY_MS * 2 ** tries, LONGEST_RETRY_MS));
  }),
  on: {
    connected: () => { field('socket').textContent = connectedWord; },
    closed: () => { field('socket').textContent = ''; }
  }
});

async function post(operation, extra) {
  const response = await fetch(here('../graphql'), {
    method: 'POST',
    headers: {
      Accept: 'application/graphql-response+json, application/json;q=0.9',
      'Content-Type': 'application/json',
      ...headers(extra)
    },
    body: JSON.stringify(operation)
  });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { errors: [{ message: `HTTP ${response.status} ${response.statusText}`.trim() }] };
  }
}

/** What the socket could not say in GraphQL's own words: a close code, mostly. */
function problem(error) {
  return error.code ? { errors: [{ message: `${error.code} ${error.reason || ''}`.trim() }] } : error;
}

/** A subscription as an observable, the form in which GraphiQL can stop it again. */
function observe(operation) {
  return {
    subscribe: (observer) => ({
      unsubscribe: socket.subscribe(operation, {
        next: (value) => observer.next(value),
        error: (error) => observer.error(problem(error)),
        complete: () => observer.complete()
      })
    })
  };
}

function subscribes(document, name) {
  return (document?.definitions ?? []).some((definition) => definition.operation === 'subscription'
      && (!name || definition.name?.value === name));
}

function render() {
  // A new function each time: GraphiQL then reads the schema again, as the new user sees it.
  const fetcher = (operation, options) => subscribes(options?.documentAST, operation.operationName)
    ? observe(operation)
    : post(operation, options?.headers);
  root.render(createElement(window.GraphiQL, {
    fetcher,
    defaultTabs: tabs,
    defaultEditorToolsVisibility: 'variables',
    shouldPersistHeaders: false
  }, createElement(window.GraphiQL.Logo, null, ' ')));
}

async function pointer() {
  const answer = await post({ query: POINTERS });
  return answer.data?.opportunities.nodes[0];
}

async function signIn(value) {
  token = value.trim();
  socket.terminate();
  tabs ??= examples(token ? await pointer().catch(() => undefined) : undefined);
  render();
}

async function demoTokens() {
  const response = await fetch(here('token.json'), { headers: { Accept: 'application/json' } });
  return response.ok ? response.json() : [];
}

function choose(tokens) {
  const select = field('user');
  select.append(...tokens.map((entry) => new Option(entry.label, entry.token)));
  select.addEventListener('change', () => signIn(select.value));
  return select;
}

function ask() {
  const input = field('token');
  input.addEventListener('change', () => signIn(input.value));
  return input;
}

function show(control) {
  const label = document.querySelector(`label[for=${control.id}]`);
  label.textContent = chinese ? CHINESE[control.id] : label.textContent;
  label.hidden = false;
  control.hidden = false;
}

document.documentElement.lang = chinese ? 'zh-CN' : 'en';
field('sign-in').addEventListener('submit', (event) => event.preventDefault());
const root = window.ReactDOM.createRoot(field('graphiql'));
const tokens = await demoTokens().catch(() => []);
const control = tokens.length ? choose(tokens) : ask();
show(control);
await signIn(control.value);
