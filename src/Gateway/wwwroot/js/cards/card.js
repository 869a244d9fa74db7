// Cards: what agents want drawn beside their words. A card is data with a kind; each kind that the page knows has a
// drawing of its own, any other is drawn as a table of its values, so that a new agent's card is never blank. The same
// table stands in when a card of a known kind has another shape than it should have.

import { h } from '../views/dom.js';
import { icon } from '../views/icons.js';
import { balance } from './balance.js';
import { cart } from './cart.js';
import { comparison } from './comparison.js';
import { departures } from './departures.js';
import { dishes } from './dishes.js';
import { hotels } from './hotels.js';
import { ingredients } from './ingredients.js';
import { places } from './places.js';
import { forgotten, preferences, remembered } from './preferences.js';
import { products } from './products.js';
import { proposal } from './proposal.js';
import { route } from './route.js';
import { split } from './split.js';
import { trains } from './trains.js';
import { vehicles } from './vehicles.js';
import { anything } from './anything.js';

const drawings = new Map(Object.entries({
  balance, cart, comparison, departures, dishes, forgotten, hotels, ingredients, places, preferences, products, proposal, remembered, route, split, trains, vehicles,
}));

/** The element of a card. */
export function cardView(card) {
  const draw = drawings.get(card?.kind);
  if (draw) {
    try {
      return framed(card.kind, draw(card));
    } catch (wrongShape) {
      console.warn(`A card of the kind "${card.kind}" has not the shape of its kind; it is shown as a table.`, wrongShape);
    }
  }

  return framed('anything', anything(card));
}

/** A drawing is {picture, title, aside, body, note}: the last three may be absent. */
function framed(kind, { picture, title, aside, body, note }) {
  return h('section.card', { 'aria-label': title, 'data-kind': kind },
    h('header', {}, icon(picture), h('h3', { dir: 'auto' }, title), aside && h('span.aside', {}, aside)),
    body,
    note && h('p.card-note', { dir: 'auto' }, String(note)));
}
