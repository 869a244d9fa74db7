import { t } from '../text/language.js';
import { h } from '../views/dom.js';

/** What a dish takes, and how it is cooked. */
export function ingredients(card) {
  const rows = card.items.map(({ name, display, quantity, unit, pantry }) => h('div', {},
    h('dt', { dir: 'auto' }, name, pantry && h('span.tag', {}, t('pantryNote'))),
    h('dd', {}, display ?? `${quantity} ${unit}`)));
  return {
    picture: 'bowl',
    title: `${t('ingredients')} · ${card.dish.name}`,
    aside: t('forPeople', card.people),
    body: h('div', {},
      h('dl.quantities', {}, rows),
      card.method && h('details.more', {}, h('summary', {}, t('method')), h('p', { dir: 'auto' }, card.method))),
    note: card.note,
  };
}
