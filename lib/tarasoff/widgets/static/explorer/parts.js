// What an explorer is made of: its tracks, its question, and its result.

import { button, field, tickable } from "../shared/controls.js";
import { el, unique } from "../shared/dom.js";
import { figure } from "./figure.js";
import { guessVerdict } from "./scenes.js";

/**
 * @typedef {import("./scenes.js").Slider} Slider
 * @typedef {import("./scenes.js").Scene} Scene
 * @typedef {{ question: string, unit: string, low: number, high: number }} Guess
 */

const NUMBERS_MS = 250;

/**
 * A native slider with its marks.
 *
 * @param {Slider} slider
 * @param {(position: number) => void} onmove
 * @param {() => void} onrest
 */
export function track({ id, label, values, said, marks }, onmove, onrest) {
  const last = values.length - 1;
  /** @type {number | null} */
  let at = null;
  const oninput = () => onmove(Number(input.value));
  const range = { type: "range", min: 0, max: last, step: 1, class: "tf-range", id: unique("slider") };
  const input = el("input", { ...range, oninput, onchange: onrest });
  // As wide as its longest value: otherwise the name beside it would now and then take another line.
  const widest = Math.max(...said.map((one) => one.length));
  const shown = el("span", { class: "tf-shown", "aria-hidden": "true", style: `--widest: ${widest}` });
  const head = el("div", { class: "tf-slider-head" }, el("label", { for: input.id }, label), shown);
  const ticks = marks.map((mark) => el("i", { style: `--at: ${mark.at}` }));
  const landmarks = marks.map((mark) => {
    const position = Math.round(mark.at * last);
    /** @param {MouseEvent} event */
    function onclick(event) {
      event.preventDefault();
      onmove(position);
      onrest();
    }
    const button = el(
      "button",
      { type: "button", onclick },
      el("span", {}, said[position]),
      el("span", {}, mark.label),
    );
    return { position, button };
  });
  const names = landmarks.map((one) => el("li", {}, one.button));
  const marked = [
    el("div", { class: "tf-ticks", "aria-hidden": "true" }, ticks),
    el("ul", { class: "tf-marks", "aria-label": "Landmarks" }, names),
  ];
  return {
    id,
    node: el("div", { class: "tf-slider" }, head, input, marks.length ? marked : ""),
    /** @param {number} position */
    set(position) {
      if (position === at) return;
      const before = at;
      at = position;
      input.value = String(position);
      shown.textContent = said[position];
      input.setAttribute("aria-valuetext", said[position]);
      input.style.setProperty("--at", String(position / last));
      landmarks.forEach((one, index) => {
        if (one.position !== position && one.position !== before) return;
        const here = one.position === position;
        ticks[index].className = here ? "tf-here" : "";
        if (here) one.button.setAttribute("aria-current", "true");
        else one.button.removeAttribute("aria-current");
      });
    },
  };
}

/**
 * Predict first: a number, and then what it is.
 *
 * @param {Guess} guess
 * @param {(text: string) => void} say
 * @param {() => void} onchange
 */
export function prediction(guess, say, onchange) {
  /** @type {number | null} */
  let guessed = null;
  const first = el("input", { type: "checkbox", onchange: again });
  const onkeydown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    reveal();
  };
  const range = { type: "number", class: "tf-menu", min: guess.low, max: guess.high, step: "any" };
  const number = el("input", { ...range, onkeydown });
  const asked = field(`${guess.question} ${guess.unit ? `(${guess.unit})` : ""}`, number);
  const ask = el("div", { class: "tf-guess", hidden: true }, asked, button("Show", reveal));
  const verdict = el("p", { class: "tf-summary" });
  /** @type {Scene | null} */
  let drawn = null;

  function again() {
    guessed = null;
    // What was said of the result before it was covered.
    say("");
    onchange();
  }
  function reveal() {
    if (number.value === "" || Number.isNaN(Number(number.value))) {
      say("Type a number first.");
      number.focus();
      return;
    }
    guessed = Number(number.value);
    onchange();
    say(`${verdict.textContent} ${drawn?.says ?? ""}`);
  }
  return {
    choice: tickable(first, el("span", {}, "Predict first")),
    nodes: [ask, verdict],
    /** Another place wants another guess. */
    forget() {
      guessed = null;
    },
    /** @param {Scene} scene @returns {boolean} whether the result waits for a guess */
    show(scene) {
      drawn = scene;
      ask.hidden = !first.checked;
      verdict.textContent = guessVerdict(guessed, scene.guess, guess.unit);
      return first.checked && guessed === null;
    },
  };
}

/** What follows: in words, in pictures and as numbers. */
export function outcome() {
  const says = el("p", { class: "tf-says" });
  const pictures = el("div", { class: "tf-pictures" });
  const table = el("table", { class: "tf-table" });
  const folded = el("summary", {}, "The same as numbers");
  const numbers = el("details", {}, folded, el("div", { class: "tf-scroll" }, table));
  const node = el("div", { class: "tf-result-body" }, says, pictures, numbers);
  /** @type {ReturnType<typeof figure>[]} */
  let figures = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;

  /** @param {Scene} scene */
  function count(scene) {
    const rows = scene.numbers.map(([what, much]) =>
      el("tr", {}, el("th", { scope: "row" }, what), el("td", {}, String(much))),
    );
    table.replaceChildren(el("tbody", {}, rows));
  }
  return {
    node,
    /** @param {Scene} scene @param {boolean} covered */
    show(scene, covered) {
      node.classList.toggle("tf-covered", covered);
      node.inert = covered;
      says.textContent = scene.says;
      if (figures.length !== scene.pictures.length) {
        figures = scene.pictures.map(figure);
        pictures.replaceChildren(...figures.map((one) => one.node));
      }
      scene.pictures.forEach((picture, index) => {
        figures[index].show(picture);
      });
      clearTimeout(resting);
      // While a slider moves, a table in a closed fold need not keep up.
      if (numbers.open) count(scene);
      else resting = setTimeout(() => count(scene), NUMBERS_MS);
    },
  };
}
