// The HTTP API as functions. Each gives what the server answered, or throws a Problem.

import { Problem, problemOf } from './problem.js';
import { replaceToken, token } from './token.js';

/** Called after the server refused the token and another was made: the page now belongs to another guest. */
let identityChanged = () => {};

/** Asks to be told when the page's guest has become another. */
export function onIdentityChanged(listener) {
  identityChanged = listener;
}

export const api = {
  me: () => json('GET', '/v1/me'),
  saveMe: profile => json('PUT', '/v1/me', profile),
  agents: () => json('GET', '/v1/agents'),
  conversations: ({ query, cursor } = {}) => json('GET', address('/v1/conversations', { q: query, cursor })),
  conversation: id => json('GET', conversation(id)),
  create: idempotencyKey => json('POST', '/v1/conversations', {}, { 'Idempotency-Key': idempotencyKey }),
  rename: (id, title) => json('PATCH', conversation(id), { title }),
  remove: id => json('DELETE', conversation(id)),
  items: (id, after) => json('GET', address(`${conversation(id)}/items`, { after, limit: 500 })),
  send: (id, message) => json('POST', `${conversation(id)}/messages`, message),
  cancel: (id, turn) => json('POST', `${conversation(id)}/turns/${encodeURIComponent(turn)}/cancel`),
  regenerate: (id, turn, clientMessageId) => json('POST', `${conversation(id)}/turns/${encodeURIComponent(turn)}/regenerate`, { clientMessageId }),
  events: (id, after, signal) => request('GET', `${conversation(id)}/events`, {
    headers: { Accept: 'text/event-stream', 'Last-Event-ID': String(after) }, cache: 'no-store', signal,
  }),
};

function conversation(id) {
  return `/v1/conversations/${encodeURIComponent(id)}`;
}

function address(path, parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

async function json(method, path, body, headers = {}) {
  const options = body === undefined
    ? { headers }
    : { headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
  const response = await request(method, path, options);
  return response.status === 204 ? null : response.json().catch(() => {
    throw new Problem('network');
  });
}

/** Sends a request with the token; a refused token is replaced once. */
async function request(method, path, options) {
  const first = await token();
  const response = await attempt(method, path, options, first);
  if (response.status !== 401) {
    return succeeded(response);
  }

  const second = await replaceToken(first);
  identityChanged();
  return succeeded(await attempt(method, path, options, second));
}

async function attempt(method, path, options, bearer) {
  try {
    return await fetch(path, { ...options, method, headers: { ...options.headers, Authorization: `Bearer ${bearer}` } });
  } catch {
    throw new Problem('network');
  }
}

async function succeeded(response) {
  if (!response.ok) {
    throw await problemOf(response);
  }

  return response;
}
