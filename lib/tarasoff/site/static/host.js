// The page of a lecture: draws its views, keeps what is answered, and starts Python when a view first needs it.

import { between, changed, fieldsOf, KeepingError, keep, onKeptElsewhere, replace, textOf } from "./answers.js";
import { counted } from "./counted.js";
import { leadToPages } from "./links.js";
import { modelOf } from "./model.js";
import { offline } from "./offline.js";
import * as python from "./python.js";
import { recall, remember } from "./shown_before.js";

/**
 * What stands in the page for a view.
 * @typedef {{
 *   id: string, cell: string, script: string, file: string, assignment: string, section: string,
 *   needsPython: boolean, completed: boolean, alsoReads: string[], wholeFile: boolean, fields: string[],
 *   exercises: number, content: any, summary: any,
 * }} Held
 *
 * @typedef {{
 *   held: Held, model: import("./model.js").Model, asked: number, kept: import("./answers.js").Fields,
 *   place?: HTMLElement, waits?: IntersectionObserver,
 * }} View
 */

const STARTING = "Python is starting, to work out what follows.";
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

/**
 * Keep what was answered in a view, and show it in all that show the same part.
 *
 * @param {Held} held
 * @param {import("./answers.js").Fields} changes
 */
function keepAndShow(held, changes) {
  const fields = keep(held, changes);
  showKept(held, fields);
}

/**
 * @param {Held} held whose part holds something else now
 * @param {import("./answers.js").Fields} fields
 */
function showKept(held, fields) {
  for (const view of views.filter((one) => one.held.file === held.file && one.held.section === held.section)) {
    view.kept = fields;
    view.model.take({ answer: fields });
    if (view.held !== held && view.held.needsPython && concerns(view)) follow(view, {});
  }
  if (!held.wholeFile) for (const view of ofWholeFile(held.file)) followWhenSeen(view);
  count();
}

/** The end of a lecture says how much of it is done. */
function count() {
  const summary = counted(views.map(({ held, kept, model }) => ({ held, kept, name: model.get("kept") })));
  for (const { held, model } of views) if (held.section === "next") model.take({ summary });
}

/** @param {string} file */
const ofWholeFile = (file) => views.filter((one) => one.held.wholeFile && one.held.file === file);

/**
 * A copy was brought back, or something else has changed more than one part.
 *
 * @param {string} file
 * @param {string} text
 */
function takeDocument(file, text) {
  if (text === textOf(file)) return;
  replace(file, text);
  for (const view of views.filter(({ held }) => held.file === file && !held.wholeFile)) {
    const fields = fieldsOf(file, view.held.section);
    if (!Object.keys(between(view.kept, fields)).length) continue;
    view.kept = fields;
    view.model.take({ answer: fields });
    if (view.held.needsPython && concerns(view)) follow(view, {});
  }
  count();
}

/** What of a change is to be kept at once: not what a view only asks for. @param {View} view @param {import("./answers.js").Fields} changes */
function answersIn({ held }, changes) {
  const asked = held.content.requests ?? [];
  return Object.fromEntries(Object.entries(changes).filter(([field]) => !asked.includes(field)));
}

/** What a view has sent. @param {View} view */
function save(view) {
  const { held, model } = view;
  const changes = changed(model.get("answer"), view.kept);
  try {
    if (!held.needsPython) {
      keepAndShow(held, changes);
      model.take({ note: noteOf(view, "fine", "Saved.") });
      return;
    }
    // What Python has to complete is no answer before that; all else is safe at once, however long Python takes.
    if (!python.ready && !held.completed) keepAndShow(held, answersIn(view, changes));
    follow(view, changes);
  } catch (error) {
    if (!(error instanceof KeepingError)) throw error;
    model.take({ note: noteOf(view, "problem", error.message) });
  }
}

/** What is kept of all that a view shows: its own part, and what it reads beside it. @param {View} view @returns {import("./answers.js").Fields} */
function basisOf({ held, kept }) {
  if (held.wholeFile) return { file: textOf(held.file) };
  return { own: kept, ...Object.fromEntries(held.alsoReads.map((part) => [part, fieldsOf(held.file, part)])) };
}

