import { money } from '../text/format.js';
import { t } from '../text/language.js';
import { h } from '../views/dom.js';
import { below, totalOf } from './table.js';

/** Products to choose from. */
export function products(card) {
  return {
    picture: 'bag',
    title: card.category ?? t('products'),
    aside: card.people > 1 && t('people', card.people),
    body: h('div', {},
      h('ul.rows', {}, card.products.map(product)),
      card.people > 1 && card.total && totalOf(card.total, t('totalFor', card.products[0].name, card.people))),
    note: card.note,
  };
}

function product({ name, shop, price, listPrice, rating, tags = [], why }) {
  return h('li', {},
    h('span.row-main', { dir: 'auto' }, name, below(shop, Number.isFinite(rating) && t('rating', rating), ...tags), why && h('span.muted.why', {}, why)),
    h('span.row-end.price', {}, h('strong', {}, money(price)), listPrice && below(t('listPrice', money(listPrice)))));
}
