// Two findings side by side: what differs is marked, what is the same is one folded line.

import { circles } from "../../law/circles.js";
import { factFields } from "../../law/facts.js";
import { findingCard, replaceCards } from "../../law/finding.js";
import { button, tickable } from "../../shared/controls.js";
import { el } from "../../shared/dom.js";
import { frame, speakWhenSaved } from "../../shared/frame.js";
import { LAW, problemBox, sign, tag } from "../../shared/signs.js";

/**
 * @typedef {{ text: string, shared: boolean }} Entry
 * @typedef {{ asks: string, left: Entry[], right: Entry[] }} Row
 * @typedef {import("../../law/circles.js").Overlap & { said: string, missed: string[], wrong: string[] }} Overlap
 *
 * @typedef {object} Summary
 * @property {string | null} [problem]
 * @property {[string, string]} names
 * @property {Row[]} differs
 * @property {Row[]} same
 * @property {import("../../law/finding.js").Finding[]} findings
 * @property {string[] | null} [offered] recipients to tick; left out where nothing is asked
 * @property {Overlap | null} [overlap]
 */

/** @param {Entry[]} entries @param {string} name */
function cell(entries, name) {
  const lines = entries.map(({ text, shared }) =>
    el(
      "li",
      { class: shared ? "tf-shared" : "" },
      shared ? "" : el("span", { class: "tf-unseen" }, "Only here: "),
      text,
    ),
  );
  const inside = lines.length
    ? el("ul", {}, lines)
    : el("span", { class: "tf-hint" }, "–", el("span", { class: "tf-unseen" }, "nothing"));
  return el("td", { "data-of": name }, inside);
}

/** @param {Row[]} rows @param {[string, string]} names @param {string} caption */
function comparison(rows, names, caption) {
  const head = names.map((name) => el("th", { scope: "col" }, name));
  const lines = rows.map(({ asks, left, right }) =>
    el("tr", {}, el("th", { scope: "row" }, asks), cell(left, names[0]), cell(right, names[1])),
  );
  return el(
    "table",
    { class: "tf-table tf-compared" },
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Point"), head)),
    el("tbody", {}, lines),
  );
}

/** @param {Summary} summary */
function verdicts({ names, findings }) {
  const plates = findings.map(({ kind, verdict }, index) =>
    el("div", { class: `tf-short tf-${LAW[kind]}` }, sign(), el("p", {}, el("b", {}, names[index]), verdict)),
  );
  return el("div", { class: "tf-two" }, plates);
}

/** @param {Summary} summary */
function whatDiffers({ names, differs, same }) {
  const caption = `What differs: ${differs.length} of ${differs.length + same.length} points`;
  const rest = el(
    "details",
    {},
    el("summary", {}, `The same in both: ${same.map(({ asks }) => asks.toLowerCase()).join(", ")}`),
    comparison(same, names, "What is the same"),
  );
  return [
    differs.length ? comparison(differs, names, caption) : el("p", {}, "For these facts nothing differs."),
    same.length ? rest : "",
  ];
}

/** @param {Overlap} overlap @param {[string, string]} names */
function answered(overlap, names) {
  const { said, missed, wrong } = overlap;
  const list = (/** @type {string[]} */ who) => who.join("; ");
  return [
    circles(overlap, names),
    el("p", { class: "tf-summary", tabindex: "-1" }, said),
    wrong.length ? el("p", {}, tag("over", "Ticked, and not right under both: "), ` ${list(wrong)}`) : "",
    missed.length ? el("p", {}, tag("under", "Right under both, and not ticked: "), ` ${list(missed)}`) : "",
    wrong.length + missed.length ? "" : el("p", {}, tag("fits", "That is what you ticked.")),
  ];
}

/**
 * Whom may you tell under both? The answer comes after the ticks.
 *
 * @param {import("../../shared/frame.js").View} view
 * @param {() => Summary} summary
 */
function underBoth(view, summary) {
  const boxes = el("div", { class: "tf-options tf-ticks-row" });
  const result = el("div");
  /** @type {HTMLInputElement[]} */
  let inputs = [];
  let waits = false;
  const show = button(
    "Show",
    () => {
      waits = true;
      const ticked = inputs.filter(({ checked }) => checked).map(({ value }) => value);
      if (!view.keep({ under_both: ticked })) draw();
    },
    { class: "tf-button tf-first" },
  );
  const legend = el(
    "legend",
    {},
    el("span", { class: "tf-stem" }, "What is right under both? Tick whom you may tell."),
  );
  const node = el(
    "div",
    { class: "tf-gate" },
    el("fieldset", {}, legend, boxes),
    el("div", { class: "tf-foot" }, show),
    result,
  );
  function draw() {
    const { names, offered, overlap } = summary();
    node.hidden = !offered;
    if (!offered) return;
    const ticked = view.answer().under_both ?? inputs.filter(({ checked }) => checked).map(({ value }) => value);
    if (inputs.map(({ value }) => value).join() !== offered.join()) {
      inputs = offered.map((who) => el("input", { type: "checkbox", value: who }));
      boxes.replaceChildren(...inputs.map((input) => tickable(input, el("span", {}, input.value))));
    }
    for (const input of inputs) input.checked = ticked.includes(input.value);
    result.replaceChildren(...(overlap ? answered(overlap, names) : []));
    if (!waits || !overlap) return;
    waits = false;
    /** @type {HTMLElement | null} */ (result.querySelector("[tabindex]"))?.focus();
  }
  return { node, draw };
}

/** @param {import("../../shared/frame.js").Props<import("../../law/facts.js").FactsContent, Summary>} props */
function render({ model, el: host }) {
  const view = frame(model, host, model.get("content").title);
  const summary = () => model.get("summary");
  const asking = summary().offered !== undefined;
  const fields = factFields(view, model, { fold: "The facts of the case", takes: asking ? { under_both: null } : {} });
  const both = underBoth(view, summary);
  const top = el("div");
  const cards = el("div", { class: "tf-cards" });
  const whole = el(
    "details",
    { class: "tf-more" },
    el("summary", {}, "Both findings in full, with their sources"),
    cards,
  );
  view.body.replaceChildren(...fields, top, ...(asking ? [both.node] : []), whole);

  function show() {
    const { problem, findings } = summary();
    both.node.hidden = Boolean(problem);
    whole.hidden = Boolean(problem);
    top.replaceChildren(...(problem ? [problemBox(problem)] : [verdicts(summary()), ...whatDiffers(summary())]));
    replaceCards(cards, findings.map(findingCard));
    if (asking) both.draw();
  }
  view.on("change:summary", show);
  speakWhenSaved(view, model);
  show();
  return view.remove;
}

export default { render };
