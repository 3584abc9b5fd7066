// One moment at a time: what each person knew, what could be done, and only then what is recorded as having followed.

import { button, tickable } from "../shared/controls.js";
import { el } from "../shared/dom.js";
import { frame, speakWhenSaved, summaryLine } from "../shared/frame.js";
import { pageLinks } from "../shared/sources.js";
import { pageTurner } from "../shared/steps.js";

/**
 * @typedef {object} Moment
 * @property {string} id
 * @property {string} when
 * @property {{ who: string, knew: string, not: string, basis: string }[]} people
 * @property {import("../shared/controls.js").Named[]} options
 * @property {string} after
 * @property {string[]} links
 *
 * @typedef {{ moments: Moment[] }} Content
 */

const COLUMNS = ["Who", "Knew", "Did not know, or is not told"];

/** @param {Moment["people"][number]} person */
function personRow({ who, knew, not, basis }) {
  const name = el("th", { scope: "row" }, who, " ", el("span", { class: "tf-hint" }, `(${basis})`));
  return el("tr", {}, name, el("td", {}, knew), el("td", {}, not));
}

/** @param {HTMLElement} rows */
function knowledgeTable(rows) {
  const head = el(
    "thead",
    {},
    el(
      "tr",
      {},
      COLUMNS.map((name) => el("th", { scope: "col" }, name)),
    ),
  );
  const scrolled = { class: "tf-scroll", tabindex: "0", role: "region", "aria-label": "What each person knew" };
  return el("div", scrolled, el("table", { class: "tf-table" }, head, rows));
}

/**
 * What could be done, to tick.
 *
 * @param {(chosen: string[]) => void} onpick
 */
function choices(onpick) {
  const node = el("fieldset");
  /** @type {{ id: string, input: HTMLInputElement }[]} */
  let boxes = [];
  const pick = () => onpick(boxes.filter(({ input }) => input.checked).map(({ id }) => id));
  return {
    node,
    /** @param {Moment} moment */
    build({ options }) {
      boxes = options.map(({ id }) => ({ id, input: el("input", { type: "checkbox", value: id, onchange: pick }) }));
      const rows = boxes.map(({ input }, index) => tickable(input, el("span", {}, options[index].label)));
      const legend = "What could you do now? Choose what you would do; nothing here is marked.";
      node.replaceChildren(el("legend", {}, el("strong", {}, legend)), el("div", { class: "tf-options" }, rows));
    },
    /** @param {string[]} chosen */
    set(chosen) {
      for (const { id, input } of boxes) input.checked = chosen.includes(id);
    },
  };
}

const NONE_CHOSEN = "Choose first what you would do.";

/** @param {import("../shared/frame.js").Props<Content>} props */
function render({ model, el: host }) {
  const { moments } = model.get("content");
  const view = frame(model, host, "Seven moments");
  const given = (/** @type {Moment} */ { id }) => ({ chosen: [], shown: false, ...view.answer()[id] });
  let at = Math.max(
    0,
    moments.findIndex((moment) => !given(moment).shown),
  );
  let built = "";

  const when = el("h4", { tabindex: "-1" });
  const rows = el("tbody");
  const options = choices((chosen) => keep({ chosen }));
  const hint = el("span", { class: "tf-hint" });
  const follows = { class: "tf-button tf-first" };
  const reveal = button(
    "Show what followed",
    () => {
      const none = !given(moments[at]).chosen.length;
      hint.textContent = none ? NONE_CHOSEN : "";
      if (none) return view.say(NONE_CHOSEN);
      keep({ shown: true });
      after.focus();
    },
    follows,
  );
  const after = el("p", { class: "tf-card", tabindex: "-1" });
  const pages = pageTurner((by) => go(at + by));
  const summary = summaryLine(view, model);
  const foot = el("div", { class: "tf-foot" }, reveal, hint);
  view.body.replaceChildren(when, knowledgeTable(rows), options.node, foot, after, pages.node, summary);

  /** @param {{ chosen?: string[], shown?: boolean }} changes */
  function keep(changes) {
    const moment = moments[at];
    view.keep({ [moment.id]: { ...given(moment), ...changes } });
  }
  /** @param {number} index */
  function go(index) {
    at = index;
    show();
    when.focus();
  }
  function show() {
    const moment = moments[at];
    const { chosen, shown } = given(moment);
    when.textContent = moment.when;
    rows.replaceChildren(...moment.people.map(personRow));
    // The boxes stay while one of them has the focus.
    if (built !== moment.id) options.build(moment);
    built = moment.id;
    options.set(chosen);
    reveal.hidden = shown;
    after.hidden = !shown;
    const followed = [el("strong", {}, "What followed. "), moment.after, pageLinks(moment.links, moment.when)];
    after.replaceChildren(...(shown ? followed : []));
    pages.show(`Moment ${at + 1} of ${moments.length}`, at > 0, at < moments.length - 1);
  }
  view.on("change:answer", show);
  speakWhenSaved(view, model);
  show();
  return view.remove;
}

export default { render };
