import { ask, reconnect } from './api.js';
import { boardPage } from './board.js';
import { customerPage } from './customer.js';
import { byId, h } from './dom.js';
import { insightPage } from './insight.js';
import { FRAME } from './operations.js';
import { People } from './people.js';
import { demoUsers, forget, keep, subject, token } from './session.js';
import { readAnew, watchConnection } from './status.js';
import { todayPage } from './today.js';
import { language, speak, t, translate } from './words.js';

const PAGES = { board: boardPage, customer: customerPage, today: todayPage, insight: insightPage };
const THEMES = ['auto', 'light', 'dark'];

const main = byId('main');
let frame;
let users = [];
let leave;
let turn = 0;

/** `#/customer/cus_1?x=y` as its page, the id behind it and its query. */
function route() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [page, id] = path.split('/');
  return { page: PAGES[page] ? page : 'board', id, query: new URLSearchParams(query), again };
}

/** Called when a page can't go on: without a right to, it ends the session; otherwise everything is read anew. */
function again(code) {
  if (code === 'UNAUTHENTICATED') return signOut();
  if (code.startsWith('CURSOR_')) readAnew();
  show();
}

/** Shows the page of the address. Whoever is overtaken by the next address gives way. */
async function show() {
  const mine = ++turn;
  const to = route();
  leave?.();
  leave = undefined;
  mark(to.page);
  if (!token()) return signIn();
  main.setAttribute('aria-busy', 'true');
  try {
    frame ??= await frameOf();
    const page = await PAGES[to.page](frame, to);
    if (mine !== turn) return page.leave?.();
    main.replaceChildren(...page.content);
    leave = page.leave;
  } catch (problem) {
    if (mine === turn) fail(problem);
  } finally {
    if (mine === turn) main.removeAttribute('aria-busy');
  }
}

async function frameOf() {
  const { viewer, pipelines, members, teams } = await ask(FRAME);
  return { viewer, pipelines: pipelines.nodes, people: new People({ members, teams }) };
}

function fail(problem) {
  // a demo user is refused only as long as the demo is being loaded
  if (problem.code === 'UNAUTHENTICATED' && !users.length) return signOut(problem.message);
  main.replaceChildren(h('div', { class: 'empty' },
      h('p', { role: 'alert' }, problem instanceof TypeError ? t('unreachable') : problem.message),
      h('button', { type: 'button', class: 'primary', onclick: show }, t('again'))));
}

function mark(page) {
  document.title = `${t(page)} · Rapport`;
  document.querySelectorAll('.bar nav a').forEach((link) => {
    if (link.hash === `#/${page}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  });
}

/** Goes on as somebody else. */
function become(value) {
  keep(value);
  frame = undefined;
  reconnect();
  session();
  show();
}

/** Nothing of whoever was signed in is shown, asked for or followed any more. */
function signOut(message) {
  turn += 1;
  leave?.();
  leave = undefined;
  main.removeAttribute('aria-busy');
  forget();
  frame = undefined;
  session();
  signIn(message);
}

function signIn(message) {
  const field = h('input', { type: 'password', name: 'token', required: true, autocomplete: 'off', placeholder: 'eyJ…' });
  main.replaceChildren(h('form', { class: 'sign-in', onsubmit: (event) => { event.preventDefault(); become(field.value); } },
      h('h1', {}, t('signIn')),
      message && h('p', { role: 'alert' }, message),
      h('label', {}, h('span', {}, t('token')), field),
      h('p', { class: 'hint' }, t('tokenHint')),
      h('button', { type: 'submit', class: 'primary' }, t('signIn'))));
}

/** Who is signed in: a choice of demo users, or a way out. */
function session() {
  const mine = subject(token());
  byId('session').replaceChildren(users.length
    ? h('select', { 'aria-label': t('user'), onchange: (event) => become(event.target.value) },
        users.map((user) => h('option', { value: user.token, selected: subject(user.token) === mine }, user.label)))
    : token() && h('button', { type: 'button', class: 'quiet', onclick: () => signOut() }, t('signOut')));
}

function themed(theme) {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem('theme', theme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  byId('theme').textContent = { auto: '◐', light: '☀', dark: '☾' }[theme];
  byId('theme').setAttribute('aria-label', t('theme', { now: t(theme), next: t(next) }));
  byId('theme').onclick = () => themed(next);
}

function spoken() {
  translate();
  themed(document.documentElement.dataset.theme);
  byId('language').textContent = language === 'zh' ? 'English' : '中文';
  byId('language').lang = language === 'zh' ? 'en' : 'zh';
  session();
}

byId('language').addEventListener('click', () => { speak(language === 'zh' ? 'en' : 'zh'); spoken(); show(); });
addEventListener('hashchange', show);
document.querySelector('.skip').addEventListener('click', (event) => { event.preventDefault(); main.focus(); });
spoken();
watchConnection();
users = await demoUsers();
const known = users.find((user) => subject(user.token) === subject(token())) ?? users[0];
if (known) keep(known.token);
session();
show();
