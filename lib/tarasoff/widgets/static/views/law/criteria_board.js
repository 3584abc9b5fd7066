// The same facts twice: under each criterion, and counted over the states.

import { behindGuess } from "../../asking/gate.js";
import { guessNodes } from "../../asking/guess.js";
import { elementList, factFields } from "../../law/facts.js";
import { el } from "../../shared/dom.js";
import { frame, speakWhenSaved } from "../../shared/frame.js";
import { LAW, problemBox, sign, supportLines } from "../../shared/signs.js";

/**
 * @typedef {{ kind: string, meaning: string, count: number, states: string[], why: string[] }} Kind
 *
 * @typedef {object} Summary
 * @property {string | null} [problem] instead of all else
 * @property {import("../../law/facts.js").Element[]} criteria
 * @property {string} counted
 * @property {Kind[]} kinds
 * @property {number} of how many jurisdictions there are
 * @property {string[]} open
 * @property {string[]} not_asked
 * @property {string[]} care
 * @property {string[]} notes
 * @property {string} aside
 */

/** @param {Summary} summary */
function criteriaCard({ criteria, counted }) {
  const head = el("h4", {}, `The criteria: ${counted}`);
  return el("article", { "aria-label": "The criteria" }, head, elementList(criteria));
}

/**
 * @param {Kind} kind
 * @param {number} of
 */
function kindCounted({ kind, meaning, count, states, why }, of) {
  const bar = el("span", {});
  bar.style.width = `${(100 * count) / of}%`;
  const name = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}: ${count}`;
  return el(
    "div",
    { class: `tf-kind tf-${LAW[kind]}` },
    el("h5", { class: "tf-count" }, sign(), name),
    el("div", { class: "tf-bar", "aria-hidden": "true" }, count ? bar : ""),
    el("p", { class: "tf-hint" }, meaning),
    el("p", { class: "tf-small" }, `${states.join(", ")}.`),
    why.length
      ? el(
          "details",
          {},
          el("summary", {}, "What their law rests on"),
          el(
            "ul",
            {},
            why.map((text) => el("li", {}, text)),
          ),
        )
      : "",
  );
}

/** So many of what leaves it open are read at once. */
const FIRST = 3;

/** @param {string} text */
function hint(text) {
  return el("p", { class: "tf-hint" }, text);
}

/** @param {Summary} summary */
function statesCard({ kinds, of, open, not_asked: notAsked, care, notes, aside }) {
  const none = kinds.filter(({ count }) => !count).map(({ kind }) => kind);
  const openLines = open.map((text) => el("li", {}, text));
  const openHead = el("h5", {}, "What leaves it unsettled; a state may turn on several");
  const contested = kinds.some(({ states }) => states.some((one) => one.endsWith("*")));
  return el(
    "article",
    { "aria-label": "The jurisdictions" },
    el("h4", {}, `The same facts in ${of} jurisdictions`),
    supportLines(care),
    kinds.filter(({ count }) => count).map((one) => kindCounted(one, of)),
    none.length ? hint(`In no place: ${none.join(", ")}.`) : "",
    openLines.length ? [openHead, el("ul", {}, openLines.slice(0, FIRST))] : "",
    openLines.length > FIRST
      ? el("details", {}, el("summary", {}, `${openLines.length - FIRST} more`), el("ul", {}, openLines.slice(FIRST)))
      : "",
    notAsked.length ? el("p", {}, el("strong", {}, "Not asked yet: "), notAsked.join(" ")) : "",
    notes.map(hint),
    contested ? hint("* contested: sources disagree, and the rule itself is in doubt.") : "",
    hint(aside),
  );
}

/** @param {import("../../shared/frame.js").Props<import("../../law/facts.js").FactsContent, Summary>} props */
function openBoard({ model, el: host }) {
  const view = frame(model, host, model.get("content").title);
  const fields = el("div", { class: "tf-facts" }, factFields(view, model));
  const result = el("div", { class: "tf-result" });
  view.body.replaceChildren(...guessNodes(view, model), el("div", { class: "tf-finder" }, fields, result));

  function show() {
    const summary = model.get("summary");
    if (summary.problem) result.replaceChildren(problemBox(summary.problem));
    else result.replaceChildren(statesCard(summary), criteriaCard(summary));
  }
  view.on("change:summary", show);
  speakWhenSaved(view, model);
  show();
  return view.remove;
}

const render = behindGuess(openBoard);

export default { render };
