// The rules of the reducer, one by one.

import { emptyConversation, reduce, runningTurn, shownTurns } from '/js/conversation/reducer.js';

const step = { step: 's1', agent: 'maps', agentName: { zh: '地图', en: 'Maps' }, skill: 'route', title: { zh: '路线', en: 'Route' }, effect: 'read', dependsOn: [] };
const begun = [['user.message', { turnId: 't1', messageId: 'm1', clientMessageId: 'c1', text: 'hi' }], ['turn.started', { turnId: 't1', attempt: 1 }]];

const rules = {
  'a message waits until its turn starts': () => {
    const state = conversation(begun[0]);
    return [state.turns[0].status, 'waiting', runningTurn(state), undefined];
  },
  'an event that was seen is ignored, and gives the same state': () => {
    const state = conversation(...begun, ['message.delta', { turnId: 't1', messageId: 'a', text: 'x' }]);
    return [reduce(state, { sequence: 3, kind: 'message.delta', data: { turnId: 't1', messageId: 'a', text: 'x' } }) === state, true];
  },
  'turns that an event does not touch stay the same objects': () => {
    const state = conversation(...begun, ['user.message', { turnId: 't2', messageId: 'm2', text: 'two' }]);
    const next = reduce(state, { sequence: 9, kind: 'message.delta', data: { turnId: 't1', messageId: 'a', text: 'x' } });
    return [next.turns[1] === state.turns[1], true, next.turns[0] === state.turns[0], false];
  },
  'a turn that begins again has shown nothing': () => {
    const { turns: [turn] } = conversation(...begun, ['plan.created', { turnId: 't1', steps: [step] }], ['card', { turnId: 't1', step: 's1', card: {} }],
      ['message.delta', { turnId: 't1', messageId: 'a', text: 'x' }], ['question', { turnId: 't1', text: '?', choices: ['1'] }], ['turn.started', { turnId: 't1', attempt: 2 }]);
    return [turn.steps.length + turn.cards.length + turn.messages.length, 0, turn.question, null, turn.attempt, 2, turn.status, 'running'];
  },
  'the whole answer replaces its pieces': () => {
    const { turns: [turn] } = conversation(...begun, ['message.delta', { turnId: 't1', messageId: 'a', text: 'x' }], ['message.completed', { turnId: 't1', messageId: 'a', text: 'whole' }]);
    return [turn.messages.map(message => message.text).join('|'), 'whole'];
  },
  'steps that had not ended stop with their turn': () => {
    const { turns: [turn] } = conversation(...begun, ['plan.created', { turnId: 't1', steps: [step] }], ['step.started', { turnId: 't1', step: 's1', agent: 'maps', skill: 'route' }],
      ['turn.completed', { turnId: 't1', outcome: 'cancelled' }]);
    return [turn.steps[0].state, 'stopped', turn.outcome, 'cancelled'];
  },
  'a step that falls back goes on with the other agent and says why': () => {
    const { turns: [turn] } = conversation(...begun, ['plan.created', { turnId: 't1', steps: [step] }], ['step.failed', { turnId: 't1', step: 's1', code: 'faulted', message: { zh: '坏', en: 'bad' }, final: false }],
      ['step.started', { turnId: 't1', step: 's1', agent: 'atlas', skill: 'route' }]);
    return [turn.steps[0].state, 'running', turn.steps[0].agent, 'atlas', turn.steps[0].failure.en, 'bad'];
  },
  'a replaced turn is not shown': () => {
    const state = conversation(...begun, ['turn.completed', { turnId: 't1', outcome: 'completed' }], ['user.message', { turnId: 't2', messageId: 'm2', text: 'hi', replaces: 't1' }]);
    return [shownTurns(state).map(turn => turn.id).join(), 't2'];
  },
  'unknown kinds and unknown turns change nothing but the number': () => {
    const state = conversation(...begun, ['confirmation.required', { turnId: 't1' }], ['card', { turnId: 'nobody', step: 's', card: {} }], ['toString', { turnId: 't1' }]);
    return [state.lastSequence, 5, JSON.stringify(state.turns), JSON.stringify(conversation(...begun).turns)];
  },
};

export function run() {
  return Object.entries(rules).flatMap(([name, rule]) => {
    const values = rule();
    return values.some((value, index) => index % 2 === 0 && value !== values[index + 1]) ? [`${name}: ${JSON.stringify(values)}`] : [];
  });
}

function conversation(...events) {
  return events.map(([kind, data], index) => ({ sequence: index + 1, kind, data })).reduce(reduce, emptyConversation);
}
