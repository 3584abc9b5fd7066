// Many things, one at a time: a row of numbers to move along, and two buttons that turn a page.

import { button } from "./controls.js";
import { el } from "./dom.js";

/**
 * @param {string} label what the row is
 * @param {number} count how many steps
 * @param {(index: number) => void} go
 */
export function stepRow(label, count, go) {
  const steps = Array.from({ length: count }, (_, index) =>
    button(`${index + 1}`, () => go(index), { class: "tf-step" }),
  );
  return {
    node: el(
      "ol",
      { class: "tf-steps", "aria-label": label },
      steps.map((step) => el("li", {}, step)),
    ),
    /**
     * @param {number} at
     * @param {(index: number) => { text?: string, kind: string, label: string }} look of each step
     */
    show(at, look) {
      steps.forEach((step, index) => {
        const { text = `${index + 1}`, kind, label: name } = look(index);
        step.textContent = text;
        step.className = `tf-step ${kind}`;
        step.setAttribute("aria-label", name);
        if (index === at) step.setAttribute("aria-current", "step");
        else step.removeAttribute("aria-current");
      });
    },
  };
}

/**
 * Where one gets from here, if some of the steps are passed over.
 *
 * @param {number[]} steps
 * @param {number} at
 */
export function waysFrom(steps, at) {
  return { back: steps.findLast((index) => index < at), on: steps.find((index) => index > at) };
}

/**
 * @param {(by: 1 | -1) => void} turn
 */
export function pageTurner(turn) {
  const previous = button("← Previous", () => turn(-1));
  const next = button("Next →", () => turn(1));
  const count = el("span", { class: "tf-count" });
  return {
    node: el("div", { class: "tf-row tf-pages" }, previous, count, next),
    /** @param {string} where @param {boolean} hasPrevious @param {boolean} hasNext */
    show(where, hasPrevious, hasNext) {
      count.textContent = where;
      previous.disabled = !hasPrevious;
      next.disabled = !hasNext;
    },
  };
}
