const CHINESE = {
  title: '客户关系，一张实时的图。',
  lead: '客户、商机、活动与工单，同在一个 GraphQL 架构之后。变更一经提交，即刻送达每个客户端，一个事件也不会丢失。',
  open: '打开试用台',
  board: '打开看板',
  endpoints: '接口地址',
  http: '查询与变更',
  sse: '订阅（SSE）',
  ws: '订阅（WebSocket）',
  copy: '复制',
  copied: '已复制',
  liveTitle: '实时',
  live: '订阅可从游标处续接：您离开期间发生的事，会最先送达。',
  tenantTitle: '隔离',
  tenant: '租户之间有两道墙：每条语句一道，行级安全一道。',
  safeTitle: '稳妥',
  safe: '每个对象都有版本号，每次变更都可以试运行，也可以安全地重试。'
};

const places = [...document.querySelectorAll('[data-text]')];
const ENGLISH = Object.fromEntries(places.map((place) => [place.dataset.text, place.textContent]));
ENGLISH.copied = 'Copied';

const toggle = document.getElementById('language');
let words = ENGLISH;

function speak(language) {
  const chinese = language === 'zh';
  words = chinese ? CHINESE : ENGLISH;
  document.documentElement.lang = chinese ? 'zh-CN' : 'en';
  places.forEach((place) => { place.textContent = words[place.dataset.text]; });
  toggle.textContent = chinese ? 'English' : '中文';
  toggle.lang = chinese ? 'en' : 'zh';
  toggle.setAttribute('aria-label', chinese ? 'Switch to English' : '切换到中文');
}

function address(kind) {
  const url = new URL('graphql', document.baseURI);
  url.protocol = kind === 'ws' ? url.protocol.replace('http', 'ws') : url.protocol;
  return url.href;
}

async function copy(button) {
  await navigator.clipboard.writeText(address(button.dataset.copy));
  button.textContent = words.copied;
  setTimeout(() => { button.textContent = words.copy; }, 1500);
}

document.querySelectorAll('[data-address]').forEach((place) => { place.textContent = address(place.dataset.address); });
document.querySelectorAll('[data-copy]').forEach((button) => {
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', () => copy(button));
});
toggle.addEventListener('click', () => speak(words === ENGLISH ? 'zh' : 'en'));
speak((navigator.language || 'en').toLowerCase().startsWith('zh') ? 'zh' : 'en');

// the board is served where it is switched on
const board = document.getElementById('board');
board.href = 'board/';
fetch(board.href).then((answer) => { board.hidden = !answer.ok; }, () => {});
