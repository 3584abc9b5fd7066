// Two menus choose two cases, a table compares them, and one changed fact is tried on all of them.

import { menu } from "../shared/controls.js";
import { el } from "../shared/dom.js";
import { frame } from "../shared/frame.js";
import { howSure, pageLinks } from "../shared/sources.js";
import { known } from "../shared/values.js";

/**
 * @typedef {import("../shared/controls.js").Named} Named
 *
 * @typedef {object} Landmark
 * @property {string} id
 * @property {string} name
 * @property {string} decided the day
 * @property {string} court
 * @property {string} place
 * @property {string} outcome
 * @property {string} finding
 * @property {string} why
 * @property {Record<string, string | null>} facts
 * @property {string} acted
 * @property {string} holding
 * @property {string} teaches
 * @property {string} note
 * @property {string} citation
 * @property {string} confidence
 * @property {string[]} links
 *
 * @typedef {{ id: string, name: string, shifts: boolean, values: Named[] }} Fact
 *
 * @typedef {object} Content
 * @property {Landmark[]} cases
 * @property {Fact[]} facts
 * @property {Record<string, Record<string, Record<string, string>>>} shifts by fact and value: which findings change
 * @property {{ a: string, b: string, change: string }} start
 */

const SIDE_BY_SIDE = { class: "tf-scroll", tabindex: "0", role: "region", "aria-label": "The two cases side by side" };

/**
 * All values of something, to filter by.
 *
 * @param {Landmark[]} cases
 * @param {"outcome" | "place"} what
 * @returns {Named[]}
 */
function filters(cases, what) {
  const values = [...new Set(cases.map((one) => one[what]))].sort();
  return [{ id: "", label: "all" }, ...values.map((text) => ({ id: text, label: text }))];
}

/**
 * Name, and how to read it off a case.
 *
 * @param {Fact[]} facts
 * @returns {[string, (one: Landmark) => string][]}
 */
function elements(facts) {
  return [
    ["Decided", (one) => `${one.decided}, ${one.court}`],
    ["Law of", (one) => one.place],
    ["The court", (one) => one.outcome],
    ["The engine", (one) => one.finding],
    ["Where they part", (one) => one.why || "they do not"],
    ...facts.map(
      ({ id, name }) =>
        /** @type {[string, (one: Landmark) => string]} */ ([name, (one) => one.facts[id] ?? "not known"]),
    ),
    ["What was done", (one) => one.acted],
    ["Holding", (one) => one.holding],
    ["What it teaches", (one) => one.teaches],
    ["To be careful with", (one) => one.note],
  ];
}

/**
 * @param {Landmark} left
 * @param {Landmark} right
 * @param {Fact[]} facts
 */
function compared(left, right, facts) {
  const both = [left, right];
  const head = ["Element", left.name, right.name].map((name) => el("th", { scope: "col" }, name));
  const rows = elements(facts).map(([name, of]) => {
    const differs = of(left) !== of(right) && facts.some((fact) => fact.name === name);
    const sign = differs ? el("span", { class: "tf-hint" }, " ≠ differs") : "";
    return el(
      "tr",
      { class: differs ? "tf-differs" : "" },
      el("th", { scope: "row" }, name, sign),
      both.map((one) => el("td", {}, of(one))),
    );
  });
  const sources = both.map((one) =>
    el("td", {}, el("p", {}, one.citation, pageLinks(one.links, one.name)), howSure(one.confidence)),
  );
  const last = el("tr", {}, el("th", { scope: "row" }, "Source", ""), sources);
  return el("table", { class: "tf-table" }, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows, last));
}

/**
 * Two menus that choose which cases there are to choose from.
 *
 * @param {Landmark[]} cases
 * @param {() => void} onchange
 */
function sieve(cases, onchange) {
  const wanted = { outcome: "", place: "" };
  /** @param {string} label @param {"outcome" | "place"} what */
  function filter(label, what) {
    return menu({
      label,
      options: filters(cases, what),
      onpick(picked) {
        wanted[what] = picked;
        onchange();
      },
    }).node;
  }
  return {
    nodes: [filter("The court's outcome", "outcome"), filter("Whose law", "place")],
    /** @param {Landmark} one */
    fits: (one) => (!wanted.outcome || one.outcome === wanted.outcome) && (!wanted.place || one.place === wanted.place),
  };
}

