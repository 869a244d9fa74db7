// The guest's token: made at the first visit, kept in the browser, replaced when the server no longer takes it. A token is
// the guest: with a new one the earlier conversations are out of reach, so one is only made when there is none, or the
// server has refused it.

import { Problem, problemOf } from './problem.js';

const key = 'orleansagents.token';

/** The token to use, made if there is none. */
export async function token() {
  return localStorage.getItem(key) ?? alone(async () => localStorage.getItem(key) ?? mint());
}

/** A token instead of one that was refused. Another tab may have made it by now: then that one is taken. */
export async function replaceToken(refused) {
  return alone(async () => {
    const kept = localStorage.getItem(key);
    return kept !== null && kept !== refused ? kept : mint();
  });
}

async function mint() {
  const response = await fetch('/v1/guests', { method: 'POST' }).catch(() => {
    throw new Problem('network');
  });
  if (!response.ok) {
    throw await problemOf(response);
  }

  const made = await response.json();
  localStorage.setItem(key, made.token);
  return made.token;
}

let last = Promise.resolve();

/** One at a time among all tabs where the browser has locks (it has none on an insecure address), else in this tab. */
function alone(work) {
  if (navigator.locks) {
    return navigator.locks.request(key, work);
  }

  last = last.then(work, work);
  return last;
}
