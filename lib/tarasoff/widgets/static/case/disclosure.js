// Who is told what: a table of boxes, and a box for "nobody".

import { tickable } from "../shared/controls.js";
import { el } from "../shared/dom.js";
import { filledIn } from "../shared/values.js";

/**
 * What is told to whom.
 *
 * @param {{ to: string, item: string }[]} ticked
 * @returns {Record<string, string[]> | null} null if nothing is: only "nobody" is an answer without a tick
 */
export function toldTo(ticked) {
  /** @type {Record<string, string[]>} */
  const told = {};
  for (const { to, item } of ticked) {
    told[to] ??= [];
    told[to].push(item);
  }
  return ticked.length ? told : null;
}

/**
 * @param {import("./choices.js").Setting} setting
 * @returns {import("./choices.js").Step}
 */
export function disclosureStep({ part, keep }) {
  const { title, words, items, recipients } = part;
  // What was ticked before "nobody", so that one wrong click does not cost a whole table.
  /** @type {HTMLInputElement[]} */
  let before = [];
  const nobody = el("input", { type: "checkbox", onchange: tellNobody });
  const boxes = items.map((item) =>
    recipients.map((to) => {
      const named = `${to.label}: ${item.label}`;
      const box = el("input", { type: "checkbox", "aria-label": named, onchange: tell });
      return { to: to.id, item: item.id, box };
    }),
  );
  const all = boxes.flat();

  function tell() {
    keep({ disclosure: toldTo(all.filter(({ box }) => box.checked)) });
  }
  function tellNobody() {
    if (nobody.checked) before = all.filter(({ box }) => box.checked).map(({ box }) => box);
    for (const { box } of all) box.checked = !nobody.checked && before.includes(box);
    const back = nobody.checked && before.length > 0;
    undo.hidden = !back;
    // "Nobody" is an answer, too.
    if (nobody.checked) keep({ disclosure: {} }, back ? words.nobody_undo : "");
    else keep({ disclosure: toldTo(all.filter(({ box }) => box.checked)) });
  }
  const undo = el("p", { class: "tf-hint", hidden: true }, words.nobody_undo);
  const rows = items.map(({ label }, index) => {
    const cells = boxes[index].map(({ box }) => el("td", { class: "tf-mid" }, el("label", { class: "tf-cell" }, box)));
    return el("tr", {}, el("th", { scope: "row" }, label), cells);
  });
  const heads = recipients.map(({ label }) => el("th", { scope: "col", class: "tf-mid" }, el("span", {}, label)));
  const table = el(
    "table",
    { class: "tf-table" },
    el("caption", {}, words.disclosure),
    el("thead", {}, el("tr", {}, el("td", {}), heads)),
    el("tbody", {}, rows),
  );
  const named = filledIn(words.table, { title });
  return {
    nodes: [
      tickable(nobody, el("span", {}, words.nobody)),
      undo,
      el("div", { class: "tf-scroll", tabindex: "0", role: "region", "aria-label": named }, table),
    ],
    set(answer) {
      for (const { to, item, box } of all) box.checked = answer?.[to]?.includes(item) ?? false;
      nobody.checked = answer != null && !all.some(({ box }) => box.checked);
      undo.hidden = !nobody.checked || before.length === 0;
    },
  };
}
