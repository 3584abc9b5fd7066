// Views as anywidget 0.9.18 shows them: no signal, only the function that render returns.

import assert from "node:assert/strict";
import { beforeEach, describe, mock, test } from "node:test";
import guess from "../../lib/tarasoff/widgets/static/views/asking/guess.js";
import reflection from "../../lib/tarasoff/widgets/static/views/asking/reflection.js";
import caseForm from "../../lib/tarasoff/widgets/static/views/case_form.js";
import mockExam from "../../lib/tarasoff/widgets/static/views/course/mock_exam.js";
import progress from "../../lib/tarasoff/widgets/static/views/course/progress.js";
import review from "../../lib/tarasoff/widgets/static/views/course/review.js";
import explorer from "../../lib/tarasoff/widgets/static/views/explorer.js";
import linePoll from "../../lib/tarasoff/widgets/static/views/line_poll.js";
import questionForm from "../../lib/tarasoff/widgets/static/views/question_form.js";
import { change, fakeModel, shown, type } from "./page.js";

const WORDS = new Proxy(
  { one: "{place}, {label}", order: "Order: {order}." },
  { get: (own, name) => own[name] ?? name },
);
const fine = (count) => ({ tone: "fine", text: "Saved.", count });

beforeEach(() => {
  globalThis.tarasoffDrafts = undefined;
  globalThis.tarasoffUnsent = undefined;
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

function caseModel(steps, answer = {}) {
  const actions = ["keep", "show", "sell"].map((id) => ({ id, label: id.toUpperCase() }));
  const texts = { title: "Toy", setting: "", where_and_when: "", rule_given: "", support: "" };
  const lists = { cast: [], story: ["The sun shines."], criteria: [], judgements: [], rules: [], record: [] };
  const asked = { recipients: [], items: [], actions, most: 2, rationale: "Why?", longest: 100 };
  const states = Object.fromEntries(steps.map((id) => [id, { answered: false, text: "Open" }]));
  return fakeModel({
    content: { ...texts, ...lists, ...asked, words: WORDS, steps: steps.map((id) => ({ id, heading: id })) },
    answer,
    summary: { text: "", steps: states },
    kept: "toy",
  });
}

describe("a rationale", () => {
  test("that was typed is sent when the view is removed, and kept in the page until it is saved", () => {
    const model = caseModel(["rationale"], { rationale: "Before." });
    const view = shown(caseForm, model);
    type(view.find("textarea"), "Typed and not sent.");
    assert.deepEqual(model.sent, []);
    view.remove();
    assert.deepEqual(model.sent, [{ rationale: "Typed and not sent." }]);
    assert.equal(globalThis.tarasoffDrafts.get("toy").text, "Typed and not sent.");
    assert.equal(model.listening(), 0);
  });

  test("comes back in the next view if the kernel had gone", () => {
    const gone = caseModel(["rationale"], { rationale: "Before." });
    gone.save_changes = () => {
      throw new Error("Syncing error: no comm channel defined");
    };
    const warned = mock.method(console, "warn", () => {});
    const first = shown(caseForm, gone);
    type(first.find("textarea"), "Before. And after.");
    first.remove();
    assert.equal(warned.mock.callCount(), 1);
    assert.equal(gone.listening(), 0);
    warned.mock.restore();
    const model = caseModel(["rationale"], { rationale: "Before." });
    const again = shown(caseForm, model);
    assert.equal(again.find("textarea").value, "Before. And after.");
    assert.deepEqual(model.sent, [{ rationale: "Before. And after." }]);
    model.hear({ note: fine(1) });
    again.remove();
    assert.equal(globalThis.tarasoffDrafts.size, 0);
  });

  test("is offered beside the box if the file has changed meanwhile", () => {
    const first = shown(caseForm, caseModel(["rationale"], { rationale: "Before." }));
    type(first.find("textarea"), "Mine.");
    first.remove();
    const model = caseModel(["rationale"], { rationale: "Theirs." });
    const again = shown(caseForm, model);
    assert.equal(again.find("textarea").value, "Theirs.");
    assert.equal(again.find("blockquote").textContent, "Mine.");
    assert.equal(again.find(".tf-card").hidden, false);
    again.button("take").click();
    assert.deepEqual(model.sent, [{ rationale: "Mine." }]);
    again.remove();
  });
});

describe("a rationale that is written on", () => {
  test("is sent at a pause, not at each letter, and nothing is left to send after that", () => {
    const model = caseModel(["rationale"]);
    const view = shown(caseForm, model);
    type(view.find("textarea"), "One");
    mock.timers.tick(500);
    type(view.find("textarea"), "One two");
    mock.timers.tick(999);
    assert.equal(model.sent.length, 0);
    mock.timers.tick(1);
    assert.deepEqual(model.sent, [{ rationale: "One two" }]);
    model.hear({ note: fine(1) });
    view.remove();
    assert.equal(model.sent.length, 1);
    assert.equal(globalThis.tarasoffDrafts.size, 0);
  });

  test("is not written over by a missing one, however None arrives", () => {
    for (const rationale of [null, undefined]) {
      const view = shown(caseForm, caseModel(["rationale"], { rationale }));
      assert.equal(view.find("textarea").value, "");
      view.remove();
    }
  });
});

test("actions are added, moved and taken out, and the whole order is said and sent", () => {
  const model = caseModel(["actions"]);
  const view = shown(caseForm, model);
  const press = (name) => view.find(`button[aria-label="${name}"]`).click();
  const spoken = () => {
    model.hear({ note: fine(model.sent.length) });
    mock.timers.tick(30);
    return view.find(".tf-live").textContent;
  };
  press("add: KEEP");
  press("add: SELL");
  assert.match(spoken(), /^added Order: 1, KEEP; 2, SELL\. Saved\.$/);
  press("up: SELL");
  press("up: SELL");
  mock.timers.tick(30);
  assert.equal(view.find(".tf-live").textContent, "is_first");
  press("out: KEEP");
  assert.deepEqual(model.sent, [
    { actions: ["keep"] },
    { actions: ["keep", "sell"] },
    { actions: ["sell", "keep"] },
    { actions: ["sell"] },
  ]);
  view.remove();
});

test("nobody is told anything, and that can be undone in the form", () => {
  const model = caseModel(["disclosure"]);
  const named = (ids) => ids.map((id) => ({ id, label: id }));
  Object.assign(model.get("content"), { recipients: named(["boss", "wife"]), items: named(["name", "price"]) });
  const view = shown(caseForm, model);
  const tick = (box, checked) => change(box, { checked });
  const [nobody, ...boxes] = view.all("input[type=checkbox]");
  const undo = view.find("p.tf-hint");
  tick(boxes[0], true);
  tick(boxes[3], true);
  const told = { disclosure: { boss: ["name"], wife: ["price"] } };
  assert.deepEqual(model.sent.at(-1), told);
  assert.equal(undo.hidden, true);
  tick(nobody, true);
  assert.deepEqual(model.sent.at(-1), { disclosure: {} });
  assert.equal(undo.hidden, false);
  // It is kept, and the form hears so: what was ticked is still not lost.
  model.hear({ answer: { disclosure: {} }, note: fine(1) });
  mock.timers.tick(30);
  assert.match(view.find(".tf-live").textContent, /nobody_undo/);
  tick(nobody, false);
  assert.deepEqual(model.sent.at(-1), told);
  assert.deepEqual(
    boxes.map((box) => box.checked),
    [true, false, false, true],
  );
  assert.equal(undo.hidden, true);
  view.remove();
});

test("the poll at the end marks the rung of the start once the line is drawn anew", () => {
  const rungs = ["a", "b"].map((id) => ({ id, text: id.toUpperCase() }));
  const content = { question: "?", rungs, why: "Why?", when: "again", longest: 50 };
  const model = fakeModel({ content, answer: { first: { rung: "a" } } });
  const view = shown(linePoll, model);
  const marked = () => view.all("strong").filter((mark) => !mark.hidden);
  assert.equal(marked().length, 0);
  change(view.all("input")[1], { checked: true });
  assert.deepEqual(model.sent.at(-1), { first: { rung: "a" }, again: { rung: "b" } });
  model.hear({ summary: { first: "a", text: "At the start …" } });
  assert.equal(marked().length, 1);
  assert.match(marked()[0].closest("label").textContent, /^A ◀ your line at the start$/);
  view.remove();
});

test("a reason that was typed in the poll is sent when the view is removed", () => {
  const content = { question: "?", rungs: [{ id: "a", text: "A" }], why: "Why?", when: "first", longest: 50 };
  const model = fakeModel({ content });
  const view = shown(linePoll, model);
  change(view.find("input"), { checked: true });
  type(view.find("textarea"), "Because.");
  view.remove();
  assert.deepEqual(model.sent.at(-1), { first: { rung: "a", why: "Because." } });
  assert.equal(model.listening(), 0);
});

const AXIS = { label: "x", low: 0, high: 1, ticks: [[0, "0"]] };
const sceneOf = (none) => ({
  says: "So it is.",
  numbers: [["all", "1"]],
  guess: none,
  pictures: [
    {
      kind: "graph",
      title: "T",
      x: AXIS,
      y: AXIS,
      curves: [],
      dots: [],
      uprights: [{ at: 0.5, to: none, label: "here" }],
    },
  ],
});
const SLIDER = { id: "m", label: "M", values: [0.1, 0.2], said: ["10 %", "20 %"], start: 0.1, basis: "b", rows: [] };
const explorerModel = (none) =>
  fakeModel({
    content: {
      title: "Toy",
      sliders: [{ ...SLIDER, marks: [] }],
      presets: [],
      guess: { question: "How many?", unit: "%", low: 0, high: 100 },
      caveats: [],
      sources: [],
    },
    summary: { at: { m: 0 }, rows: { m: [sceneOf(none), sceneOf(none)] }, text: "So it is." },
  });

describe("an explorer", () => {
  for (const none of [null, undefined]) {
    test(`draws a line where a band's end is ${none}`, () => {
      const view = shown(explorer, explorerModel(none));
      assert.doesNotMatch(view.host.innerHTML, /NaN|undefined|null/);
      assert.equal(view.all(".tf-upright").length, 1);
      assert.equal(view.all(".tf-band").length, 0);
      view.remove();
    });
  }

  test("sends where it was moved when the view is removed", () => {
    const model = explorerModel(null);
    const view = shown(explorer, model);
    view.find("input[type=range]").value = "1";
    view.find("input[type=range]").dispatchEvent(new Event("input"));
    assert.deepEqual(model.sent, []);
    view.remove();
    assert.deepEqual(model.sent, [{ m: 0.2 }]);
    assert.equal(model.listening(), 0);
  });
});

test("an explorer draws each person once, and anew only where somebody came or went", () => {
  const crowd = (harm) => ({
    says: "So.",
    numbers: [],
    pictures: [
      {
        kind: "crowd",
        title: "T",
        pens: ["flagged", "not flagged"],
        groups: [
          { label: "would harm", count: harm, look: "strong" },
          { label: "would not", count: 50 - harm, look: "weak" },
          { label: "would harm", count: 10, look: "other" },
          { label: "would not", count: 40, look: "empty" },
        ],
      },
    ],
  });
  const model = explorerModel(null);
  model.set("summary", { at: { m: 0 }, rows: { m: [crowd(7), crowd(8)] }, text: "" });
  const view = shown(explorer, model);
  const marks = (kind) => view.all(`.tf-mark-${kind}`).map((one) => one.getAttribute("d") ?? "");
  const people = (kind) => marks(kind).join("").split("M").length - 1;
  const counts = () => ["harm", "safe", "harm-open", "safe-open"].map(people);
  const rows = view.all(".tf-people path");
  const drawn = rows.map((one) => one.getAttribute("d"));
  assert.deepEqual(counts(), [7, 43, 10, 40]);
  view.find("input[type=range]").value = "1";
  view.find("input[type=range]").dispatchEvent(new Event("input"));
  assert.deepEqual(counts(), [8, 42, 10, 40]);
  assert.deepEqual(view.all(".tf-people path"), rows);
  // One row of each look in the first pen, of which one took a person from the other.
  assert.equal(rows.filter((one, index) => one.getAttribute("d") !== drawn[index]).length, 2);
  assert.deepEqual(
    view.all(".tf-people b").map((one) => one.textContent),
    ["8", "42", "10", "40"],
  );
  view.remove();
});

const ASKED = {
  kind: "number",
  field: "guess",
  setting: "100 are in danger.",
  question: "How many tell?",
  unit: "of 100",
  low: 0,
  high: 100,
  options: [],
  words: {},
};
const TOLD = { said: "You said 60; it is 29 of 100.", after: "So.", sources: [] };
const key = (box, name) =>
  box.dispatchEvent(Object.assign(new window.Event("keydown", { bubbles: true, cancelable: true }), { key: name }));

describe("a guess", () => {
  test("shows nothing until it is given, and then what is so, with the keyboard on it", () => {
    const model = fakeModel({ content: { title: "Guess first", gate: ASKED } });
    const view = shown(guess, model);
    const verdict = view.find("[data-verdict]");
    assert.equal(verdict.textContent, "");
    view.button("Show").click();
    assert.deepEqual(model.sent, []);
    mock.timers.tick(30);
    assert.equal(view.find(".tf-live").textContent, "Guess a number from 0 to 100.");
    type(view.find("input"), "60");
    key(view.find("input"), "Enter");
    assert.deepEqual(model.sent, [{ guess: 60 }]);
    model.hear({ summary: { gate: TOLD }, note: fine(1) });
    assert.equal(verdict.textContent, TOLD.said);
    assert.equal(document.activeElement, verdict);
    // The same again is answered without a word from Python; another one is sent.
    view.button("Guess again").focus();
    view.button("Guess again").click();
    assert.equal(document.activeElement, verdict);
    type(view.find("input"), "30");
    view.button("Guess again").click();
    assert.deepEqual(model.sent, [{ guess: 60 }, { guess: 30 }]);
    view.remove();
    assert.equal(model.listening(), 0);
  });

  test("of one of several, and of an order, is sent as it was chosen", () => {
    const options = ["a", "b"].map((id) => ({ id, label: id.toUpperCase() }));
    const one = fakeModel({ content: { title: "T", gate: { ...ASKED, kind: "option", options } } });
    const view = shown(guess, one);
    view.button("Show").click();
    assert.deepEqual(one.sent, []);
    change(view.all("input[type=radio]")[1], { checked: true });
    view.button("Show").click();
    assert.deepEqual(one.sent, [{ guess: "b" }]);
    view.remove();
    const order = fakeModel({ content: { title: "T", gate: { ...ASKED, kind: "order", options, words: WORDS } } });
    const list = shown(guess, order);
    list.find('button[aria-label="add: B"]').click();
    list.button("Show").click();
    assert.deepEqual(order.sent, [], "an order in which something is missing");
    list.find('button[aria-label="add: A"]').click();
    list.button("Show").click();
    assert.deepEqual(order.sent, [{ guess: ["b", "a"] }]);
    list.remove();
  });

  test("that is kept is there, with what is so beside it", () => {
    const state = { content: { title: "T", gate: ASKED }, answer: { guess: 60 }, summary: { gate: TOLD } };
    const view = shown(guess, fakeModel(state));
    assert.equal(view.find("input").value, "60");
    assert.equal(view.find("[data-verdict]").textContent, TOLD.said);
    view.remove();
  });
});

test("a view behind a guess opens where it stands, and lets go of the question", () => {
  const axis = { label: "x", low: 0, high: 1, ticks: [] };
  const graph = { kind: "graph", title: "T", x: axis, y: axis, curves: [], dots: [], uprights: [] };
  const scene = { says: "29 tell.", numbers: [["all", "1"]], guess: 29, pictures: [graph] };
  const content = {
    title: "Toy",
    gate: ASKED,
    sliders: [{ id: "m", label: "M", values: [0.1], said: ["10 %"], start: 0.1, basis: "b", rows: [], marks: [] }],
    presets: [],
    guess: { question: "How many?", unit: "%", low: 0, high: 100 },
    caveats: [],
    sources: [],
  };
  const model = fakeModel({ content: { title: "Toy", gate: ASKED, closed: true } });
  const view = shown(explorer, model);
  assert.equal(view.find(".tf-says"), null);
  type(view.find("input"), "60");
  view.button("Show").click();
  model.hear({
    content,
    answer: { guess: 60 },
    summary: { at: { m: 0 }, rows: { m: [scene] }, text: "29 tell.", gate: TOLD },
    note: fine(1),
  });
  assert.equal(view.find(".tf-says").textContent, "29 tell.");
  assert.equal(view.find("[data-verdict]").textContent, TOLD.said);
  assert.equal(document.activeElement, view.find("[data-verdict]"));
  assert.doesNotMatch(view.host.textContent, /Predict first/);
  // Nothing waits for an answer that was heard.
  mock.timers.tick(10_000);
  assert.doesNotMatch(view.host.textContent, /Not saved/);
  view.remove();
  assert.equal(model.listening(), 0);
});

test("two sentences are sent at a pause, and kept in the page until they are saved", () => {
  const state = { content: { field: "b", asks: "Why?", longest: 100, words: WORDS }, kept: "box" };
  const model = fakeModel(state);
  const view = shown(reflection, model);
  type(view.find("textarea"), "So it was.");
  mock.timers.tick(1000);
  assert.deepEqual(model.sent, [{ b: "So it was." }]);
  view.remove();
  const again = shown(reflection, fakeModel(state));
  assert.equal(again.find("textarea").value, "So it was.");
  again.remove();
});

const asked = ["b", "c"].map((id) => ({ id, stem: id, options: [{ id: "x", text: "X" }] }));
const modelOf = (answer = {}) =>
  fakeModel({ content: { title: "Questions", questions: asked }, answer, summary: { text: "" }, kept: "file" });
const pick = (view, index) => {
  const radio = view.all("input[type=radio]")[index];
  radio.focus();
  change(radio, { checked: true });
};

describe("an answer of which a kernel says nothing", () => {
  test("is warned of where it was given, until it is heard", () => {
    const model = modelOf();
    const view = shown(questionForm, model);
    pick(view, 0);
    pick(view, 1);
    mock.timers.tick(4999);
    assert.equal(view.all(".tf-unsent").length, 0);
    mock.timers.tick(1);
    const beside = view.all("fieldset").map((group) => group.querySelectorAll(".tf-unsent").length);
    assert.deepEqual(beside, [1, 1]);
    assert.match(view.find(".tf-problem").textContent, /Not saved yet/);
    // What is heard of the first is not yet word of the second.
    model.hear({ note: { ...fine(1), heard: 0.1 } });
    assert.equal(view.all(".tf-unsent").length, 2);
    model.hear({ note: { ...fine(2), heard: model.get("seen")[1] } });
    assert.equal(view.all(".tf-unsent").length, 0);
    assert.equal(view.find(".tf-note").textContent, "Saved.");
    view.remove();
  });

  test("is sent by the next view of it, once the kernel is back", () => {
    const dead = modelOf();
    dead.save_changes = () => {};
    const first = shown(questionForm, dead);
    pick(first, 0);
    first.remove();
    const model = modelOf();
    const again = shown(questionForm, model);
    assert.deepEqual(model.sent, [{ b: "x" }]);
    assert.equal(again.find("input[type=radio]").checked, true);
    model.hear({ note: { ...fine(1), heard: model.get("seen")[1] } });
    again.remove();
    const third = modelOf({ b: "x" });
    shown(questionForm, third).remove();
    assert.deepEqual(third.sent, [], "it is sent twice");
  });

  test("stays unsent and is said where the place was changed elsewhere", () => {
    const dead = modelOf({ b: "w" });
    dead.save_changes = () => {};
    const first = shown(questionForm, dead);
    pick(first, 0);
    first.remove();
    const model = modelOf({ b: "v" });
    const again = shown(questionForm, model);
    assert.deepEqual(model.sent, []);
    assert.match(again.find(".tf-problem").textContent, /changed elsewhere/);
    again.remove();
  });

  test("is still warned of when the same view is drawn again", () => {
    const dead = modelOf();
    dead.save_changes = () => {};
    const first = shown(questionForm, dead);
    pick(first, 0);
    first.remove();
    const again = shown(questionForm, dead);
    mock.timers.tick(5000);
    assert.match(again.find(".tf-problem").textContent, /Not saved yet/);
    again.remove();
  });
});

test("a mock exam says after each answer how many are still open", () => {
  const option = (letter) => ({ letter, text: letter.toUpperCase(), right: false, reason: "" });
  const questions = ["one", "two"].map((id) => ({ id, stem: id, section: "", options: ["a", "b"].map(option) }));
  const now = { size: 2, timed: false, ids: ["one", "two"], given: {}, begun: "2026-11-02T09:00:00+00:00" };
  const content = { title: "Mock exam", sizes: [{ id: "2", label: "2 questions" }], each: 1 };
  const model = fakeModel({ content, answer: { now }, summary: { past: [], questions } });
  const view = shown(mockExam, model);
  const hint = () => view.all(".tf-foot .tf-hint").at(-1).textContent;
  const seen = [hint()];
  for (const given of [{ one: "a" }, { one: "a", two: "b" }]) {
    // What Python says of an exam that runs stays the same.
    model.hear({ answer: { now: { ...now, given } } });
    seen.push(hint());
  }
  assert.deepEqual(seen, ["2 are not answered yet.", "One is not answered yet.", "All are answered."]);
  view.remove();
});

test("where one stands sends nobody to review whose ten for today are done", () => {
  const day = new Date().toISOString().slice(0, 10);
  const content = { title: "Where you stand", lecture: "", review: "review.ipynb", most: 10 };
  const due = Array(12).fill("2026-11-02");
  const said = [0, 4, 10].map((count) => {
    const summary = { text: "", lectures: [], go_on: null, due, reviewed: { [day]: count } };
    const view = shown(progress, fakeModel({ content, summary }));
    const line = view
      .all("p")
      .map((one) => one.textContent)
      .find((text) => /today/.test(text));
    view.remove();
    return line;
  });
  assert.deepEqual(said, [
    "12 questions come back today. Review 10 of them",
    "12 questions come back today. Review 6 of them",
    "Your 10 for today are done; 12 more wait. ",
  ]);
});

test("a review that ended on another day makes room for what comes back today", () => {
  const options = ["a", "b"].map((letter) => ({ letter, text: letter, right: letter === "a", reason: "" }));
  const questions = [{ id: "one", stem: "One?", section: "", options }];
  const end = { text: "1 of 1 right.", topics: [], next: "" };
  const waits = { due: [{ day: "2026-11-02", topic: "00" }], fresh: [], wrong: [], done: {} };
  const content = {
    title: "Review",
    kinds: [{ id: "due", label: "Due" }],
    topics: [{ id: "", label: "All" }],
    most: 10,
  };
  const isAtTheEnd = [new Date().toISOString().slice(0, 10), "2026-11-02"].map((day) => {
    const now = { day, kind: "due", topic: "", ids: ["one"], given: { one: "a" } };
    const view = shown(review, fakeModel({ content, answer: { now }, summary: { ...waits, questions, end } }));
    const begins = !view.find(".tf-summary").closest("[hidden]");
    view.remove();
    return !begins;
  });
  assert.deepEqual(isAtTheEnd, [true, false]);
});
