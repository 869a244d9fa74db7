import { day, minutes, money, timeOfDay } from '../text/format.js';
import { t } from '../text/language.js';
import { h } from '../views/dom.js';
import { below, table, totalOf } from './table.js';

/** Trains of a day between two cities. */
export function trains(card) {
  const rows = card.trains.map(train => ({
    cells: [
      [h('strong', {}, train.number), below(train.seat)],
      [`${timeOfDay(train.departs)} → ${timeOfDay(train.arrives)}`, below(minutes(train.minutes), isLaterDay(train) && t('nextDay'))],
      money(train.price),
    ],
  }));
  return {
    picture: 'transit',
    title: `${card.origin} → ${card.destination}`,
    aside: `${day(card.date)} · ${t('people', card.people)}`,
    body: h('div', {},
      table([{ text: t('train') }, { text: t('departsArrives') }, { text: t('price'), number: true }], rows),
      totalOf(card.total, t('totalFor', card.trains[0].number, card.people))),
    note: card.note,
  };
}

function isLaterDay({ departs, arrives }) {
  return String(departs).slice(0, 10) !== String(arrives).slice(0, 10);
}
