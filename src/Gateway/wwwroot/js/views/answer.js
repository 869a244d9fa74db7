// The text of an answer while it is written. Paragraphs are elements of their own: what has been read stays untouched, so
// that a screen reader reads only what is new.

import { h, setChildren } from './dom.js';

/** Makes the view. */
export function answerView() {
  const paragraphs = [];
  const element = h('div.answer', { 'aria-live': 'polite', 'aria-atomic': 'false' });

  return {
    element,
    update(messages, isRunning) {
      const texts = messages.flatMap(message => message.text.split(/\n{2,}/)).filter(text => text.trim() !== '');
      setChildren(element, texts.map((text, index) => paragraphFor(index, text)));
      paragraphs.length = texts.length;
      element.classList.toggle('writing', isRunning && texts.length > 0);
    },
  };

  function paragraphFor(index, text) {
    paragraphs[index] ??= h('p', { dir: 'auto' }, '');
    const node = paragraphs[index].firstChild;
    if (text.startsWith(node.data)) {
      node.appendData(text.slice(node.data.length));
    } else {
      node.data = text;
    }

    return paragraphs[index];
  }
}
