// A conversation's events as they happen, through whatever befalls the connection.
//
// The server numbers events, so nothing is lost by losing the connection: the next one asks for what follows the last
// number seen. A stream is read with fetch rather than EventSource, which cannot send the token in a header.
// A connection is given up when nothing came for a while (the server sends a heartbeat every 15 seconds), and another
// is tried at once when the browser says that it is online again or the page is looked at again.

import { backoff, pause } from './backoff.js';
import { frameParser } from './sse.js';

/** Three heartbeats missed: the connection is dead, though nobody said so. */
const silenceMilliseconds = 50_000;

/** A connection that lasted this long worked; the next attempt after it is a first one again. */
const steadyMilliseconds = 10_000;

/** Reasons of the server for which a new connection would only end again. */
const finalReasons = new Set(['deleted', 'replaced']);

/**
 * Follows events until stopped.
 * @param open (after, signal) => Response, a stream of the events after a number; throws a Problem.
 * @param onEvents Takes events {sequence, kind, data} in ascending order, as many as came together.
 * @param onState Takes "live", "reconnecting", or a final "deleted", "replaced", "refused" with the Problem.
 * @returns A function that stops it.
 */
export function followEvents({ after, open, onEvents, onState }) {
  const stop = new AbortController();
  let position = after;
  let attempt = 0;
  let wake = () => {};
  const hurry = () => document.visibilityState === 'visible' && wake();
  window.addEventListener('online', hurry);
  document.addEventListener('visibilitychange', hurry);
  run();

  return () => {
    stop.abort();
    window.removeEventListener('online', hurry);
    document.removeEventListener('visibilitychange', hurry);
  };

  async function run() {
    while (!stop.signal.aborted) {
      let wait = 0;
      try {
        const reason = await readConnection();
        if (finalReasons.has(reason)) {
          onState(reason);
          return;
        }
      } catch (problem) {
        if (stop.signal.aborted) {
          return;
        }

        // A refusal that time does not heal, such as a conversation that is not there.
        if (problem.status >= 400 && problem.status < 500 && problem.status !== 429) {
          onState('refused', problem);
          return;
        }

        wait = (problem.retryAfterSeconds ?? 0) * 1000;
      }

      if (stop.signal.aborted) {
        return;
      }

      onState('reconnecting');
      const waking = new AbortController();
      wake = () => waking.abort();
      await pause(Math.max(wait, backoff(attempt++)), AbortSignal.any([waking.signal, stop.signal]));
    }
  }

  /** Reads one connection to its end; gives the reason that the server told, if it told one. */
  async function readConnection() {
    const connection = new AbortController();
    const abort = () => connection.abort();
    stop.signal.addEventListener('abort', abort);
    const opened = performance.now();
    let silence = setTimeout(abort, silenceMilliseconds);
    try {
      const response = await open(position, connection.signal);
      onState('live');
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const parse = frameParser();
      for (;;) {
        const { value, done } = await reader.read();
        if (done) {
          return null;
        }

        clearTimeout(silence);
        silence = setTimeout(abort, silenceMilliseconds);
        const frames = parse(value);
        deliver(frames.filter(frame => frame.id !== null));
        const closed = frames.find(frame => frame.event === 'stream.closed');
        if (closed) {
          return JSON.parse(closed.data).reason;
        }
      }
    } finally {
      clearTimeout(silence);
      attempt = performance.now() - opened > steadyMilliseconds ? 0 : attempt;
      stop.signal.removeEventListener('abort', abort);
      connection.abort();
    }
  }

  function deliver(frames) {
    const events = frames.map(frame => ({ sequence: Number(frame.id), kind: frame.event, data: JSON.parse(frame.data) }));
    if (events.length > 0 && !stop.signal.aborted) {
      position = events.at(-1).sequence;
      attempt = 0;
      onEvents(events);
    }
  }
}
