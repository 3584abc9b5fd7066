// What stands before a play, where it is now, and after it.

import { button, slim } from "../shared/controls.js";
import { el } from "../shared/dom.js";
import { supportLines, tag } from "../shared/signs.js";
import { debriefNodes } from "./debrief.js";
import { conversation, heading } from "./turns.js";

/**
 * @typedef {object} Content
 * @property {string} id
 * @property {string} title
 * @property {string} about
 * @property {string} setting
 * @property {number} minutes
 * @property {string[]} support
 *
 * @typedef {object} Now
 * @property {string} scene
 * @property {import("./turns.js").Head} head
 * @property {import("./turns.js").Spoken[]} lines
 * @property {string} asks
 * @property {string} think
 * @property {string[]} coach
 * @property {import("../shared/controls.js").Named[]} choices
 * @property {string} ending
 *
 * @typedef {{ title: string, said: string, verdict: string, name: string }} Read
 *
 * @typedef {{ remains: string, note: string, read: { title: string, said: string }[] }} Kept
 *
 * @typedef {object} Summary
 * @property {"before" | "playing" | "ended" | "lost"} state
 * @property {string} [note]
 * @property {import("./turns.js").Turn[]} [turns]
 * @property {Now} [now]
 * @property {import("./case_file.js").CaseFile} [file]
 * @property {import("./debrief.js").Debrief} [debrief]
 * @property {Kept} [kept] in place of a debrief where others judge it
 * @property {Read[]} [read]
 * @property {Read[][]} [earlier]
 * @property {string} [version] the one that was played
 * @property {import("../shared/controls.js").Named[]} [versions] the scenario with other facts, once it has been played
 *
 * @typedef {(scene: string, label: string) => HTMLElement} ThinkBox
 */

const FIRST = { class: "tf-button tf-first" };

/** @param {{ title: string, said: string, verdict?: string, name?: string }[]} steps */
function readAgain(steps) {
  const lines = steps.map(({ title, said, verdict, name = "" }) =>
    el("li", {}, el("strong", {}, `${title}. `), said, " ", verdict ? tag(verdict, name) : ""),
  );
  return el("ol", { class: "tf-small" }, lines);
}

/** @param {Content} content @param {(version: string) => void} begin */
export function beforePage({ about, setting, minutes, support }, begin) {
  return el(
    "section",
    { class: "tf-turn" },
    ...supportLines(support),
    el("p", {}, about),
    el("p", { class: "tf-paper" }, setting),
    el("p", { class: "tf-hint" }, `About ${minutes} minutes. Everything is kept at once, and you can stop anywhere.`),
    el(
      "div",
      { class: "tf-foot" },
      button("Begin", () => begin(""), FIRST),
    ),
  );
}

/**
 * Ways to choose from. What was chosen is on the screen at once; what follows comes from Python.
 *
 * @param {string} asks
 * @param {import("../shared/controls.js").Named[]} choices
 * @param {(choice: string) => void} choose
 */
function waysOn(asks, choices, choose) {
  const rows = choices.map(({ id, label }) => {
    const row = el("button", { type: "button", class: "tf-option tf-way-on", onclick: take }, el("span", {}, label));
    function take() {
      for (const other of rows) other.disabled = true;
      row.classList.add("tf-picked");
      choose(id);
    }
    return row;
  });
  return el("div", { class: "tf-options", role: "group", "aria-label": asks }, rows);
}

/**
 * @param {Now} now
 * @param {(choice: string) => void} choose
 * @param {ThinkBox} thinkBox
 */
export function nowPage({ scene, head, lines, asks, think, coach, choices, ending }, choose, thinkBox) {
  const said = [...heading(head), ...conversation(lines)];
  const node = el("section", { class: "tf-turn tf-now", "data-scene": scene }, ...said);
  if (ending) return node;
  if (!asks && choices.length === 1) {
    node.append(button(choices[0].label, () => choose(choices[0].id), FIRST));
    return node;
  }
  const questions = coach.map((text) => el("li", {}, text));
  const coached = el("summary", {}, "Ask the coach");
  node.append(
    el("h5", { class: "tf-asks" }, asks),
    think ? thinkBox(scene, think) : "",
    coach.length ? el("details", { class: "tf-coach" }, coached, el("ul", { class: "tf-facts" }, questions)) : "",
    waysOn(asks, choices, choose),
  );
  return node;
}

/** @param {Kept} kept */
function keptNodes({ remains, note, read }) {
  return [
    el("h4", { tabindex: "-1" }, "Your play has come to its end"),
    el("p", {}, remains),
    note ? el("p", { class: "tf-card" }, note) : "",
    el("h5", {}, "What you decided"),
    readAgain(read),
  ];
}

/**
 * @param {Summary} summary
 * @param {number} width
 * @param {(version: string) => void} begin
 * @param {ThinkBox} thinkBox
 */
export function endPage({ debrief, kept, read, version, versions = [], earlier = [] }, width, begin, thinkBox) {
  const again = [{ id: "", label: "The same facts" }, ...versions].map(({ id, label }) =>
    slim(id === version ? `${label} (as just now)` : label, () => begin(id)),
  );
  const ways = versions.length ? again : [slim("From the beginning", () => begin(""))];
  const before = earlier.map((steps, index) =>
    el("details", { class: "tf-small" }, el("summary", {}, `Play ${index + 1}`), readAgain(steps)),
  );
  return el(
    "section",
    { class: "tf-turn tf-looking" },
    ...(debrief ? debriefNodes(debrief, width) : []),
    ...(kept ? keptNodes(kept) : []),
    ...(read ? [el("h4", { tabindex: "-1" }, "Your earlier play"), readAgain(read)] : []),
    debrief ? thinkBox("stays", "What stays with you from this one?") : "",
    el("h5", {}, "Play again"),
    el("div", { class: "tf-row" }, ways),
    ...(before.length ? [el("h5", {}, "Earlier plays"), ...before] : []),
  );
}
