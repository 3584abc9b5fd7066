// Tiles of equal size, one for each state: ink and pattern say what the law does. Arrow keys move along.

import { tileAhead } from "../../law/tiles.js";
import { menu } from "../../shared/controls.js";
import { el } from "../../shared/dom.js";
import { frame } from "../../shared/frame.js";
import { LAW, plate, sign } from "../../shared/signs.js";
import { pageLink } from "../../shared/sources.js";

/**
 * @typedef {{ id: string, label: string }} Value
 *
 * What the tiles can show: the field of a state, and its values.
 * @typedef {{ id: string, label: string, values: Value[] }} Shown
 *
 * A state; beside what is named here, it has its value of each field that the tiles can show.
 * @typedef {import("../../law/tiles.js").Place & {
 *   code: string, name: string, contested: boolean, meaning: string, disagreement?: string | null,
 *   rules: { topic: string, word: string, cited: { text: string, link: string }[] }[], note: string,
 *   confidence: string, [field: string]: any,
 * }} StateOfLaw
 *
 * @typedef {{ shown: Shown[], states: StateOfLaw[], start: string }} Content
 */

/**
 * @param {StateOfLaw} state
 * @param {Shown} by
 */
function valueIn(state, by) {
  return /** @type {Value} */ (by.values.find(({ id }) => id === state[by.id]));
}

/**
 * @param {StateOfLaw} state
 * @param {Shown} by
 */
function said(state, by) {
  return `${state.name}: ${by.label}: ${valueIn(state, by).label}${state.contested ? ", contested" : ""}`;
}

/**
 * How many states have each value.
 *
 * @param {StateOfLaw[]} states
 * @param {Shown} by
 */
function counts(states, by) {
  return by.values.map((value) => ({ ...value, count: states.filter((state) => state[by.id] === value.id).length }));
}

/**
 * @param {StateOfLaw[]} states
 * @param {Shown} by
 */
function legendText(states, by) {
  const all = counts(states, by).map(({ label, count }) => `${label}: ${count}`);
  return `${by.label}. ${all.join(", ")}.`;
}

/**
 * @param {StateOfLaw[]} states
 * @param {Shown} by
 */
function legendRows(states, by) {
  const rows = counts(states, by).map(({ id, label, count }) =>
    el("li", { class: `tf-${LAW[id]}` }, sign(), el("b", {}, String(count)), ` ${label}`),
  );
  const disputed = states.filter(({ contested }) => contested).length;
  return [...rows, el("li", {}, el("b", {}, `* ${disputed}`), " contested")];
}

/** @param {{ text: string, link: string }} cited */
function citation({ text, link }) {
  return pageLink(link, text) || text;
}

/**
 * @param {StateOfLaw} state
 * @param {Shown[]} shown the topics first, in the order of its rules
 */
function cardNodes(state, shown) {
  const { disagreement } = state;
  const rules = state.rules.map(({ topic, word, cited }) =>
    el(
      "li",
      {},
      el("strong", {}, `${topic}: ${word}`),
      el(
        "span",
        {},
        cited.flatMap((one, place) => [place ? "; " : "", citation(one)]),
      ),
    ),
  );
  const needed = shown
    .slice(state.rules.length)
    .map((one) => el("li", {}, el("strong", {}, one.label), el("span", {}, valueIn(state, one).label)));
  const needs = el("summary", {}, "What the rule on danger to others needs");
  const disputed = el("strong", {}, state.contested ? "Contested. " : "Sources disagree. ");
  return [
    plate(state[shown[0].id], el("h4", {}, said(state, shown[0])), el("strong", {}, state.meaning)),
    el("p", {}, state.note),
    ...(disagreement ? [el("p", { class: "tf-contested" }, disputed, disagreement)] : []),
    el("ul", { class: "tf-lines" }, rules.slice(0, 1)),
    el(
      "div",
      { class: "tf-folds" },
      el("details", {}, needs, el("ul", { class: "tf-lines" }, needed)),
      el("details", {}, el("summary", {}, "Its law on other topics"), el("ul", { class: "tf-lines" }, rules.slice(1))),
    ),
  ];
}

/**
 * @param {StateOfLaw[]} states
 * @param {Shown[]} shown
 * @param {Shown} by
 */
