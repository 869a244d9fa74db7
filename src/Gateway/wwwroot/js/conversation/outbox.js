// Messages on their way. Each keeps one client message id through all attempts to send it, by which the server takes it
// once, and stays here until the conversation's events show it.

import { backoff, pause } from '../net/backoff.js';
import { Problem } from '../net/problem.js';
import { newId } from './new-id.js';

/** Attempts before the person is asked: a few seconds, longer than a server takes to start anew. */
const attemptsMax = 5;

/** Makes an outbox. `send(message)` sends once; `changed()` is called whenever the entries change. */
export function outbox({ send, changed }) {
  let entries = [];
  let last = Promise.resolve();

  return {
    /** Messages that the events have not shown yet: {clientMessageId, text, problem}; with a problem it waits for the person. */
    get entries() {
      return entries;
    },

    /** Takes a message; messages are sent in the order in which they were taken. */
    add(text, onBusy) {
      entries = [...entries, { clientMessageId: newId(), text, onBusy, problem: null }];
      deliver(entries.at(-1));
      changed();
    },

    retry(clientMessageId) {
      const entry = entries.find(e => e.clientMessageId === clientMessageId);
      if (entry) {
        deliver(replace(entry, { problem: null }));
      }
    },

    remove(clientMessageId) {
      entries = entries.filter(e => e.clientMessageId !== clientMessageId);
      changed();
    },

    /** The events have shown these turns. */
    shown(turns) {
      const ids = new Set(turns.map(turn => turn.clientMessageId));
      entries = entries.filter(e => !ids.has(e.clientMessageId));
    },
  };

  function deliver(entry) {
    last = last.then(async () => {
      const problem = await attempt(entry);
      if (problem) {
        replace(entry, { problem });
      }
    });
  }

  async function attempt({ clientMessageId, text, onBusy }) {
    for (let number = 0; ; number++) {
      try {
        await send({ clientMessageId, text, onBusy });
        return null;
      } catch (problem) {
        if (!(problem instanceof Problem)) {
          throw problem;
        }

        if (!problem.passes || number === attemptsMax - 1) {
          return problem;
        }

        await pause(Math.max(problem.retryAfterSeconds * 1000, backoff(number)));
      }
    }
  }

  function replace(entry, change) {
    const changedEntry = { ...entry, ...change };
    entries = entries.map(e => (e.clientMessageId === entry.clientMessageId ? changedEntry : e));
    changed();
    return changedEntry;
  }
}
