// The page of a lecture: draws its views, keeps what is answered, and starts Python when a view first needs it.

import { changed, fieldsOf, KeepingError, keep, onKeptElsewhere, textOf } from "./answers.js";
import { modelOf } from "./model.js";
import { offline } from "./offline.js";
import * as python from "./python.js";
import { recall, remember } from "./shown_before.js";

/**
 * What stands in the page for a view.
 * @typedef {{
 *   id: string, cell: string, script: string, file: string, assignment: string, section: string,
 *   needsPython: boolean, content: any, summary: any,
 * }} Held
 *
 * @typedef {{ held: Held, model: import("./model.js").Model, asked: number, kept: import("./answers.js").Fields }} View
 */

const STARTING = "Your answer is kept. Python is starting, to work out what follows.";
const SAID_ONCE = "Python is starting in this page, to work out what follows. This happens once.";

/** @type {View[]} */
const views = [];
const setup = JSON.parse(document.getElementById("course-setup")?.textContent ?? "[]");

const line = document.createElement("p");
line.className = "course-status";
line.setAttribute("role", "status");

/** @param {string} text */
function say(text) {
  line.textContent = text;
}

/**
 * @param {View} view
 * @param {string} tone
 * @param {string} text
 */
function noteOf({ model }, tone, text) {
  const { count = 0 } = model.get("note");
  return { tone, text, count: count + 1, heard: model.get("seen")[1] ?? 0 };
}

/** What a view has sent is kept, and then shown; where Python has to say what follows, it is asked. @param {View} view */
function save(view) {
  const { held, model } = view;
  try {
    const fields = keep(held, changed(model.get("answer"), view.kept));
    for (const other of views.filter((one) => one.held.file === held.file && one.held.section === held.section)) {
      other.kept = fields;
      const own = other === view && !held.needsPython ? { note: noteOf(view, "fine", "Saved.") } : {};
      other.model.take({ answer: fields, ...own });
      if (other.held.needsPython && concerns(other)) follow(other);
    }
  } catch (error) {
    if (!(error instanceof KeepingError)) throw error;
    model.take({ note: noteOf(view, "problem", error.message) });
  }
}

/** Whether something is kept that this view shows. Guesses lie in one part, each under a name of its own. @param {View} view */
function concerns({ held, kept }) {
  const field = held.content.gate?.field;
  return field ? field in kept : Object.keys(kept).length > 0;
}

/** Ask Python what a view shows now; the last to be asked is the one that counts. @param {View} view */
async function follow(view) {
  const { held, model } = view;
  view.asked += 1;
  const { asked } = view;
  try {
    if (!python.ready) {
      model.take({ note: noteOf(view, "saving", STARTING) });
      say(SAID_ONCE);
      await python.start(setup);
      say("");
    }
    if (asked !== view.asked) return;
    const { file, section, id, cell } = held;
    const kept = fieldsOf(file, section);
    const { problem, ...shown } = (await python.ask({ file, document: textOf(file), cells: { [id]: cell } }))[id];
    if (asked !== view.asked) return;
    model.take({ ...shown, note: problem ? noteOf(view, "problem", problem) : noteOf(view, "fine", "Saved.") });
    if (!problem) remember(id, kept, shown);
  } catch (error) {
    say("");
    const why = error instanceof Error ? error.message : String(error);
    const text = `Your answer is kept, but Python could not say what follows (${why}). Load this page again.`;
    model.take({ note: noteOf(view, "problem", text) });
  }
}

/** @param {Element} place @returns {Promise<void>} */
async function draw(place) {
  /** @type {Held} */
  const held = JSON.parse(place.querySelector("script")?.textContent ?? "{}");
  const kept = fieldsOf(held.file, held.section);
  const { content, summary, section, id } = held;
  const state = { content, summary, answer: kept, note: {}, seen: [], kept: `${section} ${id}` };
  /** @type {View} */
  const view = { held, kept, asked: 0, model: modelOf(state, () => save(view)) };
  views.push(view);
  const known = !held.needsPython || !concerns(view) || (await recall(id, kept));
  if (typeof known === "object") view.model.take(known);
  const { default: module } = await import(new URL(`../views/${held.script}.js`, import.meta.url).href);
  const host = document.createElement("div");
  await module.render({ model: view.model, el: host });
  place.replaceChildren(host);
  if (!known) await follow(view);
}

onKeptElsewhere((file) => {
  for (const view of views.filter(({ held }) => held.file === file)) {
    view.kept = fieldsOf(file, view.held.section);
    view.model.take({ answer: view.kept });
    if (view.held.needsPython && concerns(view)) follow(view);
  }
});

const places = [...document.querySelectorAll(".course-view")];
if (places.length) document.querySelector("article")?.append(line);
// One after the other, from the top: the first is what is read first.
for (const place of places) draw(place);
offline();
