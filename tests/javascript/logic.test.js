// What has logic, and draws nothing.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { toldTo } from "../../lib/tarasoff/widgets/static/case/disclosure.js";
import {
  freePlace,
  heightAt,
  inLines,
  inside,
  leastCovered,
  namePlaces,
  pathThrough,
  plane,
  roomOfLine,
  scale,
  uprightPlace,
} from "../../lib/tarasoff/widgets/static/explorer/scales.js";
import { guessVerdict, positionsOf, sceneAt, valuesOf } from "../../lib/tarasoff/widgets/static/explorer/scenes.js";
import { fateOf, textInTheMaking } from "../../lib/tarasoff/widgets/static/keeping/drafts.js";
import { wordsIn } from "../../lib/tarasoff/widgets/static/keeping/writing.js";
import { metInWords } from "../../lib/tarasoff/widgets/static/law/facts.js";
import { tileAhead } from "../../lib/tarasoff/widgets/static/law/tiles.js";
import { namedDays } from "../../lib/tarasoff/widgets/static/shared/lanes.js";
import { addressOf } from "../../lib/tarasoff/widgets/static/shared/lectures.js";
import { cleanOrder, movedBy, neighbour } from "../../lib/tarasoff/widgets/static/shared/order.js";
import { siteOf } from "../../lib/tarasoff/widgets/static/shared/sources.js";
import { waysFrom } from "../../lib/tarasoff/widgets/static/shared/steps.js";
import { filledIn, known } from "../../lib/tarasoff/widgets/static/shared/values.js";

describe("an order of actions", () => {
  test("holds each thing once, only what there is, and no more than counts", () => {
    assert.deepEqual(cleanOrder(["b", "gone", "b", "a", "c"], ["a", "b", "c"], 2), ["b", "a"]);
    assert.deepEqual(cleanOrder(null, ["a"], 2), []);
    assert.deepEqual(cleanOrder(undefined, ["a"], 2), []);
  });
  test("moves one thing by one place, and leaves the order that it was given", () => {
    const order = ["a", "b", "c"];
    assert.deepEqual(movedBy(order, "b", -1), ["b", "a", "c"]);
    assert.deepEqual(movedBy(order, "b", 1), ["a", "c", "b"]);
    assert.deepEqual(order, ["a", "b", "c"]);
  });
  test("says at which end a thing stands", () => {
    assert.equal(movedBy(["a", "b"], "a", -1), "first");
    assert.equal(movedBy(["a", "b"], "b", 1), "last");
  });
  test("sends the keyboard to what comes next, or else before", () => {
    assert.equal(neighbour(["a", "b", "c"], "b"), "c");
    assert.equal(neighbour(["a", "b"], "b"), "a");
    assert.equal(neighbour(["a"], "a"), undefined);
  });
});

describe("a text in the making", () => {
  test("shows what the file holds until somebody writes", () => {
    const making = textInTheMaking();
    assert.equal(making.hear("Before.", ""), "show");
    assert.equal(making.draft("Before."), null);
  });
  test("is not written over, and what another window wrote is offered once", () => {
    const making = textInTheMaking();
    making.hear("Before.", "");
    making.touch();
    assert.equal(making.hear("Theirs.", "Mine."), "offer");
    assert.equal(making.hear("Theirs.", "Mine."), "leave");
    assert.deepEqual(making.draft("Mine."), { text: "Mine.", before: "Theirs." });
  });
  test("is no news when another window took it away", () => {
    const making = textInTheMaking();
    making.hear("Before.", "");
    making.touch();
    assert.equal(making.hear("", "Mine."), "leave");
    assert.deepEqual(making.draft("Mine."), { text: "Mine.", before: "" });
  });
  test("is no draft any more once it is saved", () => {
    const making = textInTheMaking();
    making.touch();
    making.saved("Mine.");
    assert.equal(making.draft("Mine."), null);
    assert.equal(making.hear("Theirs.", "Mine."), "show");
  });
});

describe("a draft of a view that went", () => {
  const draft = { text: "Typed.", before: "Before." };
  test("goes into the box if the file is as it was", () => assert.equal(fateOf(draft, "Before."), "restore"));
  test("is offered if the file has changed", () => assert.equal(fateOf(draft, "Theirs."), "offer"));
  test("is nothing if the file holds it", () => assert.equal(fateOf(draft, "Typed."), "nothing"));
  test("is nothing if there is none", () => assert.equal(fateOf(undefined, "Before."), "nothing"));
});

