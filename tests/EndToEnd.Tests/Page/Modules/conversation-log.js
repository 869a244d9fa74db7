// Random conversations as the server's log has them, beside what the person must see in the end.

/**
 * Makes a conversation: {events, expected}. Messages come while turns run, turns begin again, agents fall back, answers
 * are replaced. Each event says by which later event it is folded away.
 */
export function randomConversation(random) {
  const events = [];
  const expected = new Map();
  const waiting = [];
  let number = 0;

  const turns = 1 + random.below(4);
  for (let made = 0; made < turns || waiting.length > 0;) {
    if (made < turns && (waiting.length === 0 || random.chance(0.3))) {
      arrive(made++);
      continue;
    }

    const { id, text } = waiting.shift();
    run(id, text, () => made < turns && random.chance(0.08) && arrive(made++));
  }

  return { events, expected: [...expected.values()] };

  function add(kind, data) {
    events.push({ sequence: events.length + 1, kind, data, foldedBy: Infinity });
  }

  function arrive(index) {
    const id = `t${index}`;
    const earlier = [...expected.values()].filter(turn => turn.outcome !== null);
    const replaces = earlier.length > 0 && random.chance(0.2) ? random.pick(earlier).id : undefined;
    const text = `message ${index}`;
    add('user.message', { turnId: id, messageId: `m${index}`, clientMessageId: replaces ? undefined : `c${index}`, text, replaces });
    expected.set(id, { id, text, replaces: replaces ?? null, answer: '', outcome: null, steps: {}, cards: 0 });
    waiting.push({ id, text });
  }

  function run(id, text, meanwhile) {
    const attempts = 1 + (random.chance(0.25) ? 1 + random.below(2) : 0);
    for (let attempt = 1; attempt <= attempts; attempt++) {
      foldDeltas(id);
      add('turn.started', { turnId: id, attempt });
      Object.assign(expected.get(id), { answer: '', steps: {}, cards: 0 });

      // An attempt that is not the last is cut off somewhere.
      const isCut = attempt < attempts;
      const acts = script(id, attempt);
      const length = isCut ? random.below(acts.length) : acts.length;
      for (const act of acts.slice(0, length)) {
        act();
        meanwhile();
      }
    }
  }

  function script(id, attempt) {
    const seen = expected.get(id);
    const steps = Array.from({ length: random.below(4) }, (_, index) => `s${index}`);
    const acts = [() => {
      add('plan.created', { turnId: id, planner: 'rules', manifests: 'h', steps: steps.map(plannedStep) });
      steps.forEach(step => (seen.steps[step] = 'stopped'));
    }];
    const whole = [];
    const messageId = `a-${id}-${attempt}`;
    for (const step of steps) {
      acts.push(...stepActs(id, step, seen));
      whole.push(...Array.from({ length: random.below(4) }, () => `piece ${number++} `));
    }

    whole.forEach(text => acts.splice(1 + random.below(acts.length), 0, () => add('message.delta', { turnId: id, messageId, text })));
    const outcome = random.pick(['completed', 'partial', 'cancelled', 'failed']);
    if (outcome !== 'cancelled' || random.chance(0.5)) {
      acts.push(() => {
        const text = `answer ${number++}`;
        foldDeltas(id);
        add('message.completed', { turnId: id, messageId, text });
        seen.answer = text;
      });
      acts.push(() => {
        add('turn.completed', { turnId: id, outcome });
        seen.outcome = outcome;
      });
      return acts;
    }

    // Stopped before it said anything.
    return [...acts.slice(0, 1), () => {
      add('turn.completed', { turnId: id, outcome });
      seen.outcome = outcome;
    }];
  }

  function stepActs(id, step, seen) {
    const acts = [];
    const started = agent => acts.push(() => add('step.started', { turnId: id, step, agent, skill: 'do' }));
    started('first');
    if (random.chance(0.3)) {
      acts.push(() => add('step.failed', { turnId: id, step, code: 'unavailable', message: { zh: '忙', en: 'busy' }, final: false }));
      started('second');
    }

    if (random.chance(0.3)) {
      acts.push(() => add('step.progress', { turnId: id, step, note: { zh: '在', en: 'on it' } }));
    }

    const end = random.pick(['done', 'done', 'failed', 'skipped']);
    acts.push(() => {
      add(end === 'done' ? 'step.completed' : 'step.failed', end === 'done'
        ? { turnId: id, step, milliseconds: 5 }
        : { turnId: id, step, code: end === 'failed' ? 'faulted' : 'skipped', message: { zh: '坏', en: 'bad' }, final: true });
      seen.steps[step] = end;
    });
    if (end === 'done' && random.chance(0.6)) {
      acts.push(() => {
        add('card', { turnId: id, step, card: { kind: 'balance', number: number++ } });
        seen.cards++;
      });
    }

    return acts;
  }

  /** The event that comes next makes the deltas of a turn superfluous. */
  function foldDeltas(id) {
    for (const event of events) {
      if (event.kind === 'message.delta' && event.data.turnId === id && event.foldedBy === Infinity) {
        event.foldedBy = events.length + 1;
      }
    }
  }
}

function plannedStep(step) {
  return { step, agent: 'first', agentName: { zh: '一', en: 'First' }, skill: 'do', title: { zh: '做', en: 'Do' }, effect: 'read', dependsOn: [] };
}

/** What a reader gets who asks for events after a number, when the log has come to another number. */
export function readable(events, after, until) {
  return events.filter(({ sequence, foldedBy }) => sequence > after && sequence <= until && foldedBy > until);
}
