// The frame of a view: a named region, a note on saving, one live region that speaks, and an answer that Python keeps.

import { el } from "./dom.js";
import { problemBox, sign } from "./signs.js";

/**
 * What Python says about saving; counted, so that the same words twice are still news.
 * @typedef {{ tone?: string, text?: string, count?: number }} Note
 */

/**
 * A view's state, as the class in `view.py` describes it.
 * @template [C=any]
 * @template [S=any]
 * @typedef {{
 *   content: C,
 *   answer: Record<string, any>,
 *   summary: S,
 *   note: Note,
 *   seen: [number, number],
 * }} State
 */

/**
 * @template [C=any]
 * @template [S=any]
 * @typedef {import("@anywidget/types").AnyModel<State<C, S>>} Model
 */

/**
 * What `render` is given. No `signal`: anywidget before 0.9.22 and others that show anywidgets pass none.
 * @template [C=any]
 * @template [S=any]
 * @typedef {Pick<import("@anywidget/types").RenderProps<State<C, S>>, "model" | "el">} Props
 */

/**
 * @typedef {object} View
 * @property {HTMLElement} body where the view's own nodes go
 * @property {(text: string) => void} say speak through the live region
 * @property {(name: string, handler: () => void) => void} on listen to the model, until the view is removed
 * @property {() => Record<string, any>} answer what the learner did
 * @property {(changes: Record<string, any>) => boolean} keep send changes; false if there was nothing to send
 * @property {(last: () => void) => void} beforeRemoval save what is not saved yet, when the view is removed
 * @property {() => void} remove what `render` returns: save, and let go of the model
 */

// How long the kernel may take to say that an answer is saved.
const PATIENCE_MS = 5000;
const NOT_SAVED = "Not saved yet: the kernel does not answer. Run this cell again";

/**
 * @param {HTMLElement} host
 * @param {string} label
 * @param {string} kind
 */
function region(host, label, kind) {
  const body = el("div");
  const head = el("div");
  const note = el("p", { class: "tf-note" });
  const live = el("p", { class: "tf-live", role: "status", "aria-live": "polite" });
  // A form of its own keeps the names of radio buttons apart from those of another view.
  const form = el("form", { novalidate: true, onsubmit: (event) => event.preventDefault() }, body);
  const named = { class: `tarasoff ${kind}`, "aria-label": label };
  const title = el("h3", { class: "tf-view-title" }, label);
  host.replaceChildren(el("section", named, title, head, form, note, live));
  return {
    body,
    /** @param {string} text */
    say(text) {
      live.textContent = "";
      // Emptied first, so that the same words are spoken again.
      setTimeout(() => {
        live.textContent = text;
      }, 30);
    },
    /** @param {string} tone @param {string} text */
    tell(tone, text) {
      const wrong = tone === "problem";
      // While it is saved again it stays: what moves under the hand is not clicked.
      if (tone !== "saving") head.replaceChildren(...(wrong ? [problemBox(text)] : []));
      note.hidden = wrong;
      note.className = `tf-note tf-${tone === "fine" ? "kept" : "saving"}`;
      note.replaceChildren(...(wrong ? [] : [sign(), text]));
    },
  };
}

/**
 * The listeners of a view, and what it does last. anywidget 0.9.18 to 0.9.21 give a view no signal, so that all of it
 * hangs on the function that `render` returns.
 *
 * @param {Model} model
 */
function ties(model) {
  /** @type {[string, () => void][]} */
  const listening = [];
  /** @type {(() => void)[]} */
  const lasts = [];
  return {
    /** @param {string} name @param {() => void} handler */
    on(name, handler) {
      model.on(name, handler);
      listening.push([name, handler]);
    },
    /** @param {() => void} last */
    beforeRemoval(last) {
      lasts.push(last);
    },
    cut() {
      for (const last of lasts.splice(0)) {
        try {
          last();
        } catch (error) {
          // With a kernel that has gone, sending throws; the other drafts and listeners have their turn all the same.
          console.warn("tarasoff: not saved when the view was removed.", error);
        }
      }
      for (const [name, handler] of listening.splice(0)) model.off(/** @type {any} */ (name), handler);
    },
  };
}

/**
 * @param {Model} model
 * @param {HTMLElement} host
 * @param {string} label its heading, and the name of its region
 * @param {"tf-form" | ""} [kind] a form is a document of its own, and its title stands large
 * @returns {View}
 */
export function frame(model, host, label, kind = "") {
  const { body, say, tell } = region(host, label, kind);
  const { on, beforeRemoval, cut } = ties(model);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  function hear() {
    const { tone = "fine", text } = model.get("note") ?? {};
    clearTimeout(waiting);
    if (!text) return;
    tell(tone, text);
    if (tone === "problem") say(text);
  }
  // Python validates and saves; its note says how that went. Null takes an answer back: to Python, a field that is left
  // out is one that this window has not heard of.
  /** @param {Record<string, any>} changes */
  function keep(changes) {
    const next = { ...model.get("answer"), ...changes };
    if (JSON.stringify(next) === JSON.stringify(model.get("answer"))) return false;
    model.set("answer", next);
    // Which note was on the screen, so that Python knows what was not; and a number, so that this is always sent.
    model.set("seen", [model.get("note")?.count ?? 0, Math.random()]);
    model.save_changes();
    tell("saving", "Saving…");
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      tell("problem", `${NOT_SAVED} (Shift+Enter), then choose again.`);
      say(`${NOT_SAVED}.`);
    }, PATIENCE_MS);
    return true;
  }
  function remove() {
    cut();
    clearTimeout(waiting);
  }
  on("change:note", hear);
  hear();
  return { body, say, on, answer: () => model.get("answer") ?? {}, keep, beforeRemoval, remove };
}

/**
 * A line that follows the summary from Python. It is not spoken by itself: most views have something better to say.
 *
 * @param {View} view
 * @param {Model} model
 * @returns {HTMLElement}
 */
export function summaryLine(view, model) {
  const line = el("p", { class: "tf-summary" });
  const show = () => {
    line.textContent = model.get("summary").text ?? "";
  };
  view.on("change:summary", show);
  show();
  return line;
}

/**
 * Where nothing is judged, what is heard after each change is that it is saved, and what is still open. Before that,
 * what the view has to say of the change itself; nothing at all if it says null.
 *
 * @param {View} view
 * @param {Model} model
 * @param {() => string | null} [first]
 */
export function speakWhenSaved(view, model, first = () => "") {
  view.on("change:note", () => {
    const { tone, text } = model.get("note");
    if (tone !== "fine") return;
    const told = first();
    if (told !== null) view.say([told, text, model.get("summary").text].filter(Boolean).join(" "));
  });
}
