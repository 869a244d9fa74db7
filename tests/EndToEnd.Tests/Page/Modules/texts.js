// Both languages have the same texts, and those that say values take as many.

import { texts } from '/js/text/texts.js';

export function run() {
  const names = new Set([...Object.keys(texts.zh), ...Object.keys(texts.en)]);
  return [...names].filter(name => shape(texts.zh[name]) !== shape(texts.en[name])).map(name => `${name}: zh ${shape(texts.zh[name])}, en ${shape(texts.en[name])}`);
}

function shape(text) {
  return Array.isArray(text) ? `list of ${text.length}` : typeof text === 'function' ? `function of ${text.length}` : `${typeof text}${text === '' ? ', empty' : ''}`;
}
