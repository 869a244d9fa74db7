// The list of conversations: begin, open, search, rename, delete, and the page's language.

import { problemText } from '../text/problem-text.js';
import { currentLanguage, t } from '../text/language.js';
import { shortAge } from '../text/format.js';
import { askText, askWhether } from './dialogs.js';
import { h, setChildren, setText, show } from './dom.js';
import { icon } from './icons.js';

/** Long enough that a word is typed before it is searched for. */
const searchAfterMilliseconds = 250;

/** Makes the view. `on` has begin(), search(query), more(), rename(id, title), remove(id), language(language). */
export function conversationsView(on) {
  const rows = new Map();
  let timer;
  const query = h('input', {
    type: 'search', placeholder: t('search'), 'aria-label': t('search'), maxlength: 200, autocomplete: 'off',
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(() => on.search(query.value.trim()), searchAfterMilliseconds);
    },
  });
  const items = h('ul.conversation-list');
  const remark = h('p.remark', { role: 'status' });
  const more = h('button.quiet', { type: 'button', onclick: on.more }, t('showMore'));
  const element = h('nav.sidebar', { id: 'conversations', 'aria-label': t('conversations') },
    h('div.brand', {}, h('img', { src: '/favicon.svg', alt: '', width: 28, height: 28 }), t('appName')),
    h('button.begin', { type: 'button', onclick: on.begin }, icon('plus'), t('newConversation')),
    h('label.search', {}, icon('search'), query),
    h('div.scroll', {}, items, remark, more),
    languageSwitch(on.language));

  return {
    element,
    update(list, openId) {
      setChildren(items, list.items.map(item => rowFor(item, item.id === openId)));
      for (const id of rows.keys()) {
        if (!list.items.some(item => item.id === id)) {
          rows.delete(id);
        }
      }

      setText(remark, remarkOn(list));
      show(remark, remark.textContent !== '');
      show(more, list.hasMore);
    },
  };

  function rowFor(item, isOpen) {
    const row = rows.get(item.id) ?? makeRow(item.id, on);
    rows.set(item.id, row);
    row.update(item, isOpen);
    return row.element;
  }
}

function remarkOn(list) {
  if (list.problem) {
    return problemText(list.problem);
  }

  if (!list.isLoaded || list.items.length > 0) {
    return '';
  }

  return list.query ? t('nothingFound', list.query) : t('noConversations');
}

function makeRow(id, on) {
  let title = '';
  const name = h('span.name');
  const age = h('span.age');
  const link = h('a', { href: `#/c/${encodeURIComponent(id)}` }, name, age);
  const rename = h('button.icon-button', { type: 'button', onclick: askName }, icon('pencil'));
  const remove = h('button.icon-button', { type: 'button', onclick: askRemoval }, icon('bin'));
  return {
    element: h('li', {}, link, h('span.row-actions', {}, rename, remove)),
    update(item, isOpen) {
      title = item.title || t('untitled');
      setText(name, title);
      setText(age, shortAge(item.updatedAt));
      link.title = title;
      label(rename, t('renameNamed', title), t('rename'));
      label(remove, t('removeNamed', title), t('remove'));
      if (isOpen) {
        link.setAttribute('aria-current', 'page');
      } else {
        link.removeAttribute('aria-current');
      }
    },
  };

  async function askName() {
    const chosen = await askText({ heading: t('rename'), label: t('newTitle'), value: title, lengthMax: 200 });
    if (chosen && chosen !== title) {
      await on.rename(id, chosen);
    }
  }

  async function askRemoval() {
    if (await askWhether({ heading: t('remove'), question: t('removeQuestion', title), yes: t('remove') })) {
      await on.remove(id);
    }
  }
}

function label(button, text, tip) {
  button.setAttribute('aria-label', text);
  button.title = tip;
}

function languageSwitch(choose) {
  const names = { zh: '中文', en: 'English' };
  return h('div.languages', { role: 'group', 'aria-label': t('language') },
    Object.entries(names).map(([language, name]) => h('button', {
      type: 'button', lang: language, 'data-language': language, 'aria-pressed': String(language === currentLanguage()), onclick: () => choose(language),
    }, name)));
}
