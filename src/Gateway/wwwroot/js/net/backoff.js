// How long to wait before another attempt: twice as long each time, up to a bound, and a random part of it, so that
// thousands of pages that lost the same server do not come back in the same moment.

const firstMilliseconds = 500;
const mostMilliseconds = 15_000;

/** Milliseconds to wait before an attempt; the first repetition is number 0. */
export function backoff(attempt, random = Math.random) {
  const whole = Math.min(mostMilliseconds, firstMilliseconds * 2 ** Math.min(attempt, 10));
  return Math.round(whole * (0.5 + random() / 2));
}

/** Waits; ends early without an error when the signal is aborted. */
export function pause(milliseconds, signal) {
  return new Promise(resolve => {
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}
