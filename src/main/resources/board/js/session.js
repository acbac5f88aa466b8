const KEY = 'token';

let current = sessionStorage.getItem(KEY) ?? '';

/** The access token; empty while nobody is signed in. It is kept as long as the tab, nowhere else. */
export const token = () => current;

export function keep(value) {
  current = value.trim().replace(/^Bearer\s+/i, '');
  sessionStorage.setItem(KEY, current);
}

export function forget() {
  current = '';
  sessionStorage.removeItem(KEY);
}

/** The demo users with their tokens; none where there is no demo. */
export async function demoUsers() {
  const response = await fetch(new URL('../../playground/token.json', import.meta.url)).catch(() => undefined);
  return response?.ok ? response.json() : [];
}

/** Whose token it is, as the issuer calls them; only to recognise a demo user again. */
export function subject(value) {
  try {
    return JSON.parse(atob(value.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))).sub;
  } catch {
    return undefined;
  }
}
