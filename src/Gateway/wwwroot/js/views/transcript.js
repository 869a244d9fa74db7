// The conversation from its first message to the latest. It stays at its end while the person is there, and leaves them
// where they are once they have scrolled up.

import { shownTurns } from '../conversation/reducer.js';
import { problemText } from '../text/problem-text.js';
import { t } from '../text/language.js';
import { h, setChildren, setText, show } from './dom.js';
import { icon } from './icons.js';
import { turnView } from './turn.js';
import { welcomeView } from './welcome.js';

/** So near to the end, in pixels, counts as being there. */
const endTolerance = 90;

/** Makes the view. `on` has ask(text), regenerate(turn), cancel(turn), retry(id), discard(id). */
export function transcriptView(on) {
  const turns = new Map();
  const pending = new Map();
  const welcome = welcomeView(on.ask);
  const loading = h('p.loading', { role: 'status' }, t('loading'));
  const column = h('div.column');
  const latest = h('button.latest', { type: 'button', hidden: true, 'aria-label': t('latest'), title: t('latest'), onclick: () => toEnd('smooth') }, icon('down'));
  const scroller = h('div.transcript', { onscroll: noticeScrolling, tabindex: -1 }, column);
  let isAtEnd = true;
  new ResizeObserver(() => isAtEnd && toEnd()).observe(column);

  return {
    element: h('div.transcript-frame', {}, scroller, latest),
    toEnd,
    update(conversation) {
      const shown = shownTurns(conversation.state);
      const entries = conversation.outbox.entries;
      const isEmpty = shown.length === 0 && entries.length === 0;
      const elements = [
        ...shown.map((turn, index) => turnFor(turn, index === shown.length - 1 && entries.length === 0)),
        ...entries.map(entryFor),
      ];
      setChildren(column, isEmpty ? [conversation.connection === 'loading' ? loading : welcome] : elements);
      forget(turns, shown.map(turn => turn.id));
      forget(pending, entries.map(entry => entry.clientMessageId));
    },
  };

  function turnFor(turn, isLast) {
    const view = turns.get(turn.id) ?? turnView({ ...on, choose: on.ask });
    turns.set(turn.id, view);
    view.update(turn, isLast);
    return view.element;
  }

  function entryFor(entry) {
    const view = pending.get(entry.clientMessageId) ?? pendingView(entry, on);
    pending.set(entry.clientMessageId, view);
    view.update(entry);
    return view.element;
  }

  function toEnd(behavior = 'instant') {
    isAtEnd = true;
    scroller.scrollTo({ top: scroller.scrollHeight, behavior });
  }

  function noticeScrolling() {
    isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < endTolerance;
    show(latest, !isAtEnd);
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
