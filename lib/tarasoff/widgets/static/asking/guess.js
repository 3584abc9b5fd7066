// A guess: a number, one of several, or an order; and once it is given, what is so beside it.

import { button, field, radios } from "../shared/controls.js";
import { el, unique } from "../shared/dom.js";
import { ordered } from "../shared/ordered.js";
import { sourceList } from "../shared/sources.js";

/**
 * @typedef {object} Asked
 * @property {"number" | "option" | "order"} kind
 * @property {string} field under which name it is kept
 * @property {string} setting
 * @property {string} question
 * @property {string} unit
 * @property {number} low
 * @property {number} high
 * @property {import("../shared/controls.js").Named[]} options
 * @property {Record<string, string>} words of what puts a list in order
 *
 * @typedef {{ said: string, order: string[], after: string, sources: import("../shared/sources.js").SourceLine[] }} Told
 *
 * @typedef {object} Control
 * @property {HTMLElement} node
 * @property {() => any} given the guess; null if it is none yet
 * @property {(guess: any) => void} set
 * @property {string} missing what is said where there is none
 * @property {() => void} focus
 */

/** @param {Asked} asked @param {() => void} done @returns {Control} */
function numberControl({ question, unit, low, high }, done) {
  const onkeydown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    done();
  };
  const input = el("input", {
    type: "number",
    class: "tf-menu tf-number",
    min: low,
    max: high,
    step: "any",
    onkeydown,
  });
  const node = field(question, input);
  if (unit) {
    const words = el("span", { id: unique("unit") }, unit);
    input.setAttribute("aria-describedby", words.id);
    input.after(" ", words);
  }
  return {
    node,
    given() {
      const number = Number(input.value);
      return input.value === "" || !(number >= low && number <= high) ? null : number;
    },
    set(guess) {
      if (guess != null) input.value = String(guess);
    },
    missing: `Guess a number from ${low} to ${high}.`,
    focus: () => input.focus(),
  };
}

/** @param {Asked} asked @returns {Control} */
function optionControl({ question, options }) {
  /** @type {string | null} */
  let picked = null;
  const legend = el("span", { class: "tf-stem" }, question);
  const { node, inputs, set } = radios({ legend, options, onpick: (id) => (picked = id) });
  return {
    node,
    given: () => picked,
    set(guess) {
      picked = guess ?? picked;
      set(picked);
    },
    missing: "Choose an answer first.",
    focus: () => inputs[0].input.focus(),
  };
}

/** @param {Asked} asked @param {(text: string) => void} say @returns {Control} */
function orderControl({ question, options, words }, say) {
  /** @type {string[]} */
  let order = [];
  const onorder = (/** @type {string[]} */ next, /** @type {string} */ told) => {
    order = next;
    list.set(order);
    say(told);
  };
  const list = ordered({ options, most: options.length, words, onorder, say });
  const node = el("div", { role: "group", "aria-label": question }, el("p", { class: "tf-stem" }, question), list.node);
  return {
    node,
    given: () => (order.length === options.length ? order : null),
    set(guess) {
      order = guess ?? order;
      list.set(order);
    },
    missing: "Put all of them in order first.",
    focus: () => [...list.node.querySelectorAll("button")].find((one) => !one.closest("[hidden]"))?.focus(),
  };
}

/** What is so, beside what was said. */
function verdict() {
  const said = el("p", { class: "tf-summary", tabindex: "-1", "data-verdict": "" });
  const order = el("ol", { hidden: true });
  const after = el("p");
  const sources = el("details", { hidden: true });
  return {
    nodes: [said, order, after, sources],
    focus: () => said.focus(),
    /** @param {Told | null | undefined} told */
    show(told) {
      said.textContent = told?.said ?? "";
      order.hidden = !told?.order?.length;
      order.replaceChildren(...(told?.order ?? []).map((step) => el("li", {}, step)));
      after.textContent = told?.after ?? "";
      sources.hidden = !told?.sources.length;
      sources.replaceChildren(...(told ? [el("summary", {}, "Where it comes from"), sourceList(told.sources)] : []));
    },
  };
}

/**
 * The question, a place to guess, and the verdict; nothing where a view waits for no guess.
 *
 * @param {import("../shared/frame.js").View} view
 * @param {import("../shared/frame.js").Model} model
 * @returns {HTMLElement[]}
 */
export function guessNodes(view, model) {
  /** @type {Asked | null | undefined} */
  const asked = model.get("content").gate;
  if (!asked) return [];
  const { kind, setting, field: name } = asked;
  let waits = false;
  const made = { number: numberControl, option: optionControl, order: orderControl };
  const control =
    kind === "order" ? made.order(asked, view.say) : kind === "option" ? made.option(asked) : made.number(asked, guess);
  const give = button("Show", guess, { class: "tf-button tf-first" });
  const hint = el("span", { class: "tf-hint" });
  const result = verdict();

  function guess() {
    const given = control.given();
    hint.textContent = given === null ? control.missing : "";
    if (given === null) {
      view.say(control.missing);
      control.focus();
      return;
    }
    waits = true;
    // The same guess once more changes nothing, and is answered all the same.
    if (!view.keep({ [name]: given })) show();
  }
  function show() {
    /** @type {{ gate?: Told | null }} */
    const { gate } = model.get("summary");
    control.set(view.answer()[name]);
    result.show(gate);
    give.textContent = gate ? "Guess again" : "Show";
    give.classList.toggle("tf-first", !gate);
    if (!waits || !gate) return;
    waits = false;
    result.focus();
  }
  view.on("change:summary", show);
  show();
  const before = setting ? [el("p", {}, setting)] : [];
  const row = el("div", { class: "tf-foot" }, give, hint);
  return [el("div", { class: "tf-gate tf-guess-first" }, before, control.node, row, result.nodes)];
}
