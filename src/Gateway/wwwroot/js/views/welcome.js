// The page of a conversation in which nothing was said yet: what can be asked for.

import { t } from '../text/language.js';
import { h } from './dom.js';
import { icon } from './icons.js';

/** Makes the view; `ask(text)` sends an example. */
export function welcomeView(ask) {
  return h('div.welcome', {},
    h('img', { src: '/favicon.svg', alt: '', width: 52, height: 52 }),
    h('h1', {}, t('welcome')),
    h('p', {}, t('welcomeMore')),
    h('ul.examples', { 'aria-label': t('examples') },
      t('exampleList').map(({ picture, text }) => h('li', {}, h('button', { type: 'button', onclick: () => ask(text) }, icon(picture), h('span', {}, text))))));
}
