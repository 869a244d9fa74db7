import { money } from '../text/format.js';
import { t } from '../text/language.js';
import { h } from '../views/dom.js';

/** What is in an account. */
export function balance(card) {
  return {
    picture: 'wallet',
    title: card.account ?? t('balance'),
    aside: card.simulated && t('simulated'),
    body: h('p.figure', {}, money(card.balance)),
    note: card.note,
  };
}
