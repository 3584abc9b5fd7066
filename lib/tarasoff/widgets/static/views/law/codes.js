// Twelve codes as a matrix of ink. Menus leave some of the rows; a row opens to what the code says.

import { behindGuess } from "../../asking/gate.js";
import { guessNodes } from "../../asking/guess.js";
import { button, menu, slim } from "../../shared/controls.js";
import { el } from "../../shared/dom.js";
import { frame } from "../../shared/frame.js";
import { sourceList } from "../../shared/sources.js";
import { known } from "../../shared/values.js";

/**
 * @typedef {import("../../shared/controls.js").Named} Named
 *
 * @typedef {object} Code
 * @property {string} id
 * @property {string} name
 * @property {string} clause
 * @property {string} does
 * @property {string} says
 * @property {string[]} danger
 * @property {string[]} asks
 * @property {string} whom
 * @property {string[]} told
 * @property {string} how_told
 * @property {import("../../shared/sources.js").SourceLine[]} sources
 *
 * @typedef {{ title: string, filters: { id: string, label: string, values: Named[] }[], codes: Code[] }} Content
 * @typedef {{ left: string[], text: string }} Summary
 */

/** The columns: their head, and whether a code has them. @type {[string, (code: Code) => boolean][]} */
const COLUMNS = [
  ["client in danger", ({ danger }) => danger.includes("client")],
  ["others in danger", ({ danger }) => danger.includes("others")],
  ["serious", ({ asks }) => asks.includes("serious")],
  ["foreseeable", ({ asks }) => asks.includes("foreseeable")],
  ["imminent", ({ asks }) => asks.includes("imminent")],
  ["says to whom", ({ whom }) => whom !== ""],
  ["client told", ({ told }) => told.length > 0],
];

/** @param {boolean} has */
function mark(has) {
  const ink = el("i", { class: "tf-ink", "aria-hidden": "true" });
  return el("td", { class: "tf-mid" }, has ? ink : "", el("span", { class: "tf-unseen" }, has ? "yes" : "not said"));
}

/**
 * A code's marks, and below them what it says, once its name is pressed.
 *
 * @param {Code} code
 */
function rows(code) {
  const { name, clause, does, says, whom, how_told: howTold, sources } = code;
  const words = [
    el("p", {}, says),
    whom ? el("p", {}, `To whom: ${whom}.`) : "",
    howTold ? el("p", {}, `The client: ${howTold}`) : "",
    sourceList(sources),
  ];
  const more = el("tr", { hidden: true, class: "tf-says-row" }, el("td", { colspan: COLUMNS.length + 1 }, words));
  const opener = button(name, toggle, { class: "tf-opens", "aria-expanded": "false" });
  function toggle() {
    more.hidden = !more.hidden;
    opener.setAttribute("aria-expanded", String(!more.hidden));
  }
  const head = el("th", { scope: "row" }, opener, el("span", { class: "tf-hint" }, `${clause}: ${does}`));
  const marks = COLUMNS.map(([, has]) => mark(has(code)));
  return [el("tr", {}, head, marks), more];
}

/** @param {Code[]} codes */
function matrix(codes) {
  const heads = COLUMNS.map(([name]) => el("th", { scope: "col", class: "tf-mid" }, el("span", {}, name)));
  return el(
    "table",
    { class: "tf-table tf-matrix" },
    el("caption", {}, "What each clause names. An empty place means: the clause does not say."),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Code"), heads)),
    codes.map((code) => el("tbody", {}, rows(code))),
  );
}

/** @param {import("../../shared/frame.js").Props<Content, Summary>} props */
function openCodes({ model, el: host }) {
  const { title, filters, codes } = model.get("content");
  const view = frame(model, host, title);
  const menus = filters.map(({ id, label, values }) => {
    const options = [{ id: "", label: "any" }, ...values];
    return { id, ...menu({ label, options, onpick: (picked) => void view.keep({ [id]: picked || null }) }) };
  });
  const startOver = slim("Show all", () => void view.keep(Object.fromEntries(filters.map(({ id }) => [id, null]))));
  const count = el("p", { class: "tf-summary" });
  const named = new Map(codes.map((code) => [code.id, code]));
  const table = matrix(codes);
  const lines = new Map([...table.querySelectorAll("tbody")].map((line, at) => [codes[at].id, line]));
  const fields = el("div", { class: "tf-fields tf-filters" }, ...menus.map(({ node }) => node));
  view.body.replaceChildren(
    ...guessNodes(view, model),
    fields,
    el("div", { class: "tf-row" }, count, startOver),
    table,
  );
  let said = "";

  function show() {
    const chosen = known(view.answer());
    for (const { id, set } of menus) set(chosen[id] ?? "");
    const { left, text } = model.get("summary");
    count.textContent = text;
    for (const [id, line] of lines) line.hidden = !left.includes(id);
    const names = left.map((id) => named.get(id)?.name).join(", ");
    if (said && said !== text) view.say(`${text} ${names}`);
    said = text;
  }
  view.on("change:summary", show);
  show();
  return view.remove;
}

const render = behindGuess(openCodes);

export default { render };
