// A note, a recipient, and sentences to tick. After "Check" each says what it is there; another tick takes that back.

import { button, menu, tickable } from "../shared/controls.js";
import { el, unique } from "../shared/dom.js";
import { frame } from "../shared/frame.js";
import { supportLines, tag } from "../shared/signs.js";
import { sourceList } from "../shared/sources.js";

/**
 * @typedef {object} Recipient
 * @property {string} id of the note and the recipient together
 * @property {string} label
 * @property {string} asks
 *
 * @typedef {object} PatientNote
 * @property {string} id
 * @property {string} label
 * @property {string} setting
 * @property {string[]} support
 * @property {Recipient[]} recipients
 * @property {{ id: string, text: string }[]} sentences
 *
 * @typedef {{ title: string, start: string, notes: PatientNote[] }} Content
 *
 * @typedef {{ verdict: string, name: string, need: string, why: string, sources: string }} Line
 *
 * @typedef {object} Summary
 * @property {string} at
 * @property {string} to
 * @property {string} hears
 * @property {string} done
 * @property {string | null} [text]
 * @property {Record<string, Line> | null} [lines] once it was checked
 * @property {string[]} too_much
 * @property {string[]} too_little
 * @property {string} fine
 * @property {string} ground
 * @property {import("../shared/sources.js").SourceLine[]} sources
 */

const WITHHELD = { class: "tf-withheld", role: "img", "aria-label": "not passed on" };

/**
 * What is passed on, and a bar for each sentence that is not: its words are not in the paper.
 *
 * @param {Summary} summary
 * @param {PatientNote} note
 * @param {string[]} said
 */
function heard({ to, hears }, { sentences }, said) {
  const lines = sentences.map(({ id, text }) =>
    said.includes(id) ? el("p", {}, text) : el("p", {}, el("span", { ...WITHHELD, style: `--n: ${text.length}` })),
  );
  const nothing = hears ? "" : el("p", {}, "Nothing.");
  return [el("h4", {}, `${to} would hear`), el("blockquote", { class: "tf-paper" }, nothing, lines)];
}

/**
 * @param {string} heading
 * @param {"over" | "under"} kind
 * @param {string[]} names
 */
function errorList(heading, kind, names) {
  if (!names.length) return [];
  const rows = names.map((name) => el("li", {}, tag(kind, name)));
  return [el("h5", {}, heading), el("ul", { class: `tf-list tf-rail tf-${kind}` }, rows)];
}

/** @param {Summary} summary */
function errors({ too_much: much, too_little: little, fine, ground, sources }) {
  const right = !much.length && !little.length;
  return [
    ...errorList("Too much (over-breach)", "over", much),
    ...errorList("Too little (under-breach)", "under", little),
    el("p", {}, right ? tag("fits", `Not too much, and not too little. ${fine}`) : el("strong", {}, fine)),
    el("p", {}, el("strong", {}, "On what ground. "), ground),
    el("details", {}, el("summary", {}, "Sources"), sourceList(sources)),
  ];
}

/**
 * The sentences to tick, and below each what it is once it was checked.
 *
 * @param {(said: string[]) => void} ontick
 */
function sentenceBoxes(ontick) {
  const node = el("fieldset");
  /** @type {{ id: string, box: HTMLInputElement, why: HTMLElement, whole: HTMLElement }[]} */
  let lines = [];
  const tick = () => ontick(lines.filter(({ box }) => box.checked).map(({ id }) => id));
  return {
    node,
    /** @param {PatientNote} note @param {Recipient} to */
    build(note, to) {
      node.dataset.at = to.id;
      lines = note.sentences.map(({ id, text }) => {
        const box = el("input", { type: "checkbox", value: id, onchange: tick });
        const why = el("p", { class: "tf-reason", id: unique("why"), hidden: true });
        return { id, box, why, whole: el("div", {}, tickable(box, el("span", {}, text)), why) };
      });
      const stem = el("strong", {}, `${to.label}: tick what you would say.`);
      const rows = lines.map(({ whole }) => whole);
      node.replaceChildren(el("legend", {}, stem), el("div", { class: "tf-options" }, rows));
    },
    /** @param {string[]} said @param {Record<string, Line> | null} judged */
    show(said, judged) {
      for (const { id, box, why, whole } of lines) {
        box.checked = said.includes(id);
        why.hidden = !judged;
        whole.className = `tf-reasoned ${judged ? `tf-${judged[id].verdict}` : ""}`;
        if (!judged) {
          box.removeAttribute("aria-describedby");
          continue;
        }
        const { verdict, name, need, why: reason, sources } = judged[id];
        why.replaceChildren(
          tag(verdict, `${name}. ${need}. `),
          `${reason} `,
          el("span", { class: "tf-hint" }, sources),
        );
        box.setAttribute("aria-describedby", why.id);
      }
    },
  };
}

