import { day, minutes, timeOfDay } from '../text/format.js';
import { t } from '../text/language.js';
import { h } from '../views/dom.js';
import { icon } from '../views/icons.js';

/** When to leave in order to be there in time. */
export function departures(card) {
  return {
    picture: 'clock',
    title: `${card.origin} → ${card.destination}`,
    aside: t('arriveBy', `${day(card.arriveBy)} ${timeOfDay(card.arriveBy)}`),
    body: h('ul.rows.options', {}, card.options.map(option)),
    note: card.note,
  };
}

function option({ mode, label, minutes: needed, spareMinutes, leaveAt, inTime }) {
  return h('li', {},
    icon(mode),
    h('span.row-main', { dir: 'auto' }, label ?? t(`mode_${mode}`) ?? mode, h('span.muted', {}, t('onTheWay', minutes(needed), minutes(spareMinutes)))),
    inTime === false && h('span.tag.bad', {}, t('tooLate')),
    h('strong', {}, t('leaveAt', timeOfDay(leaveAt))));
}
