import { day, distance, money } from '../text/format.js';
import { t } from '../text/language.js';
import { h } from '../views/dom.js';
import { below, table } from './table.js';

/** Hotels for a stay, with what each costs for all nights and people. */
export function hotels(card) {
  const rows = card.hotels.map(hotel => ({
    cells: [
      [hotel.name, below(Number.isFinite(hotel.stars) && t('stars', hotel.stars), hotel.near && t('near', hotel.near), distance(hotel.distanceMeters))],
      [money(hotel.pricePerNight), below(t('rooms', hotel.rooms))],
      h('strong', {}, money(hotel.total)),
    ],
  }));
  return {
    picture: 'bed',
    title: t('hotels', card.city),
    aside: `${t('stay', day(card.checkIn), card.nights)} · ${t('people', card.people)}`,
    body: table([{ text: t('hotel') }, { text: t('perNight'), number: true }, { text: t('total'), number: true }], rows),
    note: card.note,
  };
}
