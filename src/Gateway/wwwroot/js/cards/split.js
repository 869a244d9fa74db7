import { money } from '../text/format.js';
import { t } from '../text/language.js';
import { h } from '../views/dom.js';

/** An amount divided among people: groups that pay the same. */
export function split(card) {
  const groups = card.shares.map(({ people, each }) => h('li', {},
    h('span.figure', {}, money(each)),
    h('span.muted', {}, card.shares.length === 1 ? t('each') : `${t('each')} · ${t('people', people)}`)));
  return {
    picture: 'split',
    title: t('split'),
    aside: `${money(card.amount)} · ${t('people', card.people)}`,
    body: h('ul.shares', {}, groups),
    note: card.note,
  };
}
