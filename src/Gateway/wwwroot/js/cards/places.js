import { distance } from '../text/format.js';
import { t } from '../text/language.js';
import { h } from '../views/dom.js';
import { sketchMap } from './sketch-map.js';

/** Places, numbered as in the sketch beside them. */
export function places(card) {
  const points = card.places.map((place, index) => ({ ...place, role: 'place', label: String(index + 1) }));
  const centre = card.near && { ...card.near, role: 'centre', label: card.near.name };
  const rows = card.places.map((place, index) => h('li', {},
    h('span.pin', { 'aria-hidden': 'true' }, String(index + 1)),
    h('span.row-main', { dir: 'auto' }, place.name, h('span.muted', {}, [place.city, category(place.category)].filter(Boolean).join(' · '))),
    h('span.row-end', {}, distance(place.distanceMeters))));
  return {
    picture: 'pin',
    title: card.near ? t('placesNear', card.near.name) : t('places'),
    aside: card.category && category(card.category),
    body: h('div.with-map', {}, h('ol.rows', {}, rows), sketchMap(centre ? [centre, ...points] : points)),
    note: card.note,
  };
}

function category(name) {
  return t(`category_${name}`) ?? name;
}
