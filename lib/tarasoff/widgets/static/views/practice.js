// A practice case: the form of an assignment, and after "Have it marked" the report, as often as one likes.

import { caseForm } from "../case/form.js";
import { reportPanes } from "../case/report.js";
import { button } from "../shared/controls.js";
import { el } from "../shared/dom.js";
import { frame } from "../shared/frame.js";

/**
 * @typedef {import("../case/form.js").Content} Content
 * @typedef {import("../case/form.js").Summary & { report: import("../case/report.js").Report | null }} Summary
 */

/**
 * All that was answered taken back, and what was kept of the last try.
 *
 * @param {Content} part
 * @returns {Record<string, null>}
 */
function nothing({ steps }) {
  return { again: null, ...Object.fromEntries(steps.map(({ id }) => [id, null])) };
}

/**
 * A form that is tried again is read from its beginning.
 *
 * @param {HTMLElement} panes
 */
function toTheTop(panes) {
  for (const pane of panes.children) pane.scrollTop = 0;
  panes.querySelector("summary")?.focus();
}

/** @param {import("../shared/frame.js").Props<Content, Summary>} props */
function render({ model, el: host }) {
  const part = model.get("content");
  const { words } = part;
  const view = frame(model, host, part.title, "tf-form");
  const form = caseForm(view, model);
  const mark = button(words.have_it_marked, haveItMarked, { class: "tf-button tf-first" });
  const asked = el("div", {}, form.panes, el("div", { class: "tf-row tf-between tf-ends" }, form.summary, mark));
  const again = button(words.again, () => begin(model.get("summary").report?.wrong ?? {}, words.begun_again));
  const anew = button(words.anew, () => begin(nothing(part), words.begun_anew));
  const found = el("div");
  const answered = el("div", {}, found, el("div", { class: "tf-row tf-ends" }, again, anew));
  // Whether whoever sits here has just asked for the other of the two, and is taken there.
  let asking = false;

  function haveItMarked() {
    asking = true;
    form.keep({ marked: true, tries: (view.answer().tries ?? 0) + 1 }, words.marked);
  }
  /** @param {Record<string, any>} changes @param {string} told */
  function begin(changes, told) {
    asking = true;
    form.keep({ ...changes, marked: null }, told);
  }
  function show() {
    const { report } = model.get("summary");
    asked.hidden = Boolean(report);
    answered.hidden = !report;
    const panes = report && reportPanes(part, report, view.answer().tries ?? 1);
    found.replaceChildren(panes?.node ?? "");
    if (asking && panes) panes.title.focus();
    if (asking && !panes) toTheTop(form.panes);
    asking = false;
  }
  view.on("change:summary", show);
  view.body.replaceChildren(asked, answered);
  show();
  form.begin();
  return view.remove;
}

export default { render };
