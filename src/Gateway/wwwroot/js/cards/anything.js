// A card of a kind that this page does not know: its values, whatever they are, as a table.

import { t } from '../text/language.js';
import { h } from '../views/dom.js';

/** Deeper, longer and more than this helps nobody; the rest is left out with a sign of it. */
const depthMax = 4;
const itemsMax = 30;
const charactersMax = 2000;

export function anything(card) {
  return { picture: 'note', title: t('otherCard'), body: h('div.table-frame', {}, valueOf(card, 0)) };
}

function valueOf(value, depth) {
  if (value === null || typeof value !== 'object') {
    return h('span', { dir: 'auto' }, textOf(value));
  }

  const entries = Object.entries(value).filter(([name]) => depth > 0 || name !== 'kind');
  if (depth >= depthMax || entries.length === 0) {
    return h('span', {}, entries.length === 0 ? '–' : '…');
  }

  const rest = entries.length > itemsMax && h('li', {}, '…');
  const shown = entries.slice(0, itemsMax);
  return Array.isArray(value)
    ? h('ul.values', {}, shown.map(([, item]) => h('li', {}, valueOf(item, depth + 1))), rest)
    : h('table.pairs', {}, h('tbody', {}, shown.map(([name, item]) => h('tr', {}, h('th', { scope: 'row', dir: 'auto' }, name), h('td', {}, valueOf(item, depth + 1))))));
}

function textOf(value) {
  if (typeof value === 'boolean') {
    return t(value ? 'yes' : 'no');
  }

  const text = value === null || value === undefined ? '–' : String(value);
  return text.length > charactersMax ? `${text.slice(0, charactersMax)}…` : text;
}
