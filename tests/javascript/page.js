// What a view finds around it, without a browser: a page, and a model as anywidget 0.9.18 passes it, without a signal.

import { Window } from "happy-dom";

const window = new Window();
Object.assign(globalThis, { window, document: window.document, Event: window.Event });

/** A model that remembers what was sent, and whose Python may answer. */
export function fakeModel(state) {
  const values = { summary: {}, note: {}, answer: {}, seen: [], ...state };
  const listeners = new Map();
  const fire = (name) => {
    for (const handler of [...(listeners.get(`change:${name}`) ?? [])]) handler();
  };
  return {
    sent: [],
    get: (name) => values[name],
    set(name, value) {
      values[name] = value;
      fire(name);
    },
    save_changes() {
      this.sent.push(values.answer);
    },
    on(name, handler) {
      listeners.set(name, [...(listeners.get(name) ?? []), handler]);
    },
    off(name, handler) {
      const left = (listeners.get(name) ?? []).filter((one) => one !== handler);
      listeners.set(name, left);
    },
    listening: () => [...listeners.values()].flat().length,
    /** What Python says after a change. */
    hear(news) {
      Object.assign(values, news);
      for (const name of Object.keys(news)) fire(name);
    },
  };
}

/** Render a view as anywidget does, and give what one needs to look at it. */
export function shown(view, model) {
  const host = document.createElement("div");
  document.body.append(host);
  const cleanup = view.render({ model, el: host });
  return {
    host,
    find: (selector) => host.querySelector(selector),
    all: (selector) => [...host.querySelectorAll(selector)],
    button: (text) => [...host.querySelectorAll("button")].find((one) => one.textContent === text),
    remove() {
      cleanup?.();
      host.remove();
    },
  };
}

/** Type into a box, as far as the page hears of it. */
export function type(box, text) {
  box.value = text;
  box.dispatchEvent(new window.Event("input", { bubbles: true }));
}

/** Choose in a menu, or tick a box. */
export function change(control, values) {
  Object.assign(control, values);
  control.dispatchEvent(new window.Event("change", { bubbles: true }));
}
