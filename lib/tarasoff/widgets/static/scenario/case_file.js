// The case file beside the conversation: what is known, what is not, who has heard, and where trust and time stand.

import { el } from "../shared/dom.js";
import { sign } from "../shared/signs.js";

/**
 * @typedef {{ who: string, role: string, facts: string[] }} Heard
 *
 * @typedef {object} CaseFile
 * @property {string[]} known
 * @property {string[]} open
 * @property {Heard[]} heard
 * @property {{ words: string, least: number, most: number } | null} trust
 * @property {string} passed
 */

const STEPS_OF_TRUST = 9;

/** @param {string[]} facts @param {string} [mark] */
export function facts(facts, mark = "") {
  return el(
    "ul",
    { class: mark ? "tf-facts tf-marked" : "tf-facts" },
    facts.map((text) => el("li", {}, mark ? sign(mark) : "", el("span", {}, text))),
  );
}

/** @param {Heard[]} heard */
export function listeners(heard) {
  return heard.map(({ who, role, facts: told }) =>
    el("div", { class: "tf-heard" }, el("p", {}, el("strong", {}, who), role ? `, ${role}` : ""), facts(told)),
  );
}

/** @param {NonNullable<CaseFile["trust"]>} trust */
function trustBar({ words, least, most }) {
  const notches = Array.from({ length: STEPS_OF_TRUST }, (_, step) =>
    el("i", { class: step >= least && step <= most ? "tf-on" : "" }),
  );
  return [
    el("h4", {}, "Trust"),
    el("div", { class: "tf-meter", "aria-hidden": "true" }, notches),
    el("p", { class: "tf-small" }, `Our guess: ${words}. Nobody can measure it.`),
  ];
}

/** @param {CaseFile} file */
export function caseFile({ known, open, heard, trust, passed }) {
  return [
    el("h4", {}, "What you know"),
    known.length ? facts(known) : el("p", { class: "tf-hint" }, "Nothing yet."),
    ...(open.length ? [el("h4", {}, "What you do not know yet"), facts(open, "not-known")] : []),
    el("h4", {}, "Who has heard"),
    ...(heard.length ? listeners(heard) : [el("p", { class: "tf-hint" }, "Nobody but you.")]),
    ...(trust ? trustBar(trust) : []),
    ...(passed ? [el("h4", {}, "Time spent"), el("p", { class: "tf-small" }, passed)] : []),
  ];
}
