// Looking back: the path, each decision on what was known then, who heard, and what would have changed it.

import { el } from "../shared/dom.js";
import { sign, tag } from "../shared/signs.js";
import { facts, listeners } from "./case_file.js";
import { pathPicture } from "./path.js";
import { judgement, sourceFold } from "./turns.js";

/**
 * @typedef {import("./case_file.js").Heard} Heard
 *
 * @typedef {object} Point
 * @property {number} number
 * @property {string} title
 * @property {string} chose
 * @property {import("./turns.js").Judged} judged
 * @property {string[]} known
 * @property {string[]} open
 * @property {{ label: string, met: boolean | null }[]} criteria
 * @property {Heard[]} heard
 * @property {string[]} others
 * @property {string} colleague
 * @property {string} thought
 * @property {string} chance
 *
 * @typedef {object} Debrief
 * @property {string} title
 * @property {string} remains
 * @property {Point[]} points
 * @property {string} counts
 * @property {Heard[]} heard
 * @property {string[]} unheard
 * @property {string[]} changed
 * @property {{ says: string, sources: import("../shared/sources.js").SourceLine[] }[]} governs
 */

const RINGS = "Your path, decision by decision. Each small ring is a way that you did not take.";

const MET = [
  { value: true, kind: "met", word: "met" },
  { value: false, kind: "not-met", word: "not met" },
  { value: null, kind: "not-known", word: "not known then" },
];

/** @param {Point["criteria"]} criteria */
function elements(criteria) {
  const rows = criteria.map(({ label, met }) => {
    const { kind, word } = MET.find(({ value }) => value === (met ?? null)) ?? MET[2];
    return el("li", { class: `tf-${kind}` }, sign(), el("span", {}, label), el("span", {}, word));
  });
  return el("ul", { class: "tf-elements" }, rows);
}

/** @param {string} title @param {...import("../shared/dom.js").Child} inside */
function part(title, ...inside) {
  return inside.some(Boolean) ? [el("h5", {}, title), ...inside] : [];
}

/** @param {Point} point */
function pointNode(point) {
  const { number, title, chose, judged, known, open, criteria, heard, others, colleague, thought, chance } = point;
  return el(
    "details",
    {},
    el(
      "summary",
      {},
      `${number}. ${title} `,
      tag(judged.verdict, judged.name),
      el("span", { class: "tf-hint tf-clipped" }, chose),
    ),
    el(
      "div",
      { class: "tf-point" },
      ...part("You chose", el("p", {}, chose), judgement(judged)),
      ...part("What you knew", facts(known)),
      ...part("What you did not know", open.length ? facts(open, "not-known") : ""),
      ...part("What governs here asks about", criteria.length ? elements(criteria) : ""),
      ...part("Who heard of it", ...listeners(heard)),
      ...part("What you thought aloud", thought ? el("blockquote", { class: "tf-paper tf-written" }, thought) : ""),
      ...part("What a reasonable colleague might have done", colleague ? el("p", {}, colleague) : ""),
      ...part("What else could be chosen", others.length ? facts(others) : ""),
      ...part("Chance, after it", chance ? el("p", { class: "tf-small" }, chance) : ""),
    ),
  );
}

/**
 * @param {Debrief} debrief
 * @param {number} width
 */
export function debriefNodes({ title, remains, points, counts, heard, unheard, changed, governs }, width) {
  const stops = points.map(({ judged, others }) => ({ verdict: judged.verdict, others: others.length }));
  const rules = governs.flatMap(({ says, sources }) => [el("p", {}, says), sourceFold("Where it stands", sources)]);
  return [
    el("h4", { tabindex: "-1" }, `Looking back: ${title}`),
    el("p", {}, remains),
    ...(points.length ? [pathPicture(stops, width), el("p", {}, counts), el("p", { class: "tf-hint" }, RINGS)] : []),
    ...part("What did you know, and what did you make of it?"),
    points.length ? el("div", { class: "tf-folds" }, points.map(pointNode)) : "",
    ...part("What governed?", ...rules),
    ...part("Who heard, and what?", ...(heard.length ? listeners(heard) : [el("p", {}, "Nobody but you.")])),
    unheard.length ? el("p", { class: "tf-hint" }, `They have heard nothing: ${unheard.join("; ")}.`) : "",
    ...part("What would have changed it?", facts(changed)),
  ];
}
