import { t } from '../text/language.js';
import { h } from '../views/dom.js';

/** What a dish takes, and how it is cooked. */
export function ingredients(card) {
  const rows = card.items.map(({ name, display, quantity, unit, pantry }) => h('tr', {},
    h('td', { dir: 'auto' }, name, pantry && h('span.tag', {}, t('pantryNote'))),
    h('td.number', {}, display ?? `${quantity} ${unit}`)));
  return {
    picture: 'bowl',
    title: `${t('ingredients')} · ${card.dish.name}`,
    aside: t('forPeople', card.people),
    body: h('div', {},
      h('div.table-frame', {}, h('table.two-columns', {},
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('item')), h('th.number', { scope: 'col' }, t('quantity')))),
        h('tbody', {}, rows))),
      card.method && h('details.more', {}, h('summary', {}, t('method')), h('p', { dir: 'auto' }, card.method))),
    note: card.note,
  };
}
