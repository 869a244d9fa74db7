// A priced cart. Nothing has been ordered, and the prices may be simulated: both are said below the total.

import { day, minutes, money, timeOfDay } from '../text/format.js';
import { t } from '../text/language.js';
import { h } from '../views/dom.js';

export function cart(card) {
  return {
    picture: 'basket',
    title: `${t('cart')} · ${card.shop}`,
    aside: card.simulated && t('simulated'),
    body: h('div', {}, delivery(card.delivery), lines(card.lines), sums(card), remarks(card)),
    note: card.note ?? t('notOrdered'),
  };
}

function delivery({ minutes: needed, earliest, deadline, inTime, from, to }) {
  const verdict = deadline && h('strong', { 'data-good': String(inTime) }, t(inTime ? 'inTime' : 'late', timeOfDay(deadline)));
  const when = from && to ? t('window', timeOfDay(from), timeOfDay(to)) : t('deliveryMinutes', minutes(needed));
  return h('p.delivery', {}, verdict, h('span', {}, `${day(from ?? earliest)} ${when}`), deadline && !inTime && h('span', {}, t('earliest', timeOfDay(earliest))));
}

function lines(all) {
  const rows = all.map(line => h('tr', {},
    h('td', { dir: 'auto' }, line.name, h('span.muted', {}, line.pack)),
    h('td.number.optional', {}, line.needed),
    h('td.number', {}, h('span.muted.inline', {}, money(line.unitPrice)), ` × ${line.packs}`),
    h('td.number', {}, money(line.lineTotal))));
  return h('div.table-frame', {}, h('table', {},
    h('thead', {}, h('tr', {},
      h('th', { scope: 'col' }, t('item')), h('th.number.optional', { scope: 'col' }, t('needed')),
      h('th.number', { scope: 'col' }, t('packs')), h('th.number', { scope: 'col' }, t('price')))),
    h('tbody', {}, rows)));
}

function sums({ goods, deliveryFee, total }) {
  const rows = [['goods', goods], ['deliveryFee', deliveryFee], ['total', total]];
  return h('dl.sums', {}, rows.map(([name, amount]) => h('div', { 'data-name': name }, h('dt', {}, t(name)), h('dd', {}, money(amount)))));
}

function remarks({ missing = [], pantry = [], topUp, minimumOrder }) {
  return h('div.remarks', {},
    missing.length > 0 && h('p.attention', { dir: 'auto' }, t('missing', missing)),
    topUp && h('p.attention', {}, t('topUp', money(topUp.amount), money(minimumOrder))),
    topUp && h('ul.chips', {}, topUp.suggestions.map(({ name, pack, unitPrice }) => h('li', { dir: 'auto' }, `${name} ${pack} ${money(unitPrice)}`))),
    pantry.length > 0 && h('p.muted', { dir: 'auto' }, t('pantry', pantry)));
}
