import { t } from '../text/language.js';
import { h } from '../views/dom.js';

/** Something that would change something, and has not been done. */
export function proposal(card) {
  return {
    picture: 'hand',
    title: `${t('proposal')} · ${card.title}`,
    aside: h('span.tag.attention', {}, t('notDone')),
    body: (card.told ?? []).length > 0 && h('ul.chips', { 'aria-label': t('told') }, card.told.map(text => h('li', { dir: 'auto' }, text))),
    note: card.note,
  };
}
