// Every text of the page, in both languages under the same names.

import { en } from './texts-en.js';
import { zh } from './texts-zh.js';

export const texts = { zh, en };
