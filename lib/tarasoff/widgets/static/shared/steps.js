// Many things, one at a time: a row of numbers to move along, and two buttons that turn a page.

import { button, slim } from "./controls.js";
import { el } from "./dom.js";
import { sign } from "./signs.js";

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
     * @param {(index: number) => { kind: string, label: string }} look of each step: what it means, and its name
     */
    show(at, look) {
      steps.forEach((step, index) => {
        const { kind, label: name } = look(index);
        step.replaceChildren(`${index + 1}`, kind ? sign(kind) : "");
        step.className = "tf-step";
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
  const previous = slim("← Previous", () => turn(-1));
  const next = slim("Next →", () => turn(1));
  const count = el("span", { class: "tf-hint tf-where" });
  return {
    node: el("div", { class: "tf-row tf-between tf-foot" }, previous, count, next),
    /** @param {string} where @param {boolean} hasPrevious @param {boolean} hasNext */
    show(where, hasPrevious, hasNext) {
      count.textContent = where;
      previous.disabled = !hasPrevious;
      next.disabled = !hasNext;
    },
  };
}
