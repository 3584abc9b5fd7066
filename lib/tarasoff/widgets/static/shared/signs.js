// Signs, words with a sign, and plates. The style sheet draws them; what a thing means is set once, by its class.

import { el } from "./dom.js";

/**
 * A sign for the eye alone: the word beside it says the same.
 *
 * @param {string} [meaning] such as "over"; left out where what stands around it has set one
 */
export function sign(meaning = "") {
  return el("i", { class: meaning ? `tf-sign tf-${meaning}` : "tf-sign", "aria-hidden": "true" });
}

/**
 * A word with its sign, in the colour of what it means.
 *
 * @param {string} meaning
 * @param {string} text
 */
export function tag(meaning, text) {
  return el("span", { class: `tf-tag tf-${meaning}` }, sign(), el("span", {}, text));
}

/** How each kind of finding, and each thing that the law of a place comes to, looks. @type {Record<string, string>} */
export const LAW = {
  duty: "must",
  permission: "may",
  consents: "consents",
  "no basis": "no-basis",
  nothing: "no-basis",
  bar: "must-not",
  "facts missing": "facts-missing",
  "law open": "law-open",
  "not read": "law-unread",
  yes: "must",
  no: "no-basis",
  "?": "law-unread",
};

/**
 * What the law says, on a plate of its kind.
 *
 * @param {string} kind
 * @param {...import("./dom.js").Child} inside
 */
export function plate(kind, ...inside) {
  const face = el("span", { class: "tf-plate", "aria-hidden": "true" }, sign());
  return el("div", { class: `tf-verdict tf-${LAW[kind]}` }, face, el("div", {}, ...inside));
}

/**
 * What went wrong, and what to do. It is ink: never the colour of a judgement.
 *
 * @param {string} text
 */
export function problemBox(text) {
  return el("div", { class: "tf-problem" }, sign(), el("p", {}, text));
}

/**
 * Whom to turn to, where a case may be close to its reader.
 *
 * @param {string[]} lines
 * @returns {HTMLElement[]}
 */
export function supportLines(lines) {
  return lines.map((text) => el("div", { class: "tf-callout tf-support" }, sign(), el("p", {}, text)));
}
