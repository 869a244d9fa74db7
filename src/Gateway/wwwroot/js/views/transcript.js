// The conversation from its first message to the latest, and where in it the person is.
//
// A new turn is kept in view from its message on: it scrolls until its message reaches the top, so that nobody has to
// scroll back to read an answer that is longer than the screen. Who scrolls to the end stays at the end; who scrolls
// elsewhere is left there.

import { shownTurns, versionsOf } from '../conversation/reducer.js';
import { problemText } from '../text/problem-text.js';
import { t } from '../text/language.js';
import { h, setChildren, setText, show } from './dom.js';
import { icon } from './icons.js';
import { turnView } from './turn.js';
import { welcomeView } from './welcome.js';

/** So near to the end, in pixels, counts as being there. */
const endTolerance = 40;

/** Pixels left above a message that was scrolled to the top. */
const topMargin = 22;

/** Makes the view. `on` has ask(text), regenerate(turn), cancel(turn), retry(id), discard(id). */
export function transcriptView(on) {
  const turns = new Map();
  const pending = new Map();
  const welcome = welcomeView(on.ask);
  const loading = h('p.loading', { role: 'status' }, t('loading'));
  const column = h('div.column');
  const latest = h('button.latest', { type: 'button', hidden: true, 'aria-label': t('latest'), title: t('latest'), onclick: () => follow('end') }, icon('down'));
  const scroller = h('div.transcript', { onscroll: noticeScrolling, tabindex: -1 }, column);

  /** What scrolling follows: the latest "turn", the "end", or "nothing". */
  let following = 'turn';

  /** Where the page itself has scrolled to: any other position is the person's doing. */
  let ownTop = 0;
  const sizes = new ResizeObserver(settle);
  sizes.observe(column);
  sizes.observe(scroller);

  return {
    element: h('div.transcript-frame', {}, scroller, latest),
    follow,
    update(conversation) {
      const shown = shownTurns(conversation.state);
      const entries = conversation.outbox.entries;
      const isEmpty = shown.length === 0 && entries.length === 0;
      const elements = [
        ...shown.map((turn, index) => turnFor(turn, index === shown.length - 1 && entries.length === 0, versionsOf(conversation.state, turn))),
        ...entries.map(entryFor),
      ];
      setChildren(column, isEmpty ? [conversation.connection === 'loading' ? loading : welcome] : elements);
      forget(turns, shown.map(turn => turn.id));
      forget(pending, entries.map(entry => entry.clientMessageId));
    },
  };

  function turnFor(turn, isLast, versions) {
    const view = turns.get(turn.id) ?? turnView({ ...on, choose: on.ask });
    turns.set(turn.id, view);
    view.update(turn, isLast, versions);
    return view.element;
  }

  function entryFor(entry) {
    const view = pending.get(entry.clientMessageId) ?? pendingView(entry, on);
    pending.set(entry.clientMessageId, view);
    view.update(entry);
    return view.element;
  }

  function follow(what) {
    following = what;
    settle();
  }

  function settle() {
    if (following !== 'nothing') {
      const end = scroller.scrollHeight - scroller.clientHeight;
      const turn = column.lastElementChild?.offsetTop ?? 0;
      ownTop = following === 'end' ? end : Math.max(0, Math.min(end, turn - topMargin));
      scroller.scrollTop = ownTop;
    }

    showWhetherAtEnd();
  }

  function noticeScrolling() {
    if (Math.abs(scroller.scrollTop - ownTop) > 2) {
      following = distanceToEnd() < endTolerance ? 'end' : 'nothing';
      ownTop = scroller.scrollTop;
    }

    showWhetherAtEnd();
  }

  function showWhetherAtEnd() {
    show(latest, turns.size > 0 && distanceToEnd() >= endTolerance);
  }

  function distanceToEnd() {
    return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
  }
}

/** A message that is on its way, or could not be sent. */
function pendingView({ clientMessageId, text }, on) {
  const status = h('p.waiting', { role: 'status' });
  const buttons = h('span', {},
    h('button.link', { type: 'button', onclick: () => on.retry(clientMessageId) }, t('retry')),
    h('button.link', { type: 'button', onclick: () => on.discard(clientMessageId) }, t('discard')));
  const words = h('span');
  status.append(words, buttons);
  return {
    element: h('article.turn', { 'data-status': 'pending' }, h('div.said', {}, h('p.bubble', { dir: 'auto' }, text)), status),
    update({ problem }) {
      status.classList.toggle('wrong', problem !== null);
      setText(words, problem ? `${t('notSent')} ${problemText(problem)}` : t('sending'));
      show(buttons, problem !== null);
    },
  };
}

function forget(views, ids) {
  const kept = new Set(ids);
  for (const id of views.keys()) {
    if (!kept.has(id)) {
      views.delete(id);
    }
  }
}
