// One line above the message box that says what stands between the person and the conversation, and what they can do.

import { t } from '../text/language.js';
import { problemText } from '../text/problem-text.js';
import { h, setText, show } from './dom.js';

/** Makes the view. `on` has reload(), begin(), dismiss(). */
export function noticeView(on) {
  const text = h('span');
  const button = h('button.quiet', { type: 'button' });
  const element = h('div.notice', { role: 'status', hidden: true }, text, button);
  let act = () => {};
  button.addEventListener('click', () => act());

  return {
    element,
    update(conversation, isNewGuest) {
      const notice = noticeFor(conversation, isNewGuest, on);
      show(element, notice !== null);
      element.dataset.kind = notice?.kind ?? '';
      setText(text, notice?.text ?? '');
      show(button, Boolean(notice?.label));
      setText(button, notice?.label ?? '');
      act = notice?.act ?? (() => {});
    },
  };
}

function noticeFor({ connection, problem }, isNewGuest, on) {
  switch (connection) {
    case 'reconnecting':
      return { kind: 'waiting', text: t('reconnecting') };
    case 'replaced':
      return { kind: 'problem', text: t('replaced'), label: t('goOn'), act: on.reload };
    case 'deleted':
      return { kind: 'problem', text: t('deleted'), label: t('newConversation'), act: on.begin };
    case 'refused':
      return { kind: 'problem', text: isNewGuest ? t('newGuest') : problemText(problem), label: t('newConversation'), act: on.begin };
    case 'unreachable':
      return { kind: 'problem', text: `${t('unreachable')} ${problemText(problem)}`, label: t('retry'), act: on.reload };
  }

  if (problem) {
    return { kind: 'problem', text: problemText(problem), label: t('dismiss'), act: on.dismiss };
  }

  return isNewGuest ? { kind: 'waiting', text: t('newGuest'), label: t('dismiss'), act: on.dismiss } : null;
}
