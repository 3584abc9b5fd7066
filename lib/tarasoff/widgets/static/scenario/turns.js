// A conversation, turn by turn: what is said, what was chosen, what that was worth, and what came of it.

import { slim } from "../shared/controls.js";
import { el } from "../shared/dom.js";
import { tag } from "../shared/signs.js";
import { sourceList } from "../shared/sources.js";

/**
 * @typedef {{ who: string, name: string, text: string }} Spoken
 * @typedef {{ title?: string, at?: string, seat?: string }} Head
 * @typedef {import("../shared/sources.js").SourceLine} SourceLine
 * @typedef {{ verdict: string, name: string, why: string, price: string, sources: SourceLine[] }} Judged
 *
 * @typedef {object} Turn
 * @property {string} scene
 * @property {Head} head empty where the scene goes on
 * @property {Spoken[]} lines
 * @property {string} chose empty where nothing was to be decided
 * @property {Judged | null} judged
 * @property {string} chance
 * @property {SourceLine[]} odds
 * @property {Spoken[]} after
 * @property {number} step
 */

/** @param {string} title @param {SourceLine[]} sources */
export function sourceFold(title, sources) {
  return sources.length
    ? el("details", { class: "tf-small" }, el("summary", {}, `${title} (${sources.length})`), sourceList(sources))
    : "";
}

/** @param {Spoken[]} lines */
export function conversation(lines) {
  return lines.map(({ who, name, text }) =>
    who === "narrator"
      ? el("p", { class: "tf-told" }, text)
      : el(
          "div",
          { class: `tf-speech ${who === "you" ? "tf-yours" : "tf-paper"}` },
          el("p", { class: "tf-kicker" }, name),
          el("p", {}, text),
        ),
  );
}

/** @param {Head} head */
export function heading({ title, at, seat }) {
  if (!title) return [];
  const where = [seat && `You are: ${seat}`, at].filter(Boolean).join(" · ");
  return [el("h4", { tabindex: "-1" }, title), where ? el("p", { class: "tf-kicker" }, where) : ""];
}

/** @param {Judged} judged */
export function judgement({ verdict, name, why, price, sources }) {
  return el(
    "div",
    { class: `tf-rail tf-tint tf-${verdict === "open" ? "open" : verdict}` },
    el("p", {}, tag(verdict, name)),
    el("p", {}, why),
    price ? el("p", { class: "tf-small" }, el("strong", {}, "Its price. "), price) : "",
    sourceFold("What this rests on", sources),
  );
}

/**
 * @param {Turn} turn
 * @param {(step: number) => void} again draw once more what chance decided
 */
export function turnNode(turn, again) {
  const { head, lines, chose, judged, chance, odds, after, step } = turn;
  const drawn = [
    el("p", { class: "tf-small" }, el("strong", {}, "Chance. "), chance),
    el("p", { class: "tf-hint" }, "It changes nothing in the judgement above."),
    sourceFold("Where the odds come from", odds),
    slim("Draw again from here", () => again(step)),
  ];
  return el(
    "section",
    { class: "tf-turn" },
    ...heading(head),
    ...conversation(lines),
    chose
      ? el(
          "div",
          { class: "tf-chose" },
          el("p", { class: "tf-kicker" }, "You chose"),
          el("p", {}, chose),
          judged ? judgement(judged) : "",
        )
      : "",
    ...conversation(after),
    chance ? el("div", { class: "tf-card tf-chance" }, ...drawn) : "",
  );
}
