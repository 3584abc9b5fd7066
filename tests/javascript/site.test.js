// The site without Python: what a view is told and when, and what is kept of a click.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import {
  changed,
  fieldsOf,
  KeepingError,
  keep,
  merged,
  replace,
  textOf,
} from "../../lib/tarasoff/site/static/answers.js";
import { counted } from "../../lib/tarasoff/site/static/counted.js";
import { pageOf } from "../../lib/tarasoff/site/static/links.js";
import { modelOf } from "../../lib/tarasoff/site/static/model.js";
import { parted } from "../../lib/tarasoff/site/static/started.js";
import question from "../../lib/tarasoff/widgets/static/views/question.js";
import { shown } from "./page.js";

const COURSE = { file: "answers.json", assignment: "course", section: "practice" };

beforeEach(() => {
  const held = new Map();
  globalThis.localStorage = {
    getItem: (name) => held.get(name) ?? null,
    setItem: (name, value) => held.set(name, value),
  };
});

describe("what is kept", () => {
  test("it has the form of answers.json, and what others wrote stays", () => {
    replace("answers.json", JSON.stringify({ schema: 2, answers: { line: { first: "b" } }, later: 1 }));
    keep(COURSE, { opening: { picked: "d", checked: true } });
    keep(COURSE, { other: { picked: "a", checked: false } });
    const { saved, ...rest } = JSON.parse(textOf("answers.json"));
    const practice = { opening: { picked: "d", checked: true }, other: { picked: "a", checked: false } };
    assert.deepEqual(rest, { schema: 2, assignment: "course", answers: { line: { first: "b" }, practice }, later: 1 });
    assert.match(saved, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
  });

  test("null takes an answer back, and each criterion is an answer of its own, as in changes.py", () => {
    const before = { action: "show", criteria: { big: "met" } };
    assert.deepEqual(merged(before, { action: null, criteria: { red: "unclear" } }), {
      criteria: { big: "met", red: "unclear" },
    });
    assert.deepEqual(changed({ action: "show", criteria: { big: "met", red: "met" } }, { criteria: { red: "met" } }), {
      action: "show",
      criteria: { big: "met" },
    });
  });

  test("answers of a newer course are left alone, and it is said", () => {
    const newer = JSON.stringify({ schema: 3, answers: {} });
    replace("answers.json", newer);
    assert.throws(() => keep(COURSE, { opening: {} }), KeepingError);
    assert.equal(textOf("answers.json"), newer);
  });

  test("a browser without room says so instead of losing a click in silence", () => {
    globalThis.localStorage.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    assert.throws(() => keep(COURSE, { opening: {} }), { message: /Not saved/ });
    assert.deepEqual(fieldsOf("answers.json", "practice"), {});
  });
});

describe("a model", () => {
  test("everything is there before anybody hears of it, and the note is heard last", () => {
    const heard = [];
    const model = modelOf({ content: 1, summary: 1, note: {}, answer: {} }, () => {});
    for (const name of ["note", "summary", "content"]) {
      model.on(`change:${name}`, () => heard.push([name, model.get("content"), model.get("summary")]));
    }
    model.take({ note: { count: 1 }, summary: 2, content: 2, answer: {} });
    assert.deepEqual(heard, [
      ["content", 2, 2],
      ["summary", 2, 2],
      ["note", 2, 2],
    ]);
  });

  test("who has let go hears no more, and the same value is no news", () => {
    let count = 0;
    const listener = () => {
      count += 1;
    };
    const model = modelOf({ answer: { a: 1 } }, () => {});
    model.on("change:answer", listener);
    model.set("answer", { a: 1 });
    model.set("answer", { a: 2 });
    model.off("change:answer", listener);
    model.set("answer", { a: 3 });
    assert.equal(count, 1);
  });
});

test("the questions of a deck are counted in the page, where there is no Python to count them", () => {
  const options = ["a", "b"].map((letter) => ({ letter, text: letter, right: letter === "b", reason: "So." }));
  const questions = ["one", "two"].map((id) => ({ id, stem: id, options, section: "01" }));
  const model = modelOf({ content: { questions }, summary: {}, answer: {}, note: {}, seen: [], kept: "" }, () => {});
  const deck = shown(question, model);
  const line = deck.find(".tf-summary");
  assert.equal(line.textContent, "0 of 2 checked, 0 right.");
  model.take({ answer: { one: { picked: "b", checked: true }, two: { picked: "a", checked: true } } });
  assert.equal(line.textContent, "2 of 2 checked, 1 right.");
  deck.remove();
});

test("a link to a notebook leads to its page and to the heading there; other links stay", () => {
  assert.equal(pageOf("04-trust.ipynb"), "04-trust.html");
  assert.equal(
    pageOf("01-promise.ipynb#Confidentiality,-privilege,-privacy"),
    "01-promise.html#confidentiality-privilege-privacy",
  );
  assert.equal(pageOf("https://example.org/a.ipynb"), null);
  assert.equal(pageOf("../release/ps1-limits/ps1-limits.ipynb"), null);
});

test("what Python starts from comes apart as it was put together", () => {
  const list = new TextEncoder().encode(
    JSON.stringify([
      ["/a.py", 2],
      ["/b/empty", 0],
      ["/b/c.csv", 1],
    ]),
  );
  const sizes = new Uint8Array(new Uint32Array([4, list.length, 0, 0]).buffer);
  const { memory, files } = parted(new Uint8Array([...sizes, 1, 2, 3, 4, ...list, 5, 6, 7]).buffer);
  assert.deepEqual([...memory], [1, 2, 3, 4]);
  // Python reads numbers of four bytes in it.
  assert.equal(memory.byteOffset % 4, 0);
  assert.deepEqual(
    files.map(([path, content]) => [path, [...content]]),
    [
      ["/a.py", [5, 6]],
      ["/b/empty", []],
      ["/b/c.csv", [7]],
    ],
  );
});

describe("how much of a page is done", () => {
  const asks = (script, section, fields, exercises = 1) => ({ script, section, fields, exercises });
  const questions = asks("q", "practice", ["balance", "opening"], 2);
  const kept = { balance: { picked: "a", checked: true }, opening: { picked: "b", checked: false } };

  test("a question counts when it is checked, and the first that is open is named", () => {
    const board = asks("b", "board", []);
    const page = [
      { held: asks("o", "opinions", [], 0), kept: { read: true }, name: "read" },
      { held: board, kept: { vase: "may" }, name: "board" },
      { held: questions, kept, name: "questions" },
    ];
    assert.deepEqual(counted(page), { done: 2, of: 3, open: "questions" });
    assert.deepEqual(counted([]), {});
  });

  test("what another lecture keeps in the same section is not done here, and what stands twice counts once", () => {
    const card = { held: asks("c", "thread", ["ilse-06"]), kept: { "corin-04": { choice: "ask" } }, name: "card" };
    assert.deepEqual(counted([card, card]), { done: 0, of: 1, open: "card" });
  });
});
