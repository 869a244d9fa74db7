import { minutes } from '../text/format.js';
import { t } from '../text/language.js';
import { h } from '../views/dom.js';

/** Dishes to choose from. */
export function dishes(card) {
  return {
    picture: 'bowl',
    title: card.ingredient ? t('dishesWith', card.ingredient) : card.cuisine ?? t('dishes'),
    body: h('ul.rows', {}, card.dishes.map(dish => h('li', {},
      h('span.row-main', { dir: 'auto' }, dish.name, h('span.muted', {}, (dish.main ?? []).join(' · '))),
      h('span.tag', {}, dish.cuisine),
      Number.isFinite(dish.minutes) && h('span.row-end', {}, minutes(dish.minutes))))),
    note: card.note,
  };
}
