// What a problem means for the person, and what they can do.

import { t } from './language.js';

/** A sentence for a Problem. */
export function problemText(problem) {
  const byCode = codes[problem.code];
  if (byCode) {
    return byCode(problem);
  }

  if (problem.status === 429 || problem.status === 503) {
    return t('problemBusy', problem.retryAfterSeconds || 5);
  }

  // Details of the server are in English and for programs, but better than nothing where no sentence fits.
  return problem.status >= 500 || !problem.detail ? t('problemServer') : t('problemOther', problem.detail);
}

const codes = {
  'network': () => t('problemNetwork'),
  'conversation-not-found': () => t('problemGone'),
  'turn-not-found': () => t('problemTurnGone'),
  'queue-full': () => t('problemQueueFull'),
  'conversation-full': () => t('problemFull'),
  'message-too-long': () => t('problemTooLong'),
  'body-too-large': () => t('problemTooLong'),
  'message-control-character': () => t('problemCharacters'),
  'message-not-unicode': () => t('problemCharacters'),
  'guest-rate': problem => t('problemGuests', problem.retryAfterSeconds || 60),
};
