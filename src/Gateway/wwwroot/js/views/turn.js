// One turn: what the person wrote, and what came of it. A message that was answered again has several versions of its
// answer; the newest is shown until the person looks at another.

import { cardView } from '../cards/card.js';
import { localized, t } from '../text/language.js';
import { answerView } from './answer.js';
import { h, setChildren, setText, show } from './dom.js';
import { icon } from './icons.js';
import { planView } from './plan.js';

/** Makes the view. `on` has regenerate(turn), cancel(turn), choose(text). */
export function turnView(on) {
  let shown = null;
  let wasLast = null;

  /** All versions of the answer, and the place of the one that is looked at. */
  let versions = [];
  let chosen = 0;
  let cards = new Map();
  const bubble = h('p.bubble', { dir: 'auto' });
  const waiting = h('p.waiting', {}, h('span', {}, t('waiting')), h('button.link', { type: 'button', onclick: () => on.cancel(shown.id) }, t('withdraw')));
  const thinking = h('p.thinking', {}, h('span'), h('i'), h('i'), h('i'));
  const plan = planView();
  const answer = answerView();
  const cardList = h('div.cards');
  const choices = h('div.choices', { role: 'group' });
  const outcome = h('p.outcome');
  const actions = h('div.turn-actions', {},
    action('again', 'regenerate', () => on.regenerate(versions.at(-1).id)),
    action('copy', 'copy', copyAnswer));
  const place = h('span.place', { 'aria-live': 'polite' });
  const earlier = versionButton('earlierVersion', -1);
  const later = versionButton('laterVersion', 1);
  const versionList = h('div.versions', { role: 'group', 'aria-label': t('versions') }, earlier, place, later);
  const reply = h('div.reply', { role: 'group', 'aria-label': t('assistant') }, thinking, plan.element, answer.element, cardList, choices, outcome, versionList, actions);
  const element = h('article.turn', {}, h('div.said', { role: 'group', 'aria-label': t('you') }, bubble), waiting, reply);

  return {
    element,
    update(turn, isLast, all) {
      if (all.length !== versions.length) {
        chosen = all.length - 1;
      }

      versions = all;
      look(isLast);
    },
  };

  /** Draws the version that is looked at, if it is not what is drawn. */
  function look(isLast) {
    const turn = versions[chosen];
    if (turn !== shown || isLast !== wasLast) {
      shown = turn;
      wasLast = isLast;
      draw(turn, isLast);
    }

    show(versionList, versions.length > 1);
    setText(place, `${chosen + 1} / ${versions.length}`);
    earlier.disabled = chosen === 0;
    later.disabled = chosen === versions.length - 1;
  }

  function versionButton(name, by) {
    const turnTo = () => {
      chosen = Math.max(0, Math.min(versions.length - 1, chosen + by));
      look(wasLast);
    };
    return h('button.quiet', { type: 'button', 'aria-label': t(name), title: t(name), onclick: turnTo }, icon(by < 0 ? 'left' : 'right'));
  }

  function draw(turn, isLast) {
    const isRunning = turn.status === 'running';
    const hasEnded = turn.status === 'ended';
    element.dataset.status = turn.status;
    setText(bubble, turn.text);
    show(waiting, turn.status === 'waiting');
    show(thinking, isRunning && turn.messages.length === 0 && turn.steps.length === 0);
    setText(thinking.firstChild, turn.attempt > 1 ? t('again', turn.attempt) : t('thinking'));
    plan.update(turn.steps);
    answer.update(turn.messages, isRunning);
    drawCards(turn);
    drawChoices(turn, isLast);
    drawOutcome(turn);
    show(actions, hasEnded && isLast);
    show(actions.lastChild, turn.messages.length > 0);
    reply.setAttribute('aria-busy', String(isRunning));
  }

  /** Cards never change, so each is drawn once. They stand in the order of the plan, in whatever order its steps end; what is of no step comes last. */
  function drawCards({ cards: given, steps }) {
    const place = ({ step }) => {
      const index = steps.findIndex(({ id }) => id === step);
      return index < 0 ? steps.length : index;
    };
    cards = new Map(given.toSorted((one, other) => place(one) - place(other)).map(({ card }) => [card, cards.get(card) ?? cardView(card)]));
    setChildren(cardList, [...cards.values()]);
  }

  function drawChoices(turn, isLast) {
    const offered = turn.question && isLast && turn.status === 'ended' ? turn.question.choices : [];
    choices.setAttribute('aria-label', turn.question?.text ?? '');
    choices.replaceChildren(...offered.map(choice => h('button', { type: 'button', dir: 'auto', onclick: () => on.choose(choice) }, String(choice))));
  }

  function drawOutcome({ outcome: result, reason }) {
    const name = { partial: 'outcomePartial', cancelled: 'outcomeCancelled', failed: 'outcomeFailed' }[result];
    show(outcome, Boolean(name));
    if (name) {
      outcome.dataset.outcome = result;
      setText(outcome, localized(reason) || t(name));
    }
  }

  async function copyAnswer() {
    await navigator.clipboard?.writeText(shown.messages.map(message => message.text).join('\n\n'));
    const button = actions.lastChild;
    setText(button.lastChild, t('copied'));
    setTimeout(() => setText(button.lastChild, t('copy')), 1500);
  }
}

function action(picture, name, onclick) {
  return h('button.quiet', { type: 'button', onclick }, icon(picture), h('span', {}, t(name)));
}
