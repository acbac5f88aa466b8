import english from '../words/en.js';
import chinese from '../words/zh.js';

const DICTIONARIES = { en: english, zh: chinese };

/** The language of the page, and of the API's labels and messages: `en` or `zh`. */
export let language = localStorage.getItem('language')
    ?? ((navigator.language || 'en').toLowerCase().startsWith('zh') ? 'zh' : 'en');

/** A text of the dictionary, its `{places}` filled in. */
export function t(key, places = {}) {
  const text = DICTIONARIES[language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, place) => places[place] ?? '');
}

/** A text that depends on a number: `key.one` or `key.other`. */
export function counted(key, count) {
  const form = new Intl.PluralRules(language).select(count);
  return t(`${key}.${form === 'one' ? 'one' : 'other'}`, { count: number(count) });
}

export function speak(chosen) {
  language = chosen;
  localStorage.setItem('language', chosen);
  translate();
}

/** Puts the texts of the language into the page's frame. */
export function translate() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.querySelectorAll('[data-text]').forEach((place) => { place.textContent = t(place.dataset.text); });
  document.querySelectorAll('[data-label]').forEach((place) => place.setAttribute('aria-label', t(place.dataset.label)));
}

const locale = () => language === 'zh' ? 'zh-CN' : 'en-GB';

export const number = (value) => new Intl.NumberFormat(locale()).format(value);

export const percent = (share) =>
  new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 0 }).format(share);

export const date = (day) => new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(new Date(day));

export const moment = (instant) =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant));

export const month = (instant) =>
  new Intl.DateTimeFormat(locale(), { month: 'short', year: '2-digit', timeZone: 'UTC' }).format(new Date(instant));

/** Money in words: exact, in `whole` units or in `short`. */
export function money({ amount, currency }, precision = 'exact') {
  const form = FORMS[precision] ?? trailing(amount);
  return new Intl.NumberFormat(locale(), { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...form })
    .format(amount);
}

const FORMS = { whole: { maximumFractionDigits: 0 }, short: { notation: 'compact', maximumSignificantDigits: 3 } };

// Whole amounts are easier to compare without their zeros.
const trailing = (amount) => /\.0+$/.test(amount) ? { minimumFractionDigits: 0 } : {};
