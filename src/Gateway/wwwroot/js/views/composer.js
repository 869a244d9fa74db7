// Where the person writes.
//
// Enter sends and Shift+Enter begins a line, but Enter that chooses a word of an input method does neither. While an
// answer is under way, sending lets the message wait for its turn; Ctrl+Enter stops the answer for it.

import { t } from '../text/language.js';
import { h, setText, show } from './dom.js';
import { icon } from './icons.js';

/** The server's bound on a message. */
const charactersMax = 8000;

/** Makes the view. `on` has send(text, onBusy) and stop(). */
export function composerView(on) {
  let isBusy = false;
  const text = h('textarea', {
    id: 'message', rows: 1, placeholder: t('messageHint'), 'aria-label': t('message'), 'aria-describedby': 'message-remark', enterkeyhint: 'send',
    oninput: refresh, onkeydown: keyPressed,
  });
  const remark = h('p.remark', { id: 'message-remark' });
  const stop = h('button.stop', { type: 'button', 'aria-label': t('stop'), title: t('stop'), onclick: on.stop }, icon('stop'));
  const interrupt = h('button.quiet.interrupt', { type: 'button', title: t('interruptHint'), onclick: () => send('interrupt') }, icon('bolt'), t('interrupt'));
  const submit = h('button.send', { type: 'submit' }, icon('send'));
  const element = h('form.composer', { onsubmit: submitted },
    h('div.composer-box', {}, text, h('div.composer-actions', {}, interrupt, stop, submit)), remark);
  refresh();

  return {
    element,
    focus: () => text.focus(),
    get draft() {
      return text.value;
    },
    set draft(value) {
      text.value = value;
      refresh();
    },
    update(conversation) {
      isBusy = conversation.running !== undefined;
      refresh();
    },
  };

  function submitted(event) {
    event.preventDefault();
    send('enqueue');
  }

  function keyPressed(event) {
    // 229 is what a browser tells for keys that an input method has taken, even when it no longer says "composing".
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) {
      return;
    }

    event.preventDefault();
    send(event.ctrlKey || event.metaKey ? 'interrupt' : 'enqueue');
  }

  function send(onBusy) {
    if (canSend()) {
      const written = text.value.trim();
      text.value = '';
      refresh();
      on.send(written, onBusy);
      text.focus();
    }
  }

  function canSend() {
    return text.value.trim() !== '' && text.value.trim().length <= charactersMax;
  }

  function refresh() {
    const length = text.value.trim().length;
    submit.disabled = !canSend();
    const name = t(isBusy ? 'sendLater' : 'send');
    submit.setAttribute('aria-label', name);
    submit.title = name;
    show(stop, isBusy);
    show(interrupt, isBusy && canSend());
    setText(remark, length > charactersMax ? t('tooLong', length, charactersMax) : t('keys'));
    remark.classList.toggle('wrong', length > charactersMax);

    // As high as its text, up to the limit that the style sets.
    text.style.height = 'auto';
    text.style.height = `${text.scrollHeight}px`;
  }
}