/**
 * Which note, and who is to hear of it.
 *
 * @param {PatientNote[]} notes
 * @param {(pair: string) => void} onturn
 */
function pairMenus(notes, onturn) {
  const first = (/** @type {string} */ id) => notes.find((one) => one.id === id)?.recipients[0].id ?? "";
  const which = menu({ label: "The note", options: notes, onpick: (id) => onturn(first(id)) });
  const whom = menu({ label: "Who may hear of it, or asks to", options: [], onpick: onturn });
  const setting = el("p");
  const support = el("div");
  const asks = el("p");
  return {
    nodes: [el("div", { class: "tf-fields" }, which.node, whom.node), setting, support, asks],
    /** @param {PatientNote} note @param {Recipient} to */
    show(note, to) {
      which.set(note.id);
      whom.offer(note.recipients);
      whom.set(to.id);
      setting.replaceChildren(el("strong", {}, `${note.label}. `), note.setting);
      support.replaceChildren(...supportLines(note.support));
      asks.replaceChildren(el("strong", {}, `${to.label}. `), to.asks);
    },
  };
}

/** @param {import("../shared/frame.js").Props<Content, Summary>} props */
function render({ model, el: host }) {
  const { title, start, notes } = model.get("content");
  const view = frame(model, host, title);
  const at = () => view.answer().at ?? start;
  const given = () => ({ said: [], checked: false, ...view.answer()[at()] });
  let waits = false;

  const menus = pairMenus(notes, turn);
  const sentences = sentenceBoxes((said) => view.keep({ [at()]: { said, checked: false } }));
  const check = button("Check", checkNow, { class: "tf-button tf-first" });
  const result = el("div", { class: "tf-result" });
  const done = el("p", { class: "tf-summary" });
  const left = el("div", {}, sentences.node, el("div", { class: "tf-foot" }, check));
  view.body.replaceChildren(...menus.nodes, el("div", { class: "tf-halves" }, left, result), done);

  function chosen() {
    const pair = at();
    const note = /** @type {PatientNote} */ (notes.find((one) => one.recipients.some(({ id }) => id === pair)));
    return { note, to: /** @type {Recipient} */ (note.recipients.find(({ id }) => id === pair)) };
  }
  function checkNow() {
    if (given().checked) return view.say(model.get("summary").text ?? "");
    waits = true;
    view.keep({ [at()]: { ...given(), checked: true } });
  }
  /** @param {string} pair */
  function turn(pair) {
    view.keep({ at: pair });
    const { to } = chosen();
    view.say(`${to.label}. ${to.asks}`);
  }
  function show() {
    const { note, to } = chosen();
    const summary = model.get("summary");
    // What Python says may still be about the pair before.
    const about = summary.at === to.id;
    const judged = (about && given().checked && summary.lines) || null;
    menus.show(note, to);
    // The boxes stay while one of them has the focus.
    if (sentences.node.dataset.at !== to.id) sentences.build(note, to);
    sentences.show(given().said, judged);
    result.replaceChildren(...(about ? heard(summary, note, given().said) : []), ...(judged ? errors(summary) : []));
    done.textContent = summary.done;
  }
  view.on("change:answer", show);
  view.on("change:summary", () => {
    show();
    const { text } = model.get("summary");
    if (waits && text) {
      waits = false;
      view.say(text);
    }
  });
  show();
  return view.remove;
}

export default { render };