function wholeTable(states, shown, by) {
  const columns = ["State", ...shown.map(({ label }) => label), "Confidence"];
  const rows = states.map((state) => {
    const cells = [...shown.map((one) => valueIn(state, one).label), state.confidence];
    const name = el("th", { scope: "row" }, `${state.name}${state.contested ? " *" : ""}`);
    return el(
      "tr",
      {},
      name,
      cells.map((text) => el("td", {}, text)),
    );
  });
  return el(
    "table",
    { class: "tf-table" },
    el("caption", {}, legendText(states, by)),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        columns.map((name) => el("th", { scope: "col" }, name)),
      ),
    ),
    el("tbody", {}, rows),
  );
}

/**
 * The tiles. One tab stop: the tile that was reached last.
 *
 * @param {StateOfLaw[]} states
 * @param {(code: string) => void} onpick
 */
function tileGroup(states, onpick) {
  const tiles = states.map((state) => {
    const onclick = () => onpick(state.code);
    const onkeydown = (/** @type {KeyboardEvent} */ event) => move(event, state);
    const code = el("span", {}, `${state.code}${state.contested ? "*" : ""}`);
    const tile = el("button", { type: "button", onclick, onkeydown }, code);
    tile.style.gridRow = String(state.row + 1);
    tile.style.gridColumn = String(state.column + 1);
    return { state, tile };
  });
  /** @param {string} code */
  function stopAt(code) {
    for (const { state, tile } of tiles) tile.tabIndex = state.code === code ? 0 : -1;
  }
  /** @param {KeyboardEvent} event @param {StateOfLaw} state */
  function move(event, state) {
    const to = tileAhead(states, state, event.key);
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (!to) return;
    stopAt(to.code);
    tiles.find((one) => one.state === to)?.tile.focus();
  }
  const named = { class: "tf-tiles tf-map", role: "group", "aria-label": "States; arrow keys move along" };
  return {
    node: el(
      "div",
      named,
      tiles.map(({ tile }) => tile),
    ),
    stopAt,
    /** @param {string} code @param {Shown} by */
    show(code, by) {
      for (const { state, tile } of tiles) {
        tile.className = `tf-tile tf-${LAW[state[by.id]]}`;
        tile.setAttribute("aria-label", said(state, by));
        tile.setAttribute("aria-pressed", String(state.code === code));
      }
    },
  };
}

/** @param {import("../../shared/frame.js").Props<Content>} props */
function render({ model, el: host }) {
  const { shown, states, start } = model.get("content");
  const view = frame(model, host, "Map of the states");
  const named = Object.fromEntries(states.map((state) => [state.code, state]));
  const at = () => named[view.answer().at] ?? named[start];
  const by = () => shown.find(({ id }) => id === view.answer().by) ?? shown[0];

  const which = menu({
    label: "The tiles show",
    options: shown,
    onpick(picked) {
      view.keep({ by: picked });
      view.say(legendText(states, by()));
    },
  });
  const legend = el("ul", { class: "tf-counts" });
  const tiles = tileGroup(states, pick);
  const card = el("article", { class: "tf-finding", "aria-label": "The chosen state" });
  const scrolled = { class: "tf-scroll", tabindex: "0", role: "region", "aria-label": "The states as a table" };
  const table = el("div", scrolled);
  const summary = el("summary", {}, "The same as a table");
  const all = el("details", { class: "tf-more", ontoggle: () => show() }, summary, table);
  const picture = el("div", {}, legend, tiles.node);
  view.body.replaceChildren(which.node, el("div", { class: "tf-halves" }, picture, card), all);

  /** @param {string} code */
  function pick(code) {
    view.keep({ at: code });
    const state = named[code];
    view.say(`${said(state, by())}. ${state.meaning} Confidence: ${state.confidence}.`);
  }
  function show() {
    which.set(by().id);
    legend.replaceChildren(...legendRows(states, by()));
    tiles.show(at().code, by());
    card.replaceChildren(...cardNodes(at(), shown));
    if (all.open) table.replaceChildren(wholeTable(states, shown, by()));
  }
  view.on("change:answer", show);
  show();
  tiles.stopAt(at().code);
  return view.remove;
}

export default { render };
