// The end of a lecture: what is done, what is due, and what comes next.

import { slim } from "../../shared/controls.js";
import { el } from "../../shared/dom.js";
import { frame } from "../../shared/frame.js";
import { sign } from "../../shared/signs.js";
import { filledIn } from "../../shared/values.js";

/**
 * @typedef {object} Content
 * @property {string} title
 * @property {{ all: string, some: string }} words
 * @property {string} kicker
 * @property {string} name
 * @property {string} href
 * @property {string} takes
 * @property {string} asks
 * @property {{ lead: string, name: string, takes: string, href: string } | null} due
 * @property {string} further
 * @property {{ href: string, text: string }[]} rooms
 *
 * @typedef {{ done?: number, of?: number, open?: string }} Summary nothing where there is no exercise
 */

/** @param {string} kept names the exercise, see `frame` */
function goTo(kept) {
  /** @type {HTMLElement | null} */
  const exercise = document.querySelector(`.tarasoff[data-kept="${CSS.escape(kept)}"]`);
  if (!exercise) return;
  exercise.tabIndex = -1;
  exercise.scrollIntoView({ block: "start" });
  exercise.focus({ preventScroll: true });
}

/** @param {Content} content */
function linesOf({ due, further, rooms }) {
  const links = rooms.flatMap(({ href, text }, index) => [index ? ", " : "", el("a", { href }, text)]);
  const task = due && (due.href ? el("a", { href: due.href }, due.name) : el("strong", {}, due.name));
  return [
    due ? el("p", {}, `${due.lead}: `, task, `, ${due.takes}.`) : "",
    rooms.length ? el("p", { class: "tf-hint" }, `${further}: `, links, ".") : "",
  ];
}

/** @param {import("../../shared/frame.js").Props<Content, Summary>} props */
function render({ model, el: host }) {
  const content = model.get("content");
  const view = frame(model, host, content.title);
  const done = el("p", { class: "tf-row" });
  function show() {
    const { done: count, of, open } = model.get("summary");
    const said = filledIn(count === of ? content.words.all : content.words.some, { done: count, of });
    const back = open ? slim("Go to the first that is open", () => goTo(open)) : "";
    done.replaceChildren(...(of ? [el("span", {}, said), back] : []));
  }
  view.on("change:summary", show);
  const next = el(
    "div",
    {},
    el("p", { class: "tf-kicker" }, `${content.kicker}, ${content.takes}`),
    el("p", { class: "tf-big" }, content.name),
    el("p", { class: "tf-hint" }, content.asks),
  );
  const go = el("a", { class: "tf-button tf-first", href: content.href }, "Go on ", sign());
  view.body.replaceChildren(done, el("div", { class: "tf-next" }, next, go), ...linesOf(content));
  show();
  return view.remove;
}

export default { render };
