// Two circles that overlap: what only one law names, and what both do. The words stand in lists, so that they wrap.

import { el } from "../shared/dom.js";

/** @typedef {{ left: string[], both: string[], right: string[] }} Overlap */

/**
 * @param {Overlap} overlap
 * @param {[string, string]} names
 */
export function circles({ left, both, right }, names) {
  /** @param {string} name @param {string[]} who @param {string} place */
  const part = (name, who, place) =>
    el(
      "div",
      { class: `tf-circle-part tf-circle-${place}` },
      el("h4", {}, name),
      who.length
        ? el(
            "ul",
            {},
            who.map((one) => el("li", {}, one)),
          )
        : el("p", { class: "tf-hint" }, "nobody"),
    );
  return el(
    "div",
    { class: "tf-circles", role: "group", "aria-label": `Who may be told: ${names[0]}, both, ${names[1]}` },
    el("i", { class: "tf-circle tf-circle-one", "aria-hidden": "true" }),
    el("i", { class: "tf-circle tf-circle-two", "aria-hidden": "true" }),
    part(`${names[0]} alone`, left, "left"),
    part("Both", both, "both"),
    part(`${names[1]} alone`, right, "right"),
  );
}
