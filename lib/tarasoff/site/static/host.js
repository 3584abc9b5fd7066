// The page of a lecture: draws its views, keeps what is answered, and starts Python when a view first needs it.

import { between, changed, fieldsOf, KeepingError, keep, onKeptElsewhere, textOf } from "./answers.js";
import { copies } from "./copies.js";
import { leadToPages } from "./links.js";
import { modelOf } from "./model.js";
import { offline } from "./offline.js";
import * as python from "./python.js";
import { recall, remember } from "./shown_before.js";

/**
 * What stands in the page for a view.
 * @typedef {{
 *   id: string, cell: string, script: string, file: string, assignment: string, section: string,
 *   needsPython: boolean, completed: boolean, alsoReads: string[], content: any, summary: any,
 * }} Held
 *
 * @typedef {{ held: Held, model: import("./model.js").Model, asked: number, kept: import("./answers.js").Fields }} View
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
  for (const view of views.filter((one) => one.held.file === held.file && one.held.section === held.section)) {
    view.kept = fields;
    view.model.take({ answer: fields });
    if (view.held !== held && view.held.needsPython && concerns(view)) follow(view, {});
  }
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
    if (!python.ready && !held.completed) keepAndShow(held, changes);
    follow(view, changes);
  } catch (error) {
    if (!(error instanceof KeepingError)) throw error;
    model.take({ note: noteOf(view, "problem", error.message) });
  }
}

/** What is kept of all that a view shows: its own part, and those that it reads beside it. @param {View} view */
function basisOf({ held, kept }) {
  return { own: kept, ...Object.fromEntries(held.alsoReads.map((part) => [part, fieldsOf(held.file, part)])) };
}

/** Whether something is kept that this view shows. Guesses lie in one part, each under a name of its own. @param {View} view */
function concerns(view) {
  const { own, ...others } = basisOf(view);
  const field = view.held.content.gate?.field;
  const mine = field ? field in own : Object.keys(own).length > 0;
  return mine || Object.values(others).some((fields) => Object.keys(fields).length > 0);
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
      const { problem, kept, ...shown } = await ask(view, changes);
      const saved = between(view.kept, kept ?? view.kept);
      if (Object.keys(saved).length) keepAndShow(view.held, saved);
      if (asked !== view.asked) return;
      model.take({ ...shown, note: problem ? noteOf(view, "problem", problem) : noteOf(view, "fine", "Saved.") });
      if (!problem) await remember(view.held.id, basisOf(view), shown);
    } catch (error) {
      say("");
      const why = error instanceof Error ? error.message : String(error);
      const text = `Python could not say what follows (${why}). Load this page again; what is kept stays.`;
      model.take({ note: noteOf(view, "problem", text) });
    }
  });
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
  if (held.needsPython) place.addEventListener("input", startAhead, { once: true });
  if (!known) follow(view, {});
}

onKeptElsewhere((file) => {
  for (const view of views.filter(({ held }) => held.file === file)) {
    view.kept = fieldsOf(file, view.held.section);
    view.model.take({ answer: view.kept });
    if (view.held.needsPython && concerns(view)) follow(view, {});
  }
});

const places = [...document.querySelectorAll(".course-view")];
if (places.length) document.querySelector("article")?.append(line);
// One after the other, from the top: the first is what is read first.
for (const place of places) draw(place);
const copying = document.getElementById("course-copies");
if (copying) copies(copying);
leadToPages();
offline();
