import { distance, minutes, money } from '../text/format.js';
import { t } from '../text/language.js';
import { h } from '../views/dom.js';
import { icon } from '../views/icons.js';
import { sketchMap } from './sketch-map.js';

/** Ways from one place to another. */
export function route(card) {
  const { origin, destination } = card;
  return {
    picture: 'route',
    title: `${origin.name} → ${destination.name}`,
    aside: t('straightLine', distance(card.straightMeters)),
    body: h('div.with-map', {},
      sketchMap([{ ...origin, role: 'origin', label: origin.name }, { ...destination, role: 'destination', label: destination.name }], { isRoute: true }),
      h('ul.rows.options', {}, card.options.map(option))),
    note: card.note,
  };
}

function option({ mode, label, distanceMeters, minutes: needed, price }) {
  return h('li', {},
    icon(mode),
    h('span.row-main', { dir: 'auto' }, label ?? t(`mode_${mode}`) ?? mode, h('span.muted', {}, distance(distanceMeters))),
    price && h('span.row-end', {}, price.low.amount === price.high.amount ? money(price.low) : `${money(price.low)}–${money(price.high)}`),
    h('strong', {}, minutes(needed)));
}