describe("a scale", () => {
  test("goes from low to high", () => {
    const px = scale({ low: 10, high: 20 }, 60, 410);
    assert.deepEqual([10, 15, 20].map(px), [60, 265, 470]);
  });
  test("puts ticks below and beside the picture", () => {
    const [x, y] = [
      { label: "x", low: 0, high: 1, ticks: [[0.5, "half"]] },
      { label: "y", low: 0, high: 100, ticks: [[100, "all"]] },
    ];
    const { xTicks, yTicks, py } = plane(x, y, { left: 60, top: 20, wide: 410, high: 210 });
    assert.deepEqual(xTicks, [{ x: 265, y: 248, text: "half" }]);
    assert.deepEqual(yTicks, [{ x: 54, y: 24, text: "all" }]);
    assert.equal(py(0), 230);
  });
});

describe("the name of a line", () => {
  const field = { left: 0, top: 0, wide: 200, high: 100 };
  const rising = [
    [0, 100],
    [100, 50],
    [200, 0],
  ];
  const flat = [
    [0, 100],
    [200, 100],
  ];
  test("stands where the line is farthest from the other, on its free side, below the name of the axis", () => {
    assert.deepEqual(namePlaces([rising, flat], [["up"], ["flat"]], field), [
      { x: 200 - 2 * 8.1, y: 20, anchor: "start" },
      { x: 200 - 4 * 8.1, y: 94, anchor: "start" },
    ]);
  });
  test("stands behind the ends where there is room, and no name on another", () => {
    const short = [rising, rising].map((line) => line.slice(0, 2));
    assert.deepEqual(namePlaces(short, [["one"], ["two"]], field), [
      { x: 108, y: 55, anchor: "start" },
      { x: 108, y: 72, anchor: "start" },
    ]);
  });
  test("is moved in where it would leave the picture", () => {
    assert.deepEqual(inside({ x: 5, y: 50, anchor: "middle" }, ["ten letters"], field).x, (11 * 8.1) / 2);
  });
  test("is parted in two where it is long", () => {
    assert.deepEqual(inLines("as good as private", 200), ["as good as private"]);
    assert.deepEqual(inLines("as good as private", 100), ["as good as", "private"]);
    assert.deepEqual(inLines("unbroken", 10), ["unbroken"]);
  });
  test("goes where no other name is", () => {
    const places = [10, 20, 60].map((y) => ({ x: 0, y, anchor: "start" }));
    const taken = [];
    assert.equal(freePlace(places, ["one"], taken).y, 10);
    assert.equal(freePlace(places, ["two"], taken).y, 60);
    assert.equal(freePlace(places, ["six"], taken).y, 20, "where it covers least, if there is no room");
  });
  test("keeps off a line all along it, not only at its points", () => {
    const room = roomOfLine([
      [0, 0],
      [0, 80],
      [40, 80],
    ]);
    assert.equal(room.length, 10 + 5, "a box every eight pixels");
    assert.deepEqual(room[4], { left: -3, right: 3, top: 37, bottom: 43 });
    const places = [40, 120].map((y) => ({ x: 0, y, anchor: "start" }));
    assert.equal(leastCovered(places, ["one"], room).place.y, 120);
  });
  test("knows how high a line lies between its points, and beyond its ends", () => {
    assert.deepEqual(
      [-5, 0, 50, 200, 400].map((x) => heightAt(rising, x)),
      [100, 100, 75, 0, 0],
    );
  });
});

test("the scale of days names its ends and where a month begins", () => {
  const day = (text) => Date.parse(text) / 86_400_000;
  const named = namedDays(day("1969-08-18"), day("1969-10-27"));
  assert.deepEqual(
    named.map(([at]) => at),
    [0, 14, 44, 70],
  );
  assert.match(named[0][1], /^18 Aug/);
});

describe("an upright", () => {
  const px = scale({ low: 0, high: 1 }, 0, 100);
  for (const to of [null, undefined]) {
    test(`is a line if its end is ${to}`, () => {
      assert.deepEqual(uprightPlace({ at: 0.5, to }, px), { x: 50, width: null });
    });
  }
  test("is a band between two places", () => {
    assert.deepEqual(uprightPlace({ at: 0.25, to: 0.75 }, px), { x: 25, width: 50 });
  });
  test("can be seen even where both places are one", () => {
    assert.equal(uprightPlace({ at: 0.5, to: 0.5 }, px).width, 1);
  });
});

