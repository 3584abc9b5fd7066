// Where a learner stands: the course in a strip, where to go on, what is due today, and a copy to take along.

import { button, slim, tickable } from "../../shared/controls.js";
import { el } from "../../shared/dom.js";
import { download } from "../../shared/download.js";
import { frame } from "../../shared/frame.js";
import { sign } from "../../shared/signs.js";
import { today } from "../../shared/today.js";

/**
 * @typedef {{ name: string, href: string, takes: string }} Link
 * @typedef {Link & { id: string, title: string, state: string, said: string }} Lecture
 * @typedef {{ title: string, lecture: string, review: string, most: number }} Content
 *
 * @typedef {object} Summary
 * @property {string} text
 * @property {Lecture[]} lectures
 * @property {Link | null} go_on
 * @property {string[]} due the days on which questions come back
 * @property {Record<string, number>} reviewed how many questions were reviewed on the last days
 * @property {{ number: number, name: string, text: string }} [copy] what was asked for
 * @property {string} [strange] what to know of a copy that comes from another beginning
 */

/** @param {Lecture[]} lectures @param {string} here */
function strip(lectures, here) {
  return lectures.map(({ id, title, href, state, said }) => {
    const done = state === "worked through";
    const name = el("a", { href }, done ? sign() : "", ` ${id} ${title}`);
    const kind = done ? "tf-done" : state === "begun" ? "tf-begun" : "";
    const current = id === here ? "step" : null;
    return el("li", { class: kind, "aria-current": current }, name, el("span", { class: "tf-unseen" }, `: ${said}`));
  });
}

/** @param {Summary} summary @param {Content} content */
function dueLine({ due, reviewed }, { review, most }) {
  const now = due.filter((day) => day <= today()).length;
  const left = Math.max(0, most - (reviewed[today()] ?? 0));
  if (now && !left) return [`Your ${most} for today are done; ${now === 1 ? "one more waits" : `${now} more wait`}. `];
  if (now) {
    const said = now === 1 ? "One question comes back today. " : `${now} questions come back today. `;
    return [said, el("a", { href: review }, now > left ? `Review ${left} of them` : "Review")];
  }
  const next = due.toSorted()[0];
  return next ? [`Nothing comes back today; the next question on ${next}. `] : ["Nothing is waiting for review. "];
}

/** @param {import("../../shared/frame.js").Props<Content, Summary>} props */
function render({ model, el: host }) {
  const content = model.get("content");
  const { title, lecture } = content;
  const view = frame(model, host, title);
  const lectures = el("ol", { class: "tf-progress", "aria-label": "The lectures" });
  const said = el("p", {});
  const go = el("p", {});
  const due = el("p", {});
  const box = el("input", { type: "checkbox", onchange: () => view.keep({ [lecture]: box.checked || null }) });
  const tick = lecture ? tickable(box, el("span", {}, `I have worked through lecture ${lecture}.`)) : "";
  const strange = el("div", { class: "tf-callout", hidden: true });
  /** The copy that was asked for last; an older one is not given twice. */
  let number = 0;
  let brought = "";

  function keepCopy() {
    number = Math.random();
    view.keep({ copy: number });
  }
  const file = el("input", { type: "file", accept: ".json,application/json", hidden: true, onchange: bring });
  async function bring() {
    const chosen = file.files?.[0];
    if (!chosen) return;
    brought = await chosen.text();
    // The same file may be chosen again.
    file.value = "";
    // An empty file is a copy too, and a damaged one.
    view.keep({ bring: brought || " " });
  }
  function showStrange() {
    const text = model.get("summary").strange;
    strange.hidden = !text;
    if (!text) return;
    const all = slim("Bring it in all the same", () => view.keep({ bring: brought, all_the_same: true }));
    strange.replaceChildren(el("p", {}, text), brought ? all : "");
    all.focus();
  }
  function show() {
    const summary = model.get("summary");
    lectures.replaceChildren(...strip(summary.lectures, lecture));
    said.textContent = summary.text;
    const next = summary.go_on;
    const where = next && el("a", { href: next.href }, next.name);
    go.replaceChildren(...(next && where ? ["Go on with: ", where, `, ${next.takes}.`] : ["All lectures are done."]));
    // At its own end, nobody is told to go on with this lecture.
    go.hidden = Boolean(lecture && next?.name.startsWith(`${lecture} `));
    due.replaceChildren(...dueLine(summary, content));
    box.checked = Boolean(view.answer()[lecture]);
  }
  view.on("change:summary", () => {
    show();
    showStrange();
    const { copy } = model.get("summary");
    if (copy?.number !== number) return;
    number = 0;
    download(copy.name, copy.text, "application/json");
  });
  view.on("change:answer", show);
  view.on("change:note", () => view.say(model.get("note").text ?? ""));
  const both = [button("Keep a copy", keepCopy), button("Bring one back", () => file.click())];
  const row = el("div", { class: "tf-row" }, both);
  const why = "A copy is one small file with all your answers. Bring it back here, on Binder or in the web edition.";
  const copies = el("div", { class: "tf-foot" }, row, file, strange, el("p", { class: "tf-hint" }, why));
  view.body.replaceChildren(tick, lectures, said, go, due, copies);
  show();
  return view.remove;
}

export default { render };
