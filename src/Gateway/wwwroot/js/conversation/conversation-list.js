// The person's conversations, the last changed first, or those that a search finds.

import { api } from '../net/api.js';
import { Problem } from '../net/problem.js';

/** Makes the list; `changed()` is called whenever something in it has. */
export function conversationList({ changed }) {
  let cursor;

  // Answers may overtake each other while somebody types; only that of the last request counts.
  let request = 0;

  const list = {
    items: [],
    query: '',
    isLoaded: false,
    problem: null,
    get hasMore() {
      return cursor !== undefined;
    },
    refresh: () => read(undefined),
    more: () => read(cursor),
    search(query) {
      list.query = query;
      return read(undefined);
    },
    titleOf: id => list.items.find(item => item.id === id)?.title,
    async rename(id, title) {
      const renamed = await api.rename(id, title);
      list.items = list.items.map(item => (item.id === id ? renamed : item));
      changed();
    },
    async remove(id) {
      await api.remove(id);
      list.items = list.items.filter(item => item.id !== id);
      changed();
    },
  };
  return list;

  async function read(from) {
    const number = ++request;
    try {
      const page = await api.conversations({ query: list.query.slice(0, 200), cursor: from });
      if (number !== request) {
        return;
      }

      cursor = page.cursor;
      list.items = from === undefined ? page.items : [...list.items, ...page.items];
      list.isLoaded = true;
      list.problem = null;
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }

      if (number !== request) {
        return;
      }

      list.problem = problem;
    }

    changed();
  }
}
