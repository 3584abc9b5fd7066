// The review: what comes back today, my wrong ones, or all questions; then one question at a time, and an end.

import { asked } from "../../asking/asked.js";
import { questionsInARow, resultList } from "../../asking/sitting.js";
import { button, menu, radios, slim } from "../../shared/controls.js";
import { el } from "../../shared/dom.js";
import { frame } from "../../shared/frame.js";
import { today } from "../../shared/today.js";

/**
 * @typedef {import("../../shared/controls.js").Named} Named
 * @typedef {import("../../asking/asked.js").Question} Question
 * @typedef {{ title: string, kinds: Named[], topics: Named[], most: number }} Content
 *
 * @typedef {object} Summary
 * @property {{ day: string, topic: string }[]} due
 * @property {string[]} fresh topic of each question that was right the first time
 * @property {string[]} wrong topic of each that was wrong at the last try
 * @property {Record<string, number>} done how many were reviewed, by day
 * @property {Question[]} [questions]
 * @property {{ text: string, topics: import("../../asking/sitting.js").TopicLine[], next: string }} [end]
 */

const HEARD_FIRST_MS = 4000;

/**
 * Where a review begins: what there is, and what to take of it.
 *
 * @param {import("../../shared/frame.js").View} view
 * @param {Content} content
 * @param {() => void} onbegin
 */
function beginning(view, { kinds, topics, most }, onbegin) {
  let kind = kinds[0].id;
  const said = el("p", { class: "tf-summary" });
  const choice = radios({ legend: "What would you like to review?", options: kinds, onpick: (id) => (kind = id) });
  choice.set(kind);
  const topic = menu({ label: "Of which lecture?", options: topics, onpick: () => {} });
  const begin = button(
    "Begin",
    () => {
      onbegin();
      view.keep({ now: { day: today(), kind, topic: topic.select.value } });
    },
    { class: "tf-button tf-first" },
  );
  const row = el("div", { class: "tf-row" }, topic.node);
  return {
    node: el("div", {}, said, choice.node, row, el("div", { class: "tf-foot" }, begin)),
    begin,
    /** @param {Summary} summary */
    show({ due, fresh, wrong, done }) {
      const now = due.filter(({ day }) => day <= today()).length;
      const left = Math.max(0, most - (done[today()] ?? 0));
      const come = Math.min(left, now + fresh.length);
      const back = come === 1 ? "1 question comes back today" : `${come || "No"} questions come back today`;
      const missed = wrong.length === 1 ? "1 was wrong" : `${wrong.length || "none"} were wrong`;
      said.textContent = `${left ? back : `Your ${most} for today are done`}; ${missed} at the last try.`;
    },
  };
}

/**
 * The questions of a review: each is checked once, and then shows its reasons.
 *
 * @param {import("../../shared/frame.js").View} view
 */
function reviewed(view) {
  /** @type {Map<string, string>} what was chosen and not checked yet */
  const chosen = new Map();
  const now = () => view.answer().now;
  /** @param {Question} question */
  function given({ id }) {
    const kept = now()?.given?.[id];
    return { picked: kept ?? chosen.get(id), checked: kept != null };
  }
  return {
    forget: () => chosen.clear(),
    /** @param {Question} question */
    isOpen: (question) => !given(question).checked,
    /** @param {Question} question */
    ask(question) {
      const made = asked(question, {
        given: () => given(question),
        keep({ picked, checked }) {
          chosen.set(question.id, picked);
          if (checked) view.keep({ now: { ...now(), given: { ...now().given, [question.id]: picked } } });
          else made.show();
        },
        say: view.say,
      });
      return made;
    },
    /** @param {Question} question */
    look(question) {
      const { picked, checked } = given(question);
      if (!checked) return { kind: "", said: "not answered" };
      const right = question.options.find(({ letter }) => letter === picked)?.right;
      return { kind: right ? "right" : "wrong", said: right ? "right" : "not right" };
    },
  };
}

/** @param {import("../../shared/frame.js").Props<Content, Summary>} props */
function render({ model, el: host }) {
  const content = model.get("content");
  const view = frame(model, host, content.title);
  const { forget, ...how } = reviewed(view);
  let asking = false;
  let ids = "";
  let ended = false;
  /** @type {ReturnType<typeof questionsInARow> | undefined} */
  let row;
  const start = beginning(view, content, () => {
    asking = true;
  });
  const place = el("div");
  const found = el("div");
  const stop = slim("Back to the beginning", () => {
    asking = true;
    view.keep({ now: null });
  });
  const sitting = el("div", {}, found, place, el("div", { class: "tf-foot" }, stop));

  /** @param {Summary["end"]} end */
  function showEnd(end) {
    found.hidden = !end;
    if (end) {
      const when = end.next ? el("p", { class: "tf-hint" }, `The first of these comes back on ${end.next}.`) : "";
      found.replaceChildren(el("p", { class: "tf-big" }, end.text), resultList(end.topics), when);
      // The last reason is heard first.
      if (!ended && !asking) setTimeout(() => view.say(`That was the last one. ${end.text}`), HEARD_FIRST_MS);
    }
    ended = Boolean(end);
  }
  function show() {
    const summary = model.get("summary");
    // What ended on another day makes room for what comes back today.
    const isOver = summary.end && view.answer().now?.day !== today();
    const { questions, end } = isOver ? {} : summary;
    start.node.hidden = Boolean(questions);
    sitting.hidden = !questions;
    start.show(summary);
    const wanted = (questions ?? []).map(({ id }) => id).join(" ");
    if (wanted !== ids || !row) {
      ids = wanted;
      forget();
      row = questions?.length ? questionsInARow({ questions, ...how }) : undefined;
      place.replaceChildren(row?.node ?? "");
    } else row.show();
    showEnd(end);
    if (asking) (questions ? (row ?? stop) : start.begin).focus();
    asking = false;
  }
  view.on("change:summary", show);
  view.on("change:answer", () => row?.show());
  view.body.replaceChildren(start.node, sitting);
  show();
  return view.remove;
}

export default { render };
