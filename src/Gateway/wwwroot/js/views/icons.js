// The page's icons: lines in a square of 24, drawn in the colour of the text beside them.

import { svg } from './dom.js';

const paths = {
  menu: 'M4 7h16M4 12h16M4 17h10',
  plus: 'M12 5v14M5 12h14',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M15.5 15.5L20 20',
  pencil: 'M5 19l1-4L16 5l3 3L9 18l-4 1M14 7l3 3',
  bin: 'M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12M10.5 10.5v5M13.5 10.5v5',
  send: 'M12 19V5M6 11l6-6l6 6',
  stop: 'M8 8h8v8H8z',
  bolt: 'M13 4L6 13h5l-1 7l8-10h-5.5z',
  again: 'M19 6v5h-5M5 18v-5h5M18 11a6.5 6.5 0 0 0-11.5-3M6 13a6.5 6.5 0 0 0 11.5 3',
  copy: 'M9 9h10v10H9zM6 15H5V5h10v1',
  check: 'M6 12.5l4 4l8-9',
  cross: 'M7 7l10 10M17 7L7 17',
  dash: 'M7 12h10',
  down: 'M6 10l6 6l6-6',
  left: 'M14 6l-6 6l6 6',
  right: 'M10 6l6 6l-6 6',
  pin: 'M12 20c4-4.5 6-7.5 6-10a6 6 0 1 0-12 0c0 2.5 2 5.5 6 10zM12 12a2 2 0 1 0 0-4a2 2 0 1 0 0 4',
  route: 'M6 20a2 2 0 1 0 0-4a2 2 0 1 0 0 4M18 8a2 2 0 1 0 0-4a2 2 0 1 0 0 4M8 18h7a3 3 0 0 0 0-6H9a3 3 0 0 1 0-6h7',
  basket: 'M4 10h16l-1.5 9h-13zM8 10l3-6M16 10l-3-6M10 13.5v2.5M14 13.5v2.5',
  bowl: 'M4 12h16a8 8 0 0 1-5 7v1H9v-1a8 8 0 0 1-5-7zM9 8c0-2 2-2 2-4M14 8c0-2 2-2 2-4',
  scales: 'M12 4v16M8 20h8M5 7h14M5 7l-2.5 6a2.7 2.7 0 0 0 5 0zM19 7l-2.5 6a2.7 2.7 0 0 0 5 0z',
  bag: 'M5 8h14l1 12H4zM9 10V7a3 3 0 0 1 6 0v3',
  bed: 'M4 18V7M4 15h16v3M20 15v-2a3 3 0 0 0-3-3H4M8 10V8h4v2',
  clock: 'M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16M12 8v4.5l3 2',
  heart: 'M12 19l-6.5-6.5a4 4 0 0 1 6.5-5a4 4 0 0 1 6.5 5z',
  hand: 'M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16M10 9v6M14 9v6',
  list: 'M9 7h11M9 12h11M9 17h11M5 7h.01M5 12h.01M5 17h.01',
  wallet: 'M4 8a2 2 0 0 1 2-2h11v3M4 8v9a2 2 0 0 0 2 2h14V9H6a2 2 0 0 1-2-1M16 14h.01',
  split: 'M12 20v-6M12 14L6 8M12 14l6-6M6 12V8h4M18 12V8h-4',
  walk: 'M13 5.5a1 1 0 1 0 0-2a1 1 0 1 0 0 2M9 20l2.5-6L14 16v4M8 12l1.5-3.5L13 8l2 3l3 1M12.5 8l-1 6',
  drive: 'M5 16v2M19 16v2M4 16v-4l2-5h12l2 5v4zM4 12h16M7.5 14h.01M16.5 14h.01',
  transit: 'M6 5h12v11H6zM6 11h12M8 20l2-4M16 20l-2-4M9 13.5h.01M15 13.5h.01',
  ride: 'M5 17v1.5M19 17v1.5M4 17v-4l2-4.5h12L20 13v4zM4 13h16M10 8.5V6h4v2.5',
  note: 'M12 11v5M12 8h.01M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16',
};

/** An icon. It is decoration: what it stands for is said by a text or a label. */
export function icon(name) {
  return svg('svg.icon', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, svg('path', { d: Object.hasOwn(paths, name) ? paths[name] : paths.note }));
}
