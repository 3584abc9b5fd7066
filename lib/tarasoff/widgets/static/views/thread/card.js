// A client's last words, five answers and a reason; what fits comes from Python after the answer.

import { keepTyped } from "../../keeping/typing.js";
import { button, radios } from "../../shared/controls.js";
import { el, unique } from "../../shared/dom.js";
import { frame } from "../../shared/frame.js";
import { plate, tag } from "../../shared/signs.js";
import { sourceList } from "../../shared/sources.js";
import { pageTurner, stepRow } from "../../shared/steps.js";

/**
 * @typedef {{ id: string, name: string, who: string, says: string, ask: string }} Card
 *
 * @typedef {object} Content
 * @property {string} title
 * @property {number} longest
 * @property {import("../../shared/controls.js").Named[]} answers
 * @property {Card[]} cards
 *
 * What an answer is worth; fitting and because are empty where it fits, law where the card asks nothing of it.
 * @typedef {object} Told
 * @property {string} verdict
 * @property {string} name
 * @property {string} why
 * @property {string} fitting
 * @property {string} because
 * @property {{ kind: string, verdict: string, cited: string } | null} [law]
 * @property {import("../../shared/sources.js").SourceLine[]} sources
 *
 * @typedef {{ before: Record<string, string>, told: Record<string, Told> }} Summary
 */

const NONE_CHOSEN = "Choose an answer first.";

/** @param {Told} told */
function judged({ verdict, name, why, fitting, because, law, sources }) {
  const cited = law?.cited ? el("p", { class: "tf-hint" }, law.cited) : "";
  return [
    el("div", { class: `tf-rail tf-tint tf-${verdict}`, tabindex: "-1" }, tag(verdict, `${name}. `), el("p", {}, why)),
    fitting ? el("p", {}, el("b", {}, `What fits: ${fitting}. `), because) : "",
    law ? plate(law.kind, el("h4", {}, "The law there, today"), el("p", {}, law.verdict), cited) : "",
    el("details", {}, el("summary", {}, "Sources"), sourceList(sources)),
  ];
}

/**
 * One card with its answers.
 *
 * @param {import("../../shared/frame.js").View} view
 * @param {Content} content
 * @param {Card} card
 * @param {() => Summary} summary
 */
function asked(view, { answers, longest }, card, summary) {
  const given = () => view.answer()[card.id] ?? {};
  let picked = given().choice ?? "";
  const legend = el("span", { class: "tf-stem" }, card.ask);
  const group = radios({ legend, options: answers, onpick: (id) => (picked = id) });
  const box = el("textarea", { rows: 2, maxlength: longest, id: unique("why") });
  const typed = keepTyped(box, (why) => view.keep({ [card.id]: { ...given(), why } }));
  view.beforeRemoval(typed.settle);
  const hint = el("span", { class: "tf-hint" });
  const show = button("Show what fits", give, { class: "tf-button tf-first" });
  const before = el("p", { class: "tf-hint" });
  const result = el("div", { class: "tf-feedback" });
  let waits = false;
  function give() {
    hint.textContent = picked ? "" : NONE_CHOSEN;
    if (!picked) return view.say(NONE_CHOSEN);
    waits = true;
    if (!view.keep({ [card.id]: { ...given(), choice: picked, why: box.value } })) draw();
  }
  function draw() {
    const { before: earlier, told } = summary();
    before.textContent = earlier[card.id] ?? "";
    before.hidden = !before.textContent;
    group.set(picked);
    if (document.activeElement !== box) box.value = given().why ?? "";
    const mine = told[card.id];
    result.replaceChildren(...(mine && given().choice === picked ? judged(mine) : []));
    if (!waits || !mine) return;
    waits = false;
    view.say(`${mine.name}. ${mine.why}`);
    /** @type {HTMLElement | null} */ (result.querySelector("[tabindex]"))?.focus();
  }
  const words = el("div", { class: "tf-paper" }, el("p", { class: "tf-kicker" }, `${card.name}, ${card.who}`));
  const said = el("p", { class: "tf-stem", tabindex: "-1" }, card.says);
  words.append(said);
  const label = el("label", { class: "tf-label", for: box.id }, "Why? One sentence; it is kept, and nobody marks it.");
  const foot = el("div", { class: "tf-foot" }, show, hint);
  const left = el("div", {}, words, before);
  const right = el("div", {}, el("div", { class: "tf-question" }, group.node), label, box, foot);
  draw();
  return { node: el("div", { class: "tf-thread" }, left, right, result), focus: () => said.focus(), draw };
}

/** @param {import("../../shared/frame.js").Props<Content, Summary>} props */
function render({ model, el: host }) {
  const content = model.get("content");
  const { title, cards } = content;
  const view = frame(model, host, title);
  const summary = () => model.get("summary");
  const answered = (/** @type {Card} */ { id }) => Boolean(view.answer()[id]?.choice);
  let at = Math.max(
    0,
    cards.findIndex((card) => !answered(card)),
  );
  const steps = stepRow("Clients", cards.length, go);
  const pages = pageTurner((by) => go(at + by));
  const place = el("div");
  const shown = cards.map((card) => asked(view, content, card, summary));
  view.body.replaceChildren(steps.node, place, pages.node);

  /** @param {number} index */
  function go(index) {
    at = index;
    show();
    shown[at].focus();
  }
  function show() {
    if (place.firstChild !== shown[at].node) place.replaceChildren(shown[at].node);
    for (const one of shown) one.draw();
    steps.show(at, (index) => {
      const told = summary().told[cards[index].id];
      return { kind: told?.verdict ?? "", label: `${cards[index].name}, ${told?.name ?? "not answered"}` };
    });
    pages.show(`${cards[at].name}, ${at + 1} of ${cards.length}`, at > 0, at < cards.length - 1);
  }
  view.on("change:summary", show);
  show();
  return view.remove;
}

export default { render };
