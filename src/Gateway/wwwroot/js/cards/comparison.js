import { money } from '../text/format.js';
import { t } from '../text/language.js';
import { h } from '../views/dom.js';
import { below, table } from './table.js';

/** Offers of one kind of goods: what each costs with its coupon, beside what the maker's own shop asks. */
export function comparison(card) {
  const least = Math.min(...card.offers.map(offer => offer.final.amount));
  const rows = card.offers.map(offer => ({
    isBest: offer.final.amount === least,
    cells: [
      [offer.name, offer.final.amount === least && h('span.tag.good', {}, t('cheapest')), below(offer.shop, offer.coupon && t('coupon', offer.coupon))],
      money(offer.shopOwnPrice),
      [h('strong', {}, money(offer.final)), offer.coupon && below(t('listPrice', money(offer.price)))],
    ],
  }));
  return {
    picture: 'scales',
    title: t('comparison', card.category),
    aside: card.simulated && t('simulated'),
    body: table([{ text: t('offer') }, { text: t('ownPrice'), number: true }, { text: t('toPay'), number: true }], rows),
    note: card.note,
  };
}