/** Whether something is kept that this view shows. Some parts hold what several views ask, each under its own name. @param {View} view */
function concerns(view) {
  const { held, kept } = view;
  if (held.wholeFile) return textOf(held.file) !== "";
  const field = held.content.gate?.field ?? held.content.id;
  const mine = field ? field in kept : Object.keys(kept).length > 0;
  return mine || held.alsoReads.some((part) => Object.keys(fieldsOf(held.file, part)).length > 0);
}

/** One question after the other: each is asked with what is kept after the one before. @type {Promise<unknown>} */
let asking = Promise.resolve();

/**
 * Ask Python what a view shows after a change; the last to be asked is the one that counts.
 *
 * @param {View} view
 * @param {import("./answers.js").Fields} changes
 */
function follow(view, changes) {
  const { model } = view;
  view.asked += 1;
  const { asked } = view;
  asking = asking.then(async () => {
    try {
      await pythonFor(view);
      const { problem, kept, document: text, said = "Saved.", ...shown } = await ask(view, changes);
      if (text) takeDocument(view.held.file, text);
      const saved = between(view.kept, kept ?? view.kept);
      if (Object.keys(saved).length) keepAndShow(view.held, saved);
      if (asked !== view.asked) return;
      model.take({ ...shown, note: problem ? noteOf(view, "problem", problem) : noteOf(view, "fine", said) });
      if (!problem) await remember(view.held.id, basisOf(view), shown);
    } catch (error) {
      say("");
      const why = error instanceof Error ? error.message : String(error);
      const text = `Python could not say what follows (${why}). Load this page again; what is kept stays.`;
      model.take({ note: noteOf(view, "problem", text) });
    }
  });
}

/**
 * What shows the whole file stands at the end of most pages: Python need not start for it before it is seen.
 *
 * @param {View} view
 */
function followWhenSeen(view) {
  const { held, place } = view;
  if (!held.wholeFile || !place || python.ready) {
    follow(view, {});
    return;
  }
  if (view.waits) return;
  view.waits = new IntersectionObserver((seen) => {
    if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
    view.waits?.disconnect();
    view.waits = undefined;
    follow(view, {});
  });
  view.waits.observe(place);
}

/** @param {View} view */
async function pythonFor(view) {
  if (python.ready) return;
  view.model.take({ note: noteOf(view, "saving", STARTING) });
  say(SAID_ONCE);
  await python.start(setup);
  say("");
}

/** @param {View} view @param {import("./answers.js").Fields} changes */
function ask({ held }, changes) {
  const { id: name, cell, file } = held;
  return python.ask({ name, cell, file, document: textOf(file), changes });
}

/** Whoever begins to type an answer will ask for what follows. If Python cannot start, it is said when it is asked. */
function startAhead() {
  python.start(setup).catch(() => {});
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
  const known = !held.needsPython || !concerns(view) || (await recall(id, basisOf(view)));
  if (typeof known === "object") view.model.take(known);
  const { default: module } = await import(new URL(`../views/${held.script}.js`, import.meta.url).href);
  const host = document.createElement("div");
  await module.render({ model: view.model, el: host });
  place.replaceChildren(host);
  view.place = host;
  if (held.needsPython) place.addEventListener("input", startAhead, { once: true });
  if (!known) followWhenSeen(view);
}

onKeptElsewhere((file) => {
  for (const view of views.filter(({ held }) => held.file === file)) {
    view.kept = fieldsOf(file, view.held.section);
    view.model.take({ answer: view.kept });
    if (view.held.needsPython && concerns(view)) followWhenSeen(view);
  }
  count();
});

const places = [...document.querySelectorAll(".course-view")];
if (places.length) document.querySelector("article")?.append(line);
// One after the other, from the top: the first is what is read first.
for (const place of places) draw(place);
count();
leadToPages();
offline();
