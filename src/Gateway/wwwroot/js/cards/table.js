// Tables of offers: a few columns, so that they fit a phone; what belongs to a value stands below it in the same cell.

import { money } from '../text/format.js';
import { t } from '../text/language.js';
import { h } from '../views/dom.js';

/** A table. A head that is {text, number: true} is of a column of numbers; a row is the contents of its cells, {cells, isBest}. */
export function table(heads, rows) {
  const cell = (content, index) => h(heads[index].number ? 'td.number' : 'td', { dir: heads[index].number ? null : 'auto' }, ...[content].flat());
  return h('div.table-frame', {}, h('table', {},
    h('thead', {}, h('tr', {}, heads.map(({ text, number }) => h(number ? 'th.number' : 'th', { scope: 'col' }, text)))),
    h('tbody', {}, rows.map(({ cells, isBest }) => h('tr', { 'data-best': isBest ? 'true' : null }, cells.map(cell))))));
}

/** What stands below a value: texts of which some may be missing. */
export function below(...texts) {
  const known = texts.filter(text => text !== null && text !== undefined && text !== false && text !== '');
  return known.length > 0 && h('span.muted', {}, known.join(' · '));
}

/** What all of it costs. */
export function totalOf(amount, label = t('total')) {
  return h('dl.sums', {}, h('div', { 'data-name': 'total' }, h('dt', {}, label), h('dd', {}, money(amount))));
}