/**
 * What one changed fact would shift.
 *
 * @param {{ changed: Fact, to: Named }} chosen
 * @param {[Landmark, string][]} moved a case, and the finding that it would have
 */
function shiftCard({ changed, to }, moved) {
  const count = moved.length === 1 ? "One finding" : `${moved.length} findings`;
  const heading = `${changed.name}: ${to.label}. ${count} would shift.`;
  const lines = moved.map(([one, kind]) =>
    el("li", {}, `${one.name}: `, el("strong", {}, `${one.finding} → ${kind}`), `. The court: ${one.outcome}.`),
  );
  return {
    heading,
    nodes: [
      el("p", {}, el("strong", {}, heading)),
      el("ul", {}, lines),
      el("p", { class: "tf-hint" }, "The engine applies the law of each case's day. It is not the court."),
    ],
  };
}

/**
 * Two menus: which fact had been otherwise, and what it had been.
 *
 * @param {Fact[]} facts
 * @param {(change: string) => void} onchange
 */
function changeMenus(facts, onchange) {
  let at = "";
  const firstValue = (/** @type {string} */ id) => facts.find((one) => one.id === id)?.values[0].id;
  const fact = menu({
    label: "Suppose that in every case it had been otherwise:",
    options: facts.filter((one) => one.shifts).map(({ id, name }) => ({ id, label: name })),
    onpick: (id) => onchange(`${id}=${firstValue(id)}`),
  });
  const value = menu({ label: "it had been", options: [], onpick: (id) => onchange(`${at}=${id}`) });
  return {
    node: el("div", { class: "tf-fields" }, fact.node, value.node),
    /** @param {{ changed: Fact, to: Named }} chosen */
    show({ changed, to }) {
      at = changed.id;
      fact.set(at);
      value.offer(changed.values);
      value.set(to.id);
    },
  };
}

/** @param {import("../shared/frame.js").Props<Content>} props */
function render({ model, el: host }) {
  const { cases, facts, shifts, start } = model.get("content");
  const view = frame(model, host, "Landmark cases");
  const named = Object.fromEntries(cases.map((one) => [one.id, one]));
  const { nodes: filterMenus, fits } = sieve(cases, () => {
    show();
    view.say(found.textContent);
  });
  const left = menu({ label: "First case", options: [], onpick: (id) => keep({ a: id }) });
  const right = menu({ label: "Second case", options: [], onpick: (id) => keep({ b: id }) });
  const found = el("p", { class: "tf-hint" });
  const table = el("div", SIDE_BY_SIDE);
  const change = changeMenus(facts, (to) => keep({ change: to }));
  const shifted = el("div", { class: "tf-card" });
  view.body.replaceChildren(
    el("div", { class: "tf-fields" }, filterMenus),
    found,
    el("div", { class: "tf-fields" }, left.node, right.node),
    table,
    el("h4", {}, "Change one fact"),
    change.node,
    shifted,
  );

  function chosen() {
    const { a, b, change: pair } = { ...start, ...known(view.answer()) };
    const [id, to] = pair.split("=");
    const changed = /** @type {Fact} */ (facts.find((one) => one.id === id));
    return { a, b, changed, to: /** @type {Named} */ (changed.values.find((one) => one.id === to)) };
  }
  function card() {
    const { changed, to } = chosen();
    /** @type {[Landmark, string][]} */
    const moved = Object.entries(shifts[changed.id][to.id]).map(([id, kind]) => [named[id], kind]);
    const fitting = moved.filter(([one]) => fits(one));
    return shiftCard({ changed, to }, fitting);
  }
  /** @param {Record<string, string>} changes */
  function keep(changes) {
    view.keep(changes);
    view.say("change" in changes ? card().heading : `${named[chosen().a].name} and ${named[chosen().b].name}.`);
  }
  /** @param {typeof left} list @param {string} id */
  function offer(list, id) {
    const listed = cases.filter((one) => fits(one) || one.id === id);
    list.offer(listed.map((one) => ({ id: one.id, label: `${one.name} (${one.decided.slice(0, 4)})` })));
    list.set(id);
  }
  function show() {
    const { a, b, changed, to } = chosen();
    change.show({ changed, to });
    found.textContent = `${cases.filter(fits).length} of ${cases.length} cases.`;
    offer(left, a);
    offer(right, b);
    table.replaceChildren(compared(named[a], named[b], facts));
    shifted.replaceChildren(...card().nodes);
  }
  view.on("change:answer", show);
  show();
  return view.remove;
}

export default { render };
