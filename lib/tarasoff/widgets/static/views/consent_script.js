// Phrases to tick; beside them what the client hears, and what the client would not know.

import { slim, tickable } from "../shared/controls.js";
import { el } from "../shared/dom.js";
import { frame } from "../shared/frame.js";
import { tag } from "../shared/signs.js";

/**
 * @typedef {{ phrases: { id: string, text: string }[] }} Content
 *
 * @typedef {object} Summary
 * @property {string} heading
 * @property {string} script what the client hears
 * @property {{ label: string, text: string, why: string }[]} problems
 * @property {{ name: string, why: string }[]} missing
 * @property {string[]} covered
 */

const NOTHING_YET = "What the client would hear appears here.";

/**
 * @param {string} title
 * @param {string} kind
 * @param {HTMLElement[]} rows
 */
function listOf(title, kind, rows) {
  const list = { class: `tf-list tf-rail tf-${kind}` };
  return rows.length ? [el("h5", {}, title), el("ul", list, rows)] : [];
}

/**
 * To keep the script: it is copied, or marked where the browser does not let a page copy.
 *
 * @param {HTMLElement} words
 * @param {(text: string) => void} say
 */
function copying(words, say) {
  const told = el("span", { class: "tf-hint" });
  /** @param {string} text */
  function tell(text) {
    told.textContent = text;
    say(text);
  }
  async function copy() {
    try {
      await navigator.clipboard.writeText(words.textContent ?? "");
      tell("Copied. Paste it where you want to keep it.");
    } catch {
      globalThis.getSelection()?.selectAllChildren(words);
      tell("It is marked: copy it with Ctrl and C.");
    }
  }
  return el(
    "div",
    { class: "tf-row" },
    slim("Copy the script", () => void copy()),
    told,
  );
}

/**
 * @param {Summary} summary
 * @param {(text: string) => void} say
 */
function outcome({ heading, script, problems, missing, covered }, say) {
  const words = el("blockquote", { class: "tf-paper" }, script);
  const over = problems.map(({ label, text, why }) => el("li", {}, tag("over", `${label}. `), ` “${text}” ${why}`));
  const under = missing.map(({ name, why }) => el("li", {}, tag("under", `${name}. `), ` ${why}`));
  const fits = covered.map((name) => el("li", {}, tag("fits", name)));
  return [
    el("h4", {}, heading),
    ...(script ? [words, copying(words, say)] : [el("p", { class: "tf-empty" }, NOTHING_YET)]),
    ...listOf("Said, and better not", "over", over),
    ...listOf("Missing: the client would not know", "under", under),
    ...listOf("Explained", "fits", fits),
  ];
}

/** @param {import("../shared/frame.js").Props<Content, Summary>} props */
function render({ model, el: host }) {
  const { phrases } = model.get("content");
  const view = frame(model, host, "Consent script");
  const boxes = phrases.map(({ id, text }) => {
    const input = el("input", { type: "checkbox", onchange: tick });
    return { id, input, row: tickable(input, el("span", {}, text)) };
  });
  const result = el("div", { class: "tf-result" });
  const stem = el("strong", {}, "Choose what you would say in the first session.");
  const choices = el(
    "fieldset",
    {},
    el("legend", {}, stem),
    el(
      "div",
      { class: "tf-options" },
      boxes.map(({ row }) => row),
    ),
  );
  view.body.replaceChildren(el("div", { class: "tf-finder" }, choices, result));

  function tick() {
    view.keep({ phrases: boxes.filter(({ input }) => input.checked).map(({ id }) => id) });
  }
  function show() {
    const chosen = new Set(view.answer().phrases ?? []);
    for (const { id, input } of boxes) input.checked = chosen.has(id);
  }
  const summarise = () => result.replaceChildren(...outcome(model.get("summary"), view.say));
  view.on("change:answer", show);
  view.on("change:summary", () => {
    summarise();
    const { heading, missing, problems } = model.get("summary");
    view.say(`${heading}. ${missing.length} missing, ${problems.length} better not said.`);
  });
  show();
  summarise();
  return view.remove;
}

export default { render };
