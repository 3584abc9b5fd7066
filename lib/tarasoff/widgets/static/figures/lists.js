// Pictures that are lists: each thing in them is text, so that whoever hears them misses nothing.

import { el } from "../shared/dom.js";
import { sign } from "../shared/signs.js";

/**
 * @typedef {{ name: string, about?: string, kind?: string, text?: string, id?: string }} Item
 * @typedef {{ items: Item[], ends: string[] }} Words
 */

/**
 * The ladder, between the two errors, with the line that the learner drew on it.
 *
 * @param {Words & { none: string }} words
 * @param {{ own?: { rung: string, name: string }[] }} summary
 */
export function ladder({ items, ends, none }, { own = [] }) {
  /** @param {Item} rung */
  const drawn = ({ id, name }) => {
    const lines = own.filter(({ rung }) => rung === id).map((line) => el("strong", {}, ` ◀ ${line.name}`));
    return el("li", { class: `${lines.length ? "tf-own" : ""} ${id === "none" ? "tf-below" : ""}` }, name, lines);
  };
  // Whoever would tell at none of them has drawn it below the last rung.
  const below = own.some(({ rung }) => rung === "none") ? [{ id: "none", name: none }] : [];
  /** @param {string} meaning @param {string} text */
  const end = (meaning, text) => el("p", { class: `tf-end tf-${meaning}` }, sign(), el("span", {}, text));
  return el(
    "div",
    { class: "tf-ladder" },
    end("over", ends[0]),
    el("div", { class: "tf-rungs" }, el("i", { "aria-hidden": "true" }), el("ol", {}, [...items, ...below].map(drawn))),
    end("under", ends[1]),
  );
}

/**
 * Doors that open, and doors that are only painted on.
 *
 * @param {Words} words
 */
export function doors({ items }) {
  /** @param {string} kind */
  const row = (kind) =>
    items
      .filter((item) => item.kind === kind)
      .map(({ name, about }) =>
        el(
          "li",
          { class: `tf-door tf-door-${kind}` },
          el("b", {}, name),
          about ? el("span", {}, about) : "",
          kind === "open" ? el("i", { "aria-hidden": "true" }) : "",
        ),
      );
  return el(
    "div",
    { class: "tf-room" },
    el("h4", {}, "Doors"),
    el("ul", {}, row("open")),
    el("h4", {}, "Painted on"),
    el("ul", {}, row("painted")),
  );
}

/**
 * A word that was struck, and the one that took its place.
 *
 * @param {Words} words
 */
export function word({ items }) {
  const lines = items.map(({ name, about, kind, text }) =>
    el(
      "li",
      {},
      el("b", {}, name),
      kind === "struck"
        ? el("del", { class: "tf-word-big" }, text ?? "")
        : el("ins", { class: "tf-word-big" }, text ?? ""),
      el("span", {}, about),
    ),
  );
  return el("ul", { class: "tf-struck" }, lines);
}

/**
 * A sentence, each part over what it answers; below it what it does not say.
 *
 * @param {Words} words
 */
export function sentence({ items }) {
  const said = items.filter(({ text }) => text);
  const open = items.filter(({ text }) => !text);
  const parts = said.map(({ name, about, text, kind }) =>
    el(
      "li",
      {},
      el("q", {}, text),
      el("span", { class: `tf-${kind}` }, sign(), el("b", {}, name), el("small", {}, about)),
    ),
  );
  const asks = open.map(({ name, about, kind }) =>
    el("li", { class: `tf-${kind}` }, sign(), el("b", {}, name), el("small", {}, about)),
  );
  return el(
    "div",
    { class: "tf-apart" },
    el("ul", { class: "tf-paper" }, parts),
    el("h4", {}, "Not in the sentence: ask"),
    el("ul", { class: "tf-asks" }, asks),
  );
}

/**
 * Circles around each other: the outermost is drawn first, and holds the next.
 *
 * @param {Words} words
 */
export function nested({ items }) {
  /** @param {number} at @returns {HTMLElement} */
  const ring = (at) =>
    el(
      "div",
      { class: "tf-ring", style: `--ring: ${items.length - 1 - at}` },
      at > 0 ? ring(at - 1) : "",
      el("p", {}, el("b", {}, items[at].name), el("span", {}, items[at].about)),
    );
  return el("div", { class: "tf-rings" }, ring(items.length - 1));
}
