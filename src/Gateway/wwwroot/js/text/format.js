// Numbers, amounts and times in the page's language. Cards come from agents, so a value of the wrong kind is shown as it
// is rather than trusted.

import { currentLanguage, languageTag, t } from './language.js';

/** Money {amount, currency}. */
export function money(value) {
  try {
    return new Intl.NumberFormat(languageTag(), { style: 'currency', currency: value.currency, currencyDisplay: 'narrowSymbol' }).format(value.amount);
  } catch {
    return `${value?.amount ?? ''} ${value?.currency ?? ''}`.trim();
  }
}

/** A distance in meters. */
export function distance(meters) {
  if (!Number.isFinite(meters)) {
    return '';
  }

  return meters < 1000
    ? t('meters', Math.round(meters))
    : t('kilometers', number(meters / 1000, meters < 100_000 ? 1 : 0));
}

/** A length of time in minutes. */
export function minutes(value) {
  return value < 60 ? t('minutes', value) : t('hours', Math.floor(value / 60), value % 60);
}

/** How long a step took. */
export function duration(milliseconds) {
  return milliseconds < 950 ? t('milliseconds', milliseconds < 1 ? '< 1' : milliseconds) : t('seconds', number(milliseconds / 1000, 1));
}

/** A number with at most some digits after the point. */
export function number(value, digits) {
  return new Intl.NumberFormat(languageTag(), { maximumFractionDigits: digits }).format(value);
}

/** The time of day in a moment with its own offset, which is the person's: "2026-11-22T19:00:00+08:00" is 19:00 wherever the browser is. */
export function timeOfDay(moment) {
  return /T(\d\d:\d\d)/.exec(moment)?.[1] ?? String(moment);
}

/** The day of a moment with its own offset. */
export function day(moment) {
  const [, year, month, date] = /^(\d+)-(\d+)-(\d+)/.exec(moment) ?? [];
  const options = { month: 'short', day: 'numeric', weekday: 'short', timeZone: 'UTC' };
  return year ? new Intl.DateTimeFormat(languageTag(), options).format(Date.UTC(year, month - 1, date)) : '';
}

/** When a conversation was last changed, in few characters. */
export function shortAge(moment, now = Date.now()) {
  const age = (now - Date.parse(moment)) / 60_000;
  if (!Number.isFinite(age)) {
    return '';
  }

  if (age < 1) {
    return t('justNow');
  }

  const relative = new Intl.RelativeTimeFormat(languageTag(), { numeric: 'auto', style: currentLanguage() === 'zh' ? 'short' : 'narrow' });
  if (age < 60) {
    return relative.format(-Math.floor(age), 'minute');
  }

  return age < 24 * 60 ? relative.format(-Math.floor(age / 60), 'hour') : relative.format(-Math.floor(age / 1440), 'day');
}
