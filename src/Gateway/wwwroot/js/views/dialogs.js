// Questions that must be answered before anything else. The browser's own dialog keeps the focus inside, and Escape is no.

import { t } from '../text/language.js';
import { h } from './dom.js';

/** Asks whether to do something; gives true or false. */
export function askWhether({ heading, question, yes }) {
  return ask(heading, [h('p', {}, question)], h('button.danger', { value: 'yes' }, yes), () => true, false);
}

/** Asks for a line of text; gives it without the space around it, or null. */
export function askText({ heading, label, value, lengthMax }) {
  const input = h('input', { type: 'text', value, maxlength: lengthMax, required: true, autofocus: true });
  const answer = ask(heading, [h('label', {}, label, input)], h('button.primary', { value: 'yes' }, t('save')), () => input.value.trim(), null);
  input.select();
  return answer;
}

function ask(heading, body, accept, onYes, onNo) {
  const refuse = h('button.quiet', { type: 'button', onclick: () => dialog.close() }, t('cancel'));
  const title = h('h2', { id: 'dialog-title' }, heading);
  const dialog = h('dialog', { 'aria-labelledby': 'dialog-title' },
    h('form', { method: 'dialog' }, title, ...body, h('div.dialog-actions', {}, refuse, accept)));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener('close', () => {
    dialog.remove();
    resolve(dialog.returnValue === 'yes' ? onYes() : onNo);
  }));
}
