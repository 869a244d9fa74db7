// Elements without markup. What agents, models and people wrote reaches the page only as the text of text nodes, so none
// of it can become an element, a script or a style.

const svgSpace = 'http://www.w3.org/2000/svg';

/**
 * An element: h('button.primary', { type: 'button', onclick: send }, 'Send').
 * Attributes that are null, undefined or false are left out; those that begin with "on" are listeners. Children are
 * nodes or texts; null, undefined and false are left out.
 */
export function h(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag.split('.')[0]), tag, attributes, children);
}

/** The same for an element of a drawing. */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(svgSpace, tag.split('.')[0]), tag, attributes, children);
}

/** Shows an element or hides it, from everybody. */
export function show(element, isShown) {
  element.hidden = !isShown;
}

/** Makes an element's text what it should be, if it is not: a screen reader reads what changes. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Makes an element's children these, without touching them if they are: moving an element would take the focus away. */
export function setChildren(element, children) {
  if (children.length !== element.childNodes.length || children.some((child, index) => element.childNodes[index] !== child)) {
    element.replaceChildren(...children);
  }
}

function filled(element, tag, attributes, children) {
  const classes = tag.split('.').slice(1);
  if (classes.length > 0) {
    element.setAttribute('class', classes.join(' '));
  }

  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }

  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}