describe("the scenes that Python sent", () => {
  const sliders = [
    { id: "m", values: [0.1, 0.2, 0.3] },
    { id: "e", values: [5, 6] },
  ];
  const summary = { at: { m: 1, e: 0 }, rows: { m: ["m0", "m1", "m2"], e: ["m1", "e1"] } };
  test("hold the place where all sliders stand", () => assert.equal(sceneAt(summary, { m: 1, e: 0 }), "m1"));
  test("hold each place of the one that moves", () => {
    assert.equal(sceneAt(summary, { m: 2, e: 0 }), "m2");
    assert.equal(sceneAt(summary, { m: 1, e: 1 }), "e1");
  });
  test("do not hold a place that is away by two sliders", () => {
    assert.equal(sceneAt(summary, { m: 0, e: 1 }), null);
  });
  test("are asked for by values, and set by values", () => {
    assert.deepEqual(valuesOf(sliders, { m: 2, e: 1 }, new Set(["m"])), { m: 0.3 });
    assert.deepEqual(positionsOf(sliders, { e: 6 }), { e: 1 });
    assert.deepEqual(positionsOf(sliders, { m: 0.1, e: undefined }), { m: 0 });
  });
});

describe("a guess", () => {
  test("is compared with the number, in its unit", () => {
    assert.equal(guessVerdict(5, 7, "%"), "You said 5. It is 7%.");
    assert.equal(guessVerdict(5, 7, "people"), "You said 5. It is 7 people.");
    assert.equal(guessVerdict(5, 0, ""), "You said 5. It is 0.");
    assert.equal(guessVerdict(null, 7, "%"), "");
  });
  for (const none of [null, undefined]) {
    test(`is told that there is no number if it is ${none}`, () => {
      assert.equal(guessVerdict(5, none, "%"), "You said 5. There is no such number here.");
    });
  }
});

describe("values from Python", () => {
  test("that are missing stay out, however None arrives", () => {
    assert.deepEqual(known({ a: null, b: undefined, c: 0, d: "", e: false }), { c: 0, d: "", e: false });
  });
  test("say whether an element is met, is not, or is not known", () => {
    assert.deepEqual([true, false, null, undefined].map(metInWords), ["met", "not met", "not known", "not known"]);
  });
  test("fill the gaps of a sentence, and leave those that they do not fill", () => {
    assert.equal(filledIn("{count} of {most}: {name}", { count: 0, most: 3, name: null }), "0 of 3: {name}");
  });
});

describe("small things", () => {
  const tiles = [
    { code: "a", row: 0, column: 0 },
    { code: "b", row: 0, column: 3 },
    { code: "c", row: 1, column: 1 },
    { code: "d", row: 3, column: 0 },
  ];
  test("an arrow key reaches the nearest tile, one straight ahead before one aside", () => {
    assert.equal(tileAhead(tiles, tiles[0], "ArrowRight").code, "b");
    assert.equal(tileAhead(tiles, tiles[0], "ArrowDown").code, "d");
    assert.equal(tileAhead(tiles, tiles[2], "ArrowLeft").code, "a");
    assert.equal(tileAhead(tiles, tiles[0], "ArrowUp"), undefined);
    assert.equal(tileAhead(tiles, tiles[0], "Tab"), null);
    assert.equal(tileAhead(tiles, tiles[0], "toString"), null);
  });
  test("one goes on among the steps that are left", () => {
    assert.deepEqual(waysFrom([1, 4, 6], 4), { back: 1, on: 6 });
    assert.deepEqual(waysFrom([1, 4, 6], 0), { back: undefined, on: 1 });
  });
  test("only a web address becomes a link", () => {
    assert.equal(siteOf("https://www.example.org/a"), "example.org");
    for (const odd of ["javascript:alert(1)", "data:text/html,x", "file:///etc", "no address", ""]) {
      assert.equal(siteOf(odd), "");
    }
  });
  test("who is told what, and that nobody is not yet an answer", () => {
    const ticked = [
      { to: "boss", item: "name" },
      { to: "press", item: "name" },
      { to: "boss", item: "price" },
    ];
    assert.deepEqual(toldTo(ticked), { boss: ["name", "price"], press: ["name"] });
    assert.equal(toldTo([]), null);
  });
  test("words are counted as people do", () => {
    assert.deepEqual(["", "  \n", "one", " two\n\nwords "].map(wordsIn), [0, 0, 1, 2]);
  });
});

describe("a line through points", () => {
  test("goes from one to the next, or has no corners", () => {
    const points = [
      [0, 0],
      [10, 0],
      [20, 10],
    ];
    assert.equal(pathThrough(points, false), "M0.0 0.0L10.0 0.0L20.0 10.0");
    // By Catmull and Rom: a third of the way along the slope between its neighbours, halved.
    assert.equal(pathThrough(points, true), "M0.0 0.0C1.7 0.0 6.7 -1.7 10.0 0.0C13.3 1.7 18.3 8.3 20.0 10.0");
    assert.equal(pathThrough([], true), "");
  });
});

describe("where to read on", () => {
  test("is an address beside the lecture, and nothing where no lecture has the number", () => {
    assert.equal(addressOf("05b Weak claims"), "05b-prediction.ipynb#Weak-claims");
    assert.equal(addressOf("99 Gone"), "");
  });
});
