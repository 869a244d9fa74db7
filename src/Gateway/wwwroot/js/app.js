// Which conversation is open, and what happens when the person does something. The address names the conversation, so
// that reloading the page, going back and sharing between one's own windows work.

import { conversationList } from './conversation/conversation-list.js';
import { openConversation } from './conversation/open-conversation.js';
import { api, onIdentityChanged } from './net/api.js';
import { chooseLanguage, currentLanguage, languageTag, t, timeZone } from './text/language.js';
import { composerView } from './views/composer.js';
import { conversationsView } from './views/conversations.js';
import { frameView } from './views/frame.js';
import { noticeView } from './views/notice.js';
import { transcriptView } from './views/transcript.js';

/** Starts the page within an element. */
export function startApp(root) {
  const profile = () => ({ language: languageTag(), timeZone: timeZone() });
  const list = conversationList({ changed: draw });
  let views = null;
  let isNewGuest = false;
  let isDrawing = false;
  let open = begun(addressedId());

  onIdentityChanged(() => {
    isNewGuest = true;
    list.refresh();
  });
  window.addEventListener('hashchange', () => addressedId() !== open.id && openById(addressedId()));
  build();
  list.refresh();

  /** Makes the views, in the language of the moment. */
  function build() {
    document.documentElement.lang = languageTag();
    const draft = views?.composer.draft ?? '';
    const on = {
      begin, ask: text => send(text, 'enqueue'), send,
      stop: () => open.running && open.cancel(open.running.id),
      cancel: turn => open.cancel(turn),
      regenerate: turn => open.regenerate(turn),
      retry: id => open.outbox.retry(id),
      discard: id => open.outbox.remove(id),
      reload: () => open.reload(),
      dismiss,
      search: query => list.search(query),
      more: () => list.more(),
      rename: (id, title) => told(() => list.rename(id, title)),
      remove: removeConversation,
      language: switchLanguage,
    };
    const parts = { conversations: conversationsView(on), transcript: transcriptView(on), notice: noticeView(on), composer: composerView(on), begin };
    views = { ...parts, frame: frameView(parts) };
    root.replaceChildren(views.frame.element);
    views.composer.draft = draft;
    drawNow();
  }

  /** Many changes come together; they are drawn once, and before the browser paints. */
  function draw() {
    if (!isDrawing) {
      isDrawing = true;
      queueMicrotask(drawNow);
    }
  }

  function drawNow() {
    isDrawing = false;
    views.conversations.update(list, open.id);
    views.transcript.update(open);
    views.notice.update(open, isNewGuest);
    views.composer.update(open);
    views.frame.update(list.titleOf(open.id) || t('untitled'));
  }

  function begun(id) {
    const conversation = openConversation({
      id, profile, changed: () => conversation === open && draw(), stored: storedId => stored(conversation, storedId),
    });
    return conversation;
  }

  function openById(id) {
    open.close();
    open = begun(id);
    views.frame.close();
    draw();
    views.transcript.follow('turn');
    views.composer.focus();
  }

  function begin() {
    history.pushState(null, '', location.pathname);
    openById(null);
  }

  function stored(conversation, id) {
    if (conversation === open && addressedId() !== id) {
      history.replaceState(null, '', `#/c/${encodeURIComponent(id)}`);
    }

    list.refresh();
  }

  function send(text, onBusy) {
    // What is written under a conversation that is gone begins a new one.
    if (open.connection === 'refused' || open.connection === 'deleted') {
      begin();
    }

    open.outbox.add(text, onBusy);
    queueMicrotask(() => views.transcript.follow('turn'));
  }

  async function removeConversation(id) {
    if (await told(() => list.remove(id)) && id === open.id) {
      begin();
    }
  }

  /** True if it worked; if not, the person is told. */
  async function told(work) {
    try {
      await work();
      return true;
    } catch (problem) {
      open.problem = problem;
      draw();
      return false;
    }
  }

  function dismiss() {
    open.problem = null;
    isNewGuest = false;
    draw();
  }

  function switchLanguage(language) {
    if (language !== currentLanguage()) {
      chooseLanguage(language);
      build();
      root.querySelector(`[data-language="${language}"]`).focus();

      // Each message says its language anyway; the profile is for what happens without a page.
      api.saveMe(profile()).catch(() => {});
    }
  }
}

function addressedId() {
  const id = /^#\/c\/([\w.~%-]+)$/.exec(location.hash)?.[1];
  try {
    return id ? decodeURIComponent(id) : null;
  } catch {
    return null;
  }
}
