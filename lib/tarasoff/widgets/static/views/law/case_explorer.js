// Two cases: the facts that differ, a guess at the one that counted, and then what was held and what would have been.

import { button, menu, radios } from "../../shared/controls.js";
import { el } from "../../shared/dom.js";
import { frame } from "../../shared/frame.js";
import { LAW, sign } from "../../shared/signs.js";
import { howSure, pageLinks } from "../../shared/sources.js";
import { known } from "../../shared/values.js";

/**
 * @typedef {{ name: string, short: string, court: string, done: string }} Told
 * @typedef {{ id: string, name: string, values: [string, string] }} Differs
 *
 * What was held, and what it would come to with the other case's fact; then is left out where that contradicts.
 * @typedef {object} After
 * @property {string} name
 * @property {string} outcome
 * @property {string} kind
 * @property {string} differs
 * @property {string} if
 * @property {string | null} [then]
 * @property {string} holding
 * @property {string} teaches
 * @property {string} note
 * @property {string} citation
 * @property {string} confidence
 * @property {string[]} links
 *
 * @typedef {{ cases: import("../../shared/controls.js").Named[], start: { a: string, b: string } }} Content
 * @typedef {{ pair: [Told, Told], differs: Differs[], same: string[], after: After[] }} Summary
 */

const NONE_NAMED = "Choose a fact first.";

/** @param {[Told, Told]} pair */
function heads(pair) {
  const cards = pair.map(({ name, court, done }) =>
    el("div", { class: "tf-paper" }, el("h4", {}, name), el("p", { class: "tf-kicker" }, court), el("p", {}, done)),
  );
  return el("div", { class: "tf-two" }, cards);
}

/** @param {After} one */
function shift({ kind, if: changed, then }) {
  /** @param {string} word @param {string} of */
  const plate = (word, of) => el("b", { class: `tf-word tf-${LAW[of]}` }, sign(), word);
  if (then == null) return [el("p", {}, `“${changed}” does not go with the other facts of this case.`)];
  const same = then === kind ? ". It stays as it is: this fact alone does not turn it." : ".";
  return [
    el("p", {}, "By the rule of that day: ", plate(kind, kind), "."),
    el("p", {}, `With “${changed}”: `, plate(then, then), same),
  ];
}

/** @param {After} one */
function held(one) {
  const { name, outcome, holding, teaches, note, differs, citation, confidence, links } = one;
  const more = el(
    "details",
    {},
    el("summary", {}, "More on this case"),
    el("p", {}, teaches),
    note ? el("p", {}, note) : "",
    differs ? el("p", {}, differs) : "",
    el("p", {}, citation, pageLinks(links, name)),
    howSure(confidence),
  );
  return el(
    "article",
    { "aria-label": name },
    el("h4", {}, name),
    el("p", {}, el("b", {}, `The court: ${outcome}. `), holding),
    shift(one),
    more,
  );
}

/**
 * The facts that differ, one to a row, to choose among.
 *
 * @param {import("../../shared/frame.js").View} view
 * @param {() => Summary} summary
 */
function whichFact(view, summary) {
  let picked = "";
  const place = el("div");
  const hint = el("span", { class: "tf-hint" });
  const show = button("Change it", change, { class: "tf-button tf-first" });
  function change() {
    hint.textContent = picked ? "" : NONE_NAMED;
    if (!picked) return view.say(NONE_NAMED);
    view.keep({ fact: picked });
  }
  return {
    node: el("div", { class: "tf-gate" }, place, el("div", { class: "tf-foot" }, show, hint)),
    draw() {
      const { differs, pair } = summary();
      picked = view.answer().fact ?? "";
      const options = differs.map(({ id, name, values }) => ({
        id,
        label: el(
          "span",
          { class: "tf-three" },
          el("b", {}, name),
          values.map((value, index) => el("span", {}, el("span", { class: "tf-of" }, `${pair[index].short}: `), value)),
        ),
      }));
      const legend = el("span", { class: "tf-stem" }, "Which of these facts made the difference?");
      const group = radios({ legend, options, onpick: (id) => (picked = id) });
      group.set(picked);
      place.replaceChildren(group.node);
    },
  };
}

/** @param {import("../../shared/frame.js").Props<Content, Summary>} props */
function render({ model, el: host }) {
  const { cases, start } = model.get("content");
  const view = frame(model, host, "Landmark cases");
  const summary = () => model.get("summary");
  const left = menu({ label: "First case", options: cases, onpick: (id) => view.keep({ a: id, fact: null }) });
  const right = menu({ label: "Second case", options: cases, onpick: (id) => view.keep({ b: id, fact: null }) });
  const both = el("div");
  const which = whichFact(view, summary);
  const same = el("details", { class: "tf-more" });
  const result = el("div", { class: "tf-halves", tabindex: "-1" });
  view.body.replaceChildren(el("div", { class: "tf-two" }, left.node, right.node), both, which.node, result, same);
  let spoken = "";

  function show() {
    const { a, b } = { ...start, ...known(view.answer()) };
    const { pair, differs, same: alike, after } = summary();
    left.set(a);
    right.set(b);
    both.replaceChildren(heads(pair));
    which.node.hidden = !differs.length;
    which.draw();
    const lines = alike.map((text) => el("li", {}, text));
    same.replaceChildren(
      el("summary", {}, `The same in both: ${alike.length} ${alike.length === 1 ? "fact" : "facts"}`),
      el("ul", {}, lines),
    );
    result.replaceChildren(...after.map(held));
  }
  view.on("change:summary", () => {
    const { pair, differs, after } = summary();
    show();
    const told = after.length
      ? after.map((one) => `${one.name}: the court: ${one.outcome}. ${one.if}: ${one.then ?? "does not go with it"}.`)
      : [`${pair[0].name} and ${pair[1].name}. ${differs.length} facts differ.`];
    const text = told.join(" ");
    if (text !== spoken) view.say(text);
    spoken = text;
    if (after.length) result.focus();
  });
  show();
  return view.remove;
}

export default { render };
