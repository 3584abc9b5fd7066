// Views as anywidget 0.9.18 shows them: no signal, only the function that render returns.

import assert from "node:assert/strict";
import { beforeEach, describe, mock, test } from "node:test";
import caseForm from "../../lib/tarasoff/widgets/static/views/case_form.js";
import explorer from "../../lib/tarasoff/widgets/static/views/explorer.js";
import linePoll from "../../lib/tarasoff/widgets/static/views/line_poll.js";
import { change, fakeModel, shown, type } from "./page.js";

const WORDS = new Proxy(
  { one: "{place}, {label}", order: "Order: {order}." },
  { get: (own, name) => own[name] ?? name },
);
const fine = (count) => ({ tone: "fine", text: "Saved.", count });

beforeEach(() => {
  globalThis.tarasoffDrafts = undefined;
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

function caseModel(steps, answer = {}) {
  const actions = ["keep", "show", "sell"].map((id) => ({ id, label: id.toUpperCase() }));
  const texts = { title: "Toy", kept: "toy", setting: "", where_and_when: "", rule_given: "", support: "" };
  const lists = { cast: [], story: ["The sun shines."], criteria: [], judgements: [], rules: [], record: [] };
  const asked = { recipients: [], items: [], actions, most: 2, rationale: "Why?", longest: 100 };
  const states = Object.fromEntries(steps.map((id) => [id, { answered: false, text: "Open" }]));
  return fakeModel({
    content: { ...texts, ...lists, ...asked, words: WORDS, steps: steps.map((id) => ({ id, heading: id })) },
    answer,
    summary: { text: "", steps: states },
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

describe("an explorer", () => {
  const axis = { label: "x", low: 0, high: 1, ticks: [[0, "0"]] };
  const scene = (none) => ({
    says: "So it is.",
    numbers: [["all", "1"]],
    guess: none,
    pictures: [
      {
        kind: "graph",
        title: "T",
        x: axis,
        y: axis,
        curves: [],
        dots: [],
        uprights: [{ at: 0.5, to: none, label: "here" }],
      },
    ],
  });
  const slider = { id: "m", label: "M", values: [0.1, 0.2], said: ["10 %", "20 %"], start: 0.1, basis: "b", rows: [] };
  const modelOf = (none) =>
    fakeModel({
      content: {
        title: "Toy",
        sliders: [{ ...slider, marks: [] }],
        presets: [],
        guess: { question: "How many?", unit: "%", low: 0, high: 100 },
        caveats: [],
        sources: [],
      },
      summary: { at: { m: 0 }, rows: { m: [scene(none), scene(none)] }, text: "So it is." },
    });

  for (const none of [null, undefined]) {
    test(`draws a line where a band's end is ${none}`, () => {
      const view = shown(explorer, modelOf(none));
      assert.doesNotMatch(view.host.innerHTML, /NaN|undefined|null/);
      assert.equal(view.all(".tf-upright").length, 1);
      assert.equal(view.all(".tf-band").length, 0);
      view.remove();
    });
  }

  test("sends where it was moved when the view is removed", () => {
    const model = modelOf(null);
    const view = shown(explorer, model);
    view.find("input[type=range]").value = "1";
    view.find("input[type=range]").dispatchEvent(new Event("input"));
    assert.deepEqual(model.sent, []);
    view.remove();
    assert.deepEqual(model.sent, [{ m: 0.2 }]);
    assert.equal(model.listening(), 0);
  });
});
