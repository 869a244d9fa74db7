// What the events of a plan make of a turn: its steps with their states, and the cards that they gave.

/** Each gives the properties of a turn that an event changes. */
export const planReducers = {
  // A plan can grow while it is carried out; what is known of its earlier steps stays.
  'plan.created': ({ steps: earlier }, { steps }) => ({
    steps: steps.map(({ step, agent, agentName, skill, title, effect, dependsOn }) => earlier?.find(known => known.id === step) ?? ({
      id: step, agent, agentName, skill, title, effect, dependsOn: dependsOn ?? [],
      state: 'waiting', calls: 0, milliseconds: null, note: null, failure: null,
    })),
  }),

  // Called again with another agent when the first has failed: from then on the step shows that agent.
  'step.started': ({ steps }, { step, agent, agentName, skill }) => withStep(steps, step, earlier => ({
    state: 'running', agent, skill, calls: earlier.calls + 1, note: null, agentName: agentName ?? (earlier.agent === agent ? earlier.agentName : { zh: agent, en: agent }),
  })),

  'step.progress': ({ steps }, { step, note }) => withStep(steps, step, () => ({ note })),

  'step.completed': ({ steps }, { step, milliseconds }) => withStep(steps, step, () => ({ state: 'done', milliseconds, note: null, failure: null })),

  'step.failed': ({ steps }, { step, code, message, final }) => withStep(steps, step, () => ({
    state: code === 'skipped' ? 'skipped' : final ? 'failed' : 'running', failure: message, note: null,
  })),

  'card': ({ cards }, { step, card }) => ({ cards: [...cards, { step, card }] }),
};

function withStep(steps, id, change) {
  return { steps: steps.map(step => (step.id === id ? { ...step, ...change(step) } : step)) };
}
