// However the events of a conversation reach a page - in one go, through connections that break anywhere, from a server
// that repeats what it has sent, before or after deltas are folded away - the page shows the same in the end, and that is
// what happened.

import { emptyConversation, reduce, shownTurns } from '/js/conversation/reducer.js';
import { randomConversation, readable } from './conversation-log.js';
import { seeded } from './random.js';

export function run(rounds) {
  const failures = [];
  for (let seed = 1; seed <= rounds && failures.length < 3; seed++) {
    const random = seeded(seed);
    const { events, expected } = randomConversation(random);
    const late = readable(events, 0, events.length).reduce(reduce, emptyConversation);
    compare(failures, `seed ${seed}: a late reader against what happened`, view(late), expected);
    for (let reader = 0; reader < 4; reader++) {
      compare(failures, `seed ${seed}, reader ${reader}: a reader of broken connections against a late one`, follow(events, random), late);
    }
  }

  return failures;
}

/** Reads through connections that break; each begins where the last ended, or earlier. */
function follow(events, random) {
  let state = emptyConversation;
  let until = 0;
  while (until < events.length || random.chance(0.3)) {
    until = Math.min(events.length, until + 1 + random.below(12));
    const after = random.chance(0.3) ? random.below(state.lastSequence + 1) : state.lastSequence;
    const sent = readable(events, after, until);

    // What a broken connection has not brought is asked for by the next.
    const arrived = random.chance(0.4) ? sent.slice(0, random.below(sent.length + 1)) : sent;
    const frozen = JSON.stringify(state);
    const next = arrived.reduce(reduce, state);
    if (JSON.stringify(state) !== frozen) {
      throw new Error('An earlier state has been changed.');
    }

    state = next;
  }

  return readable(events, state.lastSequence, events.length).reduce(reduce, state);
}

function view(state) {
  return state.turns.map(turn => ({
    id: turn.id,
    text: turn.text,
    replaces: turn.replaces,
    answer: turn.messages.filter(message => message.isWhole).map(message => message.text).join(''),
    outcome: turn.outcome,
    steps: Object.fromEntries(turn.steps.map(step => [step.id, step.state])),
    cards: turn.cards.length,
  }));
}

function compare(failures, what, actual, expected) {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    failures.push(`${what}:\n${JSON.stringify(actual)}\ninstead of\n${JSON.stringify(expected)}`);
  }

  if (Array.isArray(actual) && actual.length > 0 && shownTurns({ turns: actual }).some(turn => actual.some(other => other.replaces === turn.id))) {
    failures.push(`${what}: a replaced turn is shown.`);
  }
}
