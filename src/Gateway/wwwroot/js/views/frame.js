// The frame of the page: the list at the left, which is a drawer on a narrow screen, and the conversation.

import { t } from '../text/language.js';
import { h, setText, show } from './dom.js';
import { icon } from './icons.js';

const narrow = matchMedia('(max-width: 859px)');

/** Puts the views together. */
export function frameView({ conversations, transcript, notice, composer, begin }) {
  let isOpen = false;
  const title = h('h1.bar-title');
  const open = h('button.icon-button.menu', { type: 'button', 'aria-label': t('openMenu'), 'aria-controls': 'conversations', onclick: () => setOpen(true) }, icon('menu'));
  const shade = h('button.shade', { type: 'button', tabindex: -1, 'aria-label': t('closeMenu'), onclick: () => setOpen(false) });
  const main = h('main', {},
    h('header.bar', {}, open, title, h('button.icon-button.menu', { type: 'button', 'aria-label': t('newConversation'), title: t('newConversation'), onclick: begin }, icon('plus'))),
    transcript.element,
    h('div.foot', {}, h('div.foot-column', {}, notice.element, composer.element)));
  const element = h('div.frame', { onkeydown: event => event.key === 'Escape' && isOpen && setOpen(false) },
    h('a.skip', { href: '#message', onclick: skip }, t('skipToMessage')), conversations.element, shade, main);
  narrow.addEventListener('change', () => setOpen(false));
  setOpen(false);

  return {
    element,
    close: () => isOpen && setOpen(false),
    update(text) {
      setText(title, text);
      document.title = text === t('untitled') ? t('appName') : `${text} · ${t('appName')}`;
    },
  };

  /** The part that is covered takes no focus. */
  function setOpen(value) {
    const wasOpen = isOpen;
    isOpen = value && narrow.matches;
    element.classList.toggle('drawer-open', isOpen);
    open.setAttribute('aria-expanded', String(isOpen));
    show(shade, isOpen);
    conversations.element.inert = narrow.matches && !isOpen;
    main.inert = isOpen;
    if (isOpen) {
      conversations.element.querySelector('button').focus();
    } else if (wasOpen) {
      open.focus();
    }
  }

  /** The address keeps naming the conversation. */
  function skip(event) {
    event.preventDefault();
    composer.focus();
  }
}
