// What the events of a conversation amount to. Pure: a state and an event give the next state, and whoever has seen all
// events up to a number has the same state, however the events reached them.
//
// Three things make that so. Events are numbered, and one that is not beyond the last is ignored, so a connection may
// repeat what an earlier one has brought. A turn that begins again voids what its earlier attempt has shown. And a whole
// answer replaces the pieces that made it, since a later reader finds the pieces folded away.

import { planReducers } from './plan-reducer.js';

/** A conversation in which nothing has happened. */
export const emptyConversation = Object.freeze({ lastSequence: 0, turns: [] });

/**
 * The state after an event {sequence, kind, data}. Turns that it does not touch stay the same objects, so that a view
 * sees by comparing them what it has to draw again.
 */
export function reduce(state, event) {
  if (event.sequence <= state.lastSequence) {
    return state;
  }

  // A kind that this page does not know yet changes nothing.
  const turns = event.kind === 'user.message' ? withMessage(state.turns, event) : withTurn(state.turns, event);
  return { lastSequence: event.sequence, turns };
}

/** The turns to show: those that a later one replaces are left out. */
export function shownTurns(state) {
  const replaced = new Set(state.turns.map(turn => turn.replaces));
  return state.turns.filter(turn => !replaced.has(turn.id));
}

/** A shown turn with those that it replaces, the oldest first: the versions of one answer. */
export function versionsOf(state, turn) {
  const versions = [turn];
  while (versions[0].replaces) {
    const earlier = state.turns.find(({ id, sequence }) => id === versions[0].replaces && sequence < versions[0].sequence);
    if (!earlier) {
      break;
    }

    versions.unshift(earlier);
  }

  return versions;
}

/** The turn that runs; undefined while the conversation rests. */
export function runningTurn(state) {
  return state.turns.findLast(turn => turn.status === 'running');
}

function withMessage(turns, { sequence, data }) {
  const turn = {
    id: data.turnId, sequence, text: data.text, clientMessageId: data.clientMessageId ?? null, replaces: data.replaces ?? null,
    status: 'waiting', attempt: 0, outcome: null, reason: null, ...nothingShown,
  };
  return [...turns, turn];
}

/** What an attempt begins with. */
const nothingShown = Object.freeze({ steps: [], cards: [], question: null, messages: [] });

function withTurn(turns, { kind, data }) {
  const reducer = Object.hasOwn(turnReducers, kind) ? turnReducers[kind] : null;
  const index = reducer ? turns.findLastIndex(turn => turn.id === data.turnId) : -1;
  return index < 0 ? turns : turns.with(index, { ...turns[index], ...reducer(turns[index], data) });
}

/** Each gives the properties of a turn that an event changes. */
const turnReducers = {
  ...planReducers,

  'turn.started': (_, { attempt }) => ({ ...nothingShown, status: 'running', attempt }),

  'question': (_, { text, choices }) => ({ question: { text, choices: choices ?? [] } }),

  'message.delta': ({ messages }, { messageId, text }) => {
    const message = messages.find(m => m.id === messageId) ?? { id: messageId, text: '', isWhole: false };
    return { messages: withMessageText(messages, { ...message, text: message.text + text }) };
  },

  'message.completed': ({ messages }, { messageId, text }) => ({ messages: withMessageText(messages, { id: messageId, text, isWhole: true }) }),

  'turn.completed': ({ steps }, { outcome, reason }) => ({
    status: 'ended',
    outcome,
    reason: reason ?? null,
    steps: steps.map(step => (step.state === 'waiting' || step.state === 'running' ? { ...step, state: 'stopped' } : step)),
  }),
};

function withMessageText(messages, message) {
  const index = messages.findIndex(m => m.id === message.id);
  return index < 0 ? [...messages, message] : messages.with(index, message);
}
