// The conversation that the page shows: its history, then what happens, and the messages on their way to it. A new one
// exists only here until its first message is sent.

import { api } from '../net/api.js';
import { followEvents } from '../net/event-stream.js';
import { Problem } from '../net/problem.js';
import { newId } from './new-id.js';
import { outbox } from './outbox.js';
import { emptyConversation, reduce, runningTurn } from './reducer.js';

/**
 * Opens a conversation.
 * @param id Its id; null for a new one.
 * @param profile () => {language, timeZone}, sent with each message.
 * @param changed Called after anything below has changed.
 * @param stored Called after the server has taken a message, by which a new conversation has become real.
 */
export function openConversation({ id, profile, changed, stored }) {
  const creationKey = newId();
  let stopFollowing = () => {};
  let isClosed = false;

  const conversation = {
    id,
    state: emptyConversation,

    /** "loading", "live", "reconnecting", "unreachable", or a final "deleted", "replaced", "refused". */
    connection: id === null ? 'live' : 'loading',

    /** Why the last thing that the person wanted did not happen. */
    problem: null,

    outbox: outbox({ send, changed: () => changed() }),
    get running() {
      return runningTurn(conversation.state);
    },
    cancel: turn => act(() => api.cancel(conversation.id, turn)),
    regenerate: turn => act(() => api.regenerate(conversation.id, turn, newId())),
    reload,
    close() {
      isClosed = true;
      stopFollowing();
    },
  };

  // Not before the caller has the conversation that it is told about.
  if (id !== null) {
    queueMicrotask(reload);
  }

  return conversation;

  /** Reads the history, then follows. The history comes in large pages and is shown whole; a stream would play it event by event. */
  async function reload() {
    stopFollowing();
    set({ connection: 'loading', problem: null });
    try {
      for (let after = conversation.state.lastSequence; after !== undefined && !isClosed;) {
        const page = await api.items(conversation.id, after);
        conversation.state = page.items.reduce(reduce, conversation.state);
        after = page.next;
      }
    } catch (problem) {
      set({ connection: problem.passes ? 'unreachable' : 'refused', problem });
      return;
    }

    follow();
  }

  function follow() {
    if (isClosed) {
      return;
    }

    conversation.outbox.shown(conversation.state.turns);
    changed();
    stopFollowing = followEvents({
      after: conversation.state.lastSequence,
      open: (after, signal) => api.events(conversation.id, after, signal),
      onEvents(events) {
        conversation.state = events.reduce(reduce, conversation.state);
        conversation.outbox.shown(conversation.state.turns);
        changed();
      },
      onState: (connection, problem = null) => set(problem ? { connection, problem } : { connection }),
    });
  }

  /** Sends a message; the conversation is made before its first one. */
  async function send(message) {
    if (conversation.id === null) {
      const made = await api.create(creationKey);
      conversation.id = made.id;
      stored(made.id);
      follow();
    }

    await api.send(conversation.id, { ...message, ...profile() });
    stored(conversation.id);
  }

  async function act(work) {
    set({ problem: null });
    try {
      await work();
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }

      set({ problem });
    }
  }

  function set(change) {
    Object.assign(conversation, change);
    if (!isClosed) {
      changed();
    }
  }
}
