import { day, money } from '../text/format.js';
import { t } from '../text/language.js';
import { h } from '../views/dom.js';
import { icon } from '../views/icons.js';
import { below, totalOf } from './table.js';

/** What a group rides in, the cheapest first. */
export function vehicles(card) {
  return {
    picture: 'ride',
    title: card.origin === card.destination ? card.destination : `${card.origin} → ${card.destination}`,
    aside: [card.date && day(card.date), t('people', card.people)].filter(Boolean).join(' · '),
    body: h('div', {},
      h('ul.rows.options', {}, card.vehicles.map(({ label, seats, count, each, total }) => h('li', {},
        icon('ride'),
        h('span.row-main', { dir: 'auto' }, `${count} × ${label}`, below(t('seats', seats), t('priceEach', money(each)))),
        h('strong', {}, money(total))))),
      totalOf(card.total, t('totalFrom', card.vehicles[0].count, card.vehicles[0].label))),
    note: card.note,
  };
}
