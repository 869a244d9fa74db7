// A sketch of where places lie to each other: north is up, distances are true among themselves, and nothing else is drawn.
// Within a city the earth is flat: x is the longitude, narrowed by the cosine of the latitude, and y the latitude.

import { t } from '../text/language.js';
import { svg } from '../views/dom.js';

const width = 360;
const height = 170;
const margin = 34;

/** Degrees that the picture spans at least, about 200 meters, so that places at one spot do not blow up to a country. */
const spanMin = 0.002;

/** Widths of a Latin letter that a label may have; Chinese characters have two. */
const labelWidthMax = 30;

/**
 * The sketch; null if fewer than two points have coordinates.
 * @param places {name, latitude, longitude, role, label}; role: place, centre, origin, destination.
 */
export function sketchMap(places, { isRoute = false } = {}) {
  const known = places.filter(place => Number.isFinite(place.latitude) && Number.isFinite(place.longitude));
  if (known.length < 2) {
    return null;
  }

  const points = project(known);
  return svg('svg.sketch', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': t('mapOf', known.map(place => place.name)) },
    grid(), isRoute && line(points), points.map(pin), points.filter(point => point.role !== 'place').map(point => label(point, points.find(other => other !== point))));
}

function project(places) {
  const middle = places.reduce((sum, place) => sum + place.latitude, 0) / places.length;
  const flat = places.map(place => ({ ...place, x: place.longitude * Math.cos(middle * Math.PI / 180), y: -place.latitude }));
  const across = extent(flat.map(point => point.x));
  const down = extent(flat.map(point => point.y));
  const scale = Math.min((width - 2 * margin) / across.span, (height - 2 * margin) / down.span);
  return flat.map(point => ({ ...point, x: width / 2 + (point.x - across.middle) * scale, y: height / 2 + (point.y - down.middle) * scale }));
}

function extent(values) {
  const least = Math.min(...values);
  const most = Math.max(...values);
  return { middle: (least + most) / 2, span: Math.max(spanMin, most - least) };
}

function grid() {
  const lines = [];
  for (let x = 30; x < width; x += 60) {
    lines.push(`M${x} 0V${height}`);
  }

  for (let y = 25; y < height; y += 60) {
    lines.push(`M0 ${y}H${width}`);
  }

  return svg('path.grid', { d: lines.join('') });
}

/** A bow, which says that the way is not the straight line. */
function line([from, to]) {
  const bend = 0.18;
  const x = (from.x + to.x) / 2 + (to.y - from.y) * bend;
  const y = (from.y + to.y) / 2 - (to.x - from.x) * bend;
  return svg('path.way', { d: `M${from.x} ${from.y}Q${x} ${y} ${to.x} ${to.y}` });
}

function pin({ x, y, role, label: text }) {
  const mark = svg('circle', { cx: x, cy: y, r: role === 'place' ? 9 : 6 });
  return svg('g', { class: role }, mark, role === 'place' && svg('text', { x, y: y + 3.5, 'text-anchor': 'middle' }, text));
}

/** Beside its point, on the side away from the other point, and inside the picture. */
function label({ x, y, label: text }, other) {
  const isUpper = y <= other.y;
  const anchor = x < width * 0.3 ? 'start' : x > width * 0.7 ? 'end' : 'middle';
  const shift = { start: -8, middle: 0, end: 8 }[anchor];
  return svg('text.label', { x: x + shift, y: isUpper ? y - 12 : y + 20, 'text-anchor': anchor }, shortened(text));
}

function shortened(text) {
  let space = labelWidthMax;
  const fitting = [...text].filter(character => (space -= character > '\u2e7f' ? 2 : 1) >= 0).join('');
  return fitting.length < text.length ? `${fitting}…` : text;
}
