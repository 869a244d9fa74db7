// A turn's plan: its steps with the agents that do them, unfolding as they wait, work, and end.

import { duration } from '../text/format.js';
import { localized, t } from '../text/language.js';
import { h, setChildren, setText, show, svg } from './dom.js';
import { icon } from './icons.js';

const icons = { done: 'check', failed: 'cross', skipped: 'dash', stopped: 'stop' };

/** Colours by which agents are told apart, as many as the style has. */
const hues = 6;

/** Makes the view. */
export function planView() {
  const rows = new Map();
  const progress = h('span.progress');
  const list = h('ol.steps');
  const element = h('details.plan', { open: true, hidden: true }, h('summary', {}, icon('list'), h('span.heading', {}, t('plan')), progress, icon('down')), list);

  return {
    element,
    update(steps) {
      show(element, steps.length > 0);
      const done = steps.filter(step => step.state === 'done').length;
      setText(progress, done === steps.length ? t('steps', steps.length) : t('stepsDone', done, steps.length));
      setChildren(list, steps.map(step => rowFor(step, steps)));
    },
  };

  function rowFor(step, steps) {
    const row = rows.get(step.id) ?? makeRow();
    rows.set(step.id, row);
    row.update(step, steps);
    return row.element;
  }
}

function makeRow() {
  const state = h('span.state', { role: 'img' });
  const agent = h('span.agent');
  const title = h('span.step-title');
  const effect = h('span.effect');
  const time = h('span.time');
  const note = h('span.note');
  const element = h('li.step', {}, state, h('span.what', {}, agent, title, effect), time, note);
  let shown;

  return {
    element,
    update(step, steps) {
      if (step !== shown || step.state === 'waiting') {
        shown = step;
        draw(step, steps);
      }
    },
  };

  function draw(step, steps) {
    const isNew = element.dataset.state !== step.state;
    element.dataset.state = step.state;
    if (isNew) {
      state.setAttribute('aria-label', t(`state_${step.state}`));
      state.title = t(`state_${step.state}`);
      state.replaceChildren(stateIcon(step.state));
    }

    setText(agent, localized(step.agentName) || step.agent);
    agent.dataset.hue = String(hueOf(step.agent));
    setText(title, localized(step.title));
    setText(effect, step.effect === 'read' ? '' : t(`effect_${step.effect}`) ?? step.effect);
    show(effect, effect.textContent !== '');
    setText(time, step.milliseconds === null ? t(`state_${step.state}`) : duration(step.milliseconds));
    setText(note, noteOf(step, steps));
    show(note, note.textContent !== '');
  }
}

function stateIcon(state) {
  if (icons[state]) {
    return icon(icons[state]);
  }

  return svg('svg.icon', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, svg('circle.track', { cx: 12, cy: 12, r: 7.5 }), svg('circle.arc', { cx: 12, cy: 12, r: 7.5 }));
}

function noteOf(step, steps) {
  if (step.failure) {
    return step.state === 'running' ? t('nextAgent', localized(step.failure)) : localized(step.failure);
  }

  if (step.note) {
    return localized(step.note);
  }

  const missing = steps.filter(other => step.dependsOn.includes(other.id) && other.state !== 'done');
  return step.state === 'waiting' && missing.length > 0 ? t('after', missing.map(other => localized(other.title))) : '';
}

/** The same agent has the same colour wherever it works. */
function hueOf(agent) {
  return [...agent].reduce((sum, character) => sum * 31 + character.codePointAt(0) >>> 0, 7) % hues;
}
