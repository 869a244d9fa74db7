// What is kept of a person: told, newly kept, forgotten.

import { day } from '../text/format.js';
import { t } from '../text/language.js';
import { h } from '../views/dom.js';

export function preferences(card) {
  return { picture: 'heart', title: t('preferences'), body: card.preferences.length > 0 ? list(card.preferences) : h('p.muted', {}, t('noPreferences')), note: card.note };
}

export function remembered(card) {
  return { picture: 'heart', title: t('remembered'), aside: t('kept', card.count), body: list([card.remembered]), note: card.note };
}

export function forgotten(card) {
  return { picture: 'heart', title: t('forgotten'), aside: t('kept', card.left), body: list(card.forgotten), note: card.note };
}

function list(all) {
  return h('ul.rows', {}, all.map(({ text, since }) => h('li', {}, h('span.row-main', { dir: 'auto' }, text), h('span.row-end', {}, day(since)))));
}
