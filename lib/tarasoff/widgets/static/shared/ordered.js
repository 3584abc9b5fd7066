// Some of many things, in an order: add one, move it up or down, take it out. Native buttons, and nothing to drag.

import { slim } from "./controls.js";
import { el, unique } from "./dom.js";
import { cleanOrder, movedBy, neighbour } from "./order.js";
import { filledIn } from "./values.js";

/**
 * @typedef {object} Row one thing: its buttons, and how it stands among the chosen and among the rest
 * @property {string} label
 * @property {HTMLButtonElement} up
 * @property {HTMLButtonElement} down
 * @property {HTMLButtonElement} out
 * @property {HTMLButtonElement} add
 * @property {HTMLElement} turn
 * @property {HTMLElement} free
 *
 * @typedef {Record<"up" | "down" | "out" | "add", (id: string) => void>} Acts
 */

/**
 * @param {import("./controls.js").Named} option
 * @param {Record<string, string>} words
 * @param {Acts} acts
 * @returns {Row}
 */
function rowOf({ id, label }, words, acts) {
  const act = (/** @type {keyof Acts} */ what) =>
    slim(words[what], () => acts[what](id), { "aria-label": `${words[what]}: ${label}` });
  const [up, down, out, add] = [act("up"), act("down"), act("out"), act("add")];
  const buttons = el("div", { class: "tf-row tf-moves" }, up, down, out);
  const turn = el("li", {}, el("span", {}, label), buttons);
  return { label, up, down, out, add, turn, free: el("li", { class: "tf-free" }, add, el("span", {}, label)) };
}

/**
 * They stay buttons: one that goes dead under the finger would drop the focus out of the form.
 *
 * @param {HTMLElement} control
 * @param {boolean} yes
 */
function allow(control, yes) {
  if (yes) control.removeAttribute("aria-disabled");
  else control.setAttribute("aria-disabled", "true");
}

/**
 * Change what is shown. What is moved loses the focus, and JupyterLab would take the next key for itself.
 *
 * @param {HTMLElement} node
 * @param {() => void} change
 */
function withFocusKept(node, change) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const inside = node.contains(focused);
  change();
  if (!inside || !focused || document.activeElement === focused) return;
  const there = (/** @type {HTMLElement} */ control) => node.contains(control) && !control.closest("[hidden]");
  (there(focused) ? focused : [...node.querySelectorAll("button")].find(there))?.focus();
}

/**
 * @param {Map<string, Row>} rows
 * @param {number} most
 * @param {Record<string, string>} words
 */
function lists(rows, most, words) {
  const [chosen, free] = [unique("chosen"), unique("free")];
  const count = el("p", { class: "tf-label", id: chosen });
  const none = el("p", { class: "tf-hint" }, words.none_chosen);
  const turns = el("ol", { class: "tf-turns", "aria-labelledby": chosen });
  const all = [...rows.values()];
  const rest = el(
    "ul",
    { class: "tf-rest", "aria-labelledby": free },
    all.map((row) => row.free),
  );
  const full = el("p", { class: "tf-hint" }, filledIn(words.full, { most }));
  const noneFree = el("p", { class: "tf-hint" }, words.none_free);
  const restHead = el("p", { class: "tf-label", id: free }, words.free);
  return {
    node: el("div", {}, count, none, turns, restHead, noneFree, full, rest),
    /** @param {string[]} order */
    show(order) {
      turns.replaceChildren(...order.flatMap((id) => rows.get(id)?.turn ?? []));
      for (const [id, row] of rows) {
        row.free.hidden = order.includes(id);
        allow(row.up, id !== order[0]);
        allow(row.down, id !== order.at(-1));
        allow(row.add, order.length < most);
      }
      count.textContent = filledIn(words.chosen, { count: order.length, most });
      none.hidden = order.length > 0;
      noneFree.hidden = order.length < rows.size;
      full.hidden = order.length < most || order.length === rows.size;
    },
  };
}

/**
 * @param {object} given
 * @param {import("./controls.js").Named[]} given.options
 * @param {number} given.most how many count
 * @param {Record<string, string>} given.words
 * @param {(order: string[], told: string) => void} given.onorder with what there is to say of the change
 * @param {(text: string) => void} given.say
 */
export function ordered({ options, most, words, onorder, say }) {
  /** @type {string[]} */
  let order = [];
  const ids = options.map(({ id }) => id);
  const acts = {
    up: (/** @type {string} */ id) => move(id, -1),
    down: (/** @type {string} */ id) => move(id, 1),
    out: takeOut,
    add: putIn,
  };
  const rows = new Map(options.map((option) => [option.id, rowOf(option, words, acts)]));
  const row = (/** @type {string} */ id) => /** @type {Row} */ (rows.get(id));
  const { node, show } = lists(rows, most, words);

  // What was done, and then the whole order: that is what is seen, too.
  /** @param {string[]} next @param {string} said @param {string} id @param {() => HTMLElement} focus */
  function become(next, said, id, focus) {
    const spoken = next
      .map((one, index) => filledIn(words.one, { place: index + 1, label: row(one).label }))
      .join("; ");
    const done = filledIn(said, { place: next.indexOf(id) + 1, label: row(id).label });
    onorder(next, `${done} ${next.length ? filledIn(words.order, { order: spoken }) : words.no_order}`);
    focus().focus();
  }
  /** @param {string} id */
  function putIn(id) {
    if (order.length >= most) return say(filledIn(words.full, { most }));
    const next = neighbour(
      ids.filter((one) => !order.includes(one)),
      id,
    );
    become([...order, id], words.added, id, () => (next ? row(next).add : row(id).out));
  }
  /** @param {string} id */
  function takeOut(id) {
    const next = neighbour(order, id);
    become(
      order.filter((one) => one !== id),
      words.taken_out,
      id,
      () => (next ? row(next).out : row(id).add),
    );
  }
  /** @param {string} id @param {number} by */
  function move(id, by) {
    const next = movedBy(order, id, by);
    if (typeof next === "string") return say(next === "first" ? words.is_first : words.is_last);
    become(next, words.moved, id, () => row(id)[by < 0 ? "up" : "down"]);
  }
  /** @param {string[] | null | undefined} given */
  function set(given) {
    order = cleanOrder(given, ids, most);
    withFocusKept(node, () => show(order));
  }
  set([]);
  return { node, set };
}
