// The answers, kept in this browser in the form of answers.json. Every tab of the site writes to the same place.

const SCHEMA = 2;
// Entries of these are answers of their own; see changes.py.
const BY_ENTRY = new Set(["criteria"]);
const PLACE = "tarasoff/";

/** @typedef {Record<string, any>} Fields field to answer; null takes one back */

/** What is kept cannot be read, or nothing can be kept; the message says what to do. */
export class KeepingError extends Error {}

/** @param {any} value @returns {value is Fields} */
const isFields = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Fields after some of them have changed.
 *
 * @param {Fields} fields
 * @param {Fields} changes
 * @returns {Fields}
 */
export function merged(fields, changes) {
  const after = { ...fields };
  for (const [field, value] of Object.entries(changes)) {
    const nested = BY_ENTRY.has(field) && isFields(value);
    after[field] = nested ? merged(isFields(fields[field]) ? fields[field] : {}, value) : value;
    if (after[field] == null) delete after[field];
  }
  return after;
}

/**
 * What an answer changes of what was shown.
 *
 * @param {Fields} answer
 * @param {Fields} shown
 * @returns {Fields}
 */
export function changed(answer, shown) {
  const fields = Object.entries(answer).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(shown[field]),
  );
  return Object.fromEntries(
    fields.map(([field, value]) =>
      BY_ENTRY.has(field) && isFields(value) && isFields(shown[field])
        ? [field, changed(value, shown[field])]
        : [field, value],
    ),
  );
}

/**
 * What leads from some fields to others.
 *
 * @param {Fields} before
 * @param {Fields} after
 * @returns {Fields}
 */
export function between(before, after) {
  const gone = Object.keys(before).filter((field) => !(field in after));
  return { ...Object.fromEntries(gone.map((field) => [field, null])), ...changed(after, before) };
}

/**
 * The text of an answer file; empty if there is none yet.
 *
 * @param {string} file
 * @returns {string}
 */
export function textOf(file) {
  return localStorage.getItem(PLACE + file) ?? "";
}

/**
 * @param {string} file
 * @returns {Record<string, any>}
 */
function documentOf(file) {
  const text = textOf(file);
  if (!text) return { schema: SCHEMA, answers: {} };
  const found = JSON.parse(text);
  if (found.schema === SCHEMA && isFields(found.answers)) return found;
  throw new KeepingError("Your answers were kept by another version of the course. They were left as they are.");
}

/**
 * What is kept of one part.
 *
 * @param {string} file
 * @param {string} section
 * @returns {Fields}
 */
export function fieldsOf(file, section) {
  const held = documentOf(file).answers[section];
  return isFields(held) ? held : {};
}

/**
 * Keep some changes. Nothing else in the file changes, whichever tab wrote it.
 *
 * @param {{ file: string, assignment: string, section: string }} where
 * @param {Fields} changes
 * @returns {Fields} what is kept of that part now
 * @throws {KeepingError} the browser keeps nothing
 */
export function keep({ file, assignment, section }, changes) {
  const before = documentOf(file);
  const fields = merged(fieldsOf(file, section), changes);
  const saved = `${new Date().toISOString().slice(0, 19)}+00:00`;
  const answers = { ...before.answers, [section]: fields };
  const { schema = SCHEMA, assignment: _owner, saved: _before, answers: _answers, ...others } = before;
  replace(file, `${JSON.stringify({ schema, assignment, saved, answers, ...others }, null, 1)}\n`);
  return fields;
}

/**
 * @param {string} file
 * @param {string} text
 */
export function replace(file, text) {
  try {
    localStorage.setItem(PLACE + file, text);
  } catch {
    throw new KeepingError("Not saved: this browser keeps nothing, or has no room left. Make room, then choose again.");
  }
}

/**
 * Hear of what another tab has kept.
 *
 * @param {(file: string) => void} listener
 */
export function onKeptElsewhere(listener) {
  addEventListener("storage", ({ key }) => {
    if (key?.startsWith(PLACE)) listener(key.slice(PLACE.length));
  });
}
