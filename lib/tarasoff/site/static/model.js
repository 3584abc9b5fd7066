// A view's model where no kernel is: what it holds, who listens, and what becomes of a change is the page's business.

/** The order in which news is told: first what is shown, then what was said about it, as from a kernel. */
const ORDER = ["content", "answer", "summary", "note", "seen", "kept"];

/** @param {any} one @param {any} other */
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/**
 * @typedef {ReturnType<typeof modelOf>} Model
 */

/**
 * @param {Record<string, any>} values what the view holds at first
 * @param {() => void} onsave called when the view has changed something that is to be kept
 */
export function modelOf(values, onsave) {
  /** @type {Map<string, Set<Function>>} */
  const listeners = new Map();
  /** @param {string} name */
  function tell(name) {
    for (const listener of [...(listeners.get(`change:${name}`) ?? [])]) listener(model, values[name]);
  }
  const model = {
    /** @param {string} name */
    get: (name) => values[name],
    /** @param {string} name @param {any} value */
    set(name, value) {
      if (same(values[name], value)) return;
      values[name] = value;
      tell(name);
    },
    /** @param {string} name @param {Function} listener */
    on(name, listener) {
      if (!listeners.has(name)) listeners.set(name, new Set());
      listeners.get(name)?.add(listener);
    },
    /** @param {string} name @param {Function} listener */
    off(name, listener) {
      listeners.get(name)?.delete(listener);
    },
    save_changes: onsave,
    /** No view of the course sends anything but its answer. */
    send() {
      throw new Error("Here is no kernel that a message could be sent to.");
    },
    /**
     * Take news, all of it before anybody hears of it.
     * @param {Record<string, any>} news
     */
    take(news) {
      const fresh = ORDER.filter((name) => name in news && !same(values[name], news[name]));
      Object.assign(values, news);
      fresh.forEach(tell);
    },
  };
  return model;
}
