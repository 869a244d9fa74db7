// The page's language: Chinese or English, the browser's unless the person has chosen.

import { texts } from './texts.js';

const key = 'orleansagents.language';
const tags = { zh: 'zh-CN', en: 'en' };

let language = localStorage.getItem(key) ?? preferred();

/** "zh" or "en". */
export function currentLanguage() {
  return language;
}

/** The tag that the server knows the language by. */
export function languageTag() {
  return tags[language];
}

/** The person's time zone, an IANA id. */
export function timeZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** Takes the person's choice and remembers it. */
export function chooseLanguage(chosen) {
  language = chosen;
  localStorage.setItem(key, chosen);
}

/** A text of the page; those that say a value take it as an argument. */
export function t(name, ...values) {
  const text = texts[language][name];
  return typeof text === 'function' ? text(...values) : text;
}

/** A text of the server, which comes in both languages: {zh, en}. */
export function localized(text) {
  return typeof text === 'string' ? text : text?.[language] ?? text?.en ?? text?.zh ?? '';
}

function preferred() {
  return (navigator.languages?.[0] ?? navigator.language ?? 'en').toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
