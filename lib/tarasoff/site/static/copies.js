// Keep a copy of the answers, and bring one back. Nothing is lost: what was here before is handed out first.

import { KeepingError, replace, textOf } from "./answers.js";

const FILE = "answers.json";

/** @param {string} name @param {string} text */
function handOut(name, text) {
  const link = document.createElement("a");
  link.download = name;
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.click();
  URL.revokeObjectURL(link.href);
}

/**
 * Why a file is no copy of the answers to this course; empty if it is one.
 *
 * @param {string} text
 */
export function problemOf(text) {
  /** @type {any} */
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    return "This file is damaged, or no copy of answers. Nothing was changed.";
  }
  if (found?.schema > 2) return "This copy comes from a newer version of the course. Nothing was changed.";
  if (found?.schema !== 2 || typeof found.answers !== "object" || !found.answers) {
    return "This file is no copy of answers. Nothing was changed.";
  }
  if (found.assignment !== "course")
    return `These are answers to ${found.assignment}, not to the lectures. Nothing was changed.`;
  return "";
}

/** @param {File} file @returns {Promise<string>} what became of it, in words */
async function bringBack(file) {
  const text = await file.text();
  const problem = problemOf(text);
  if (problem) return problem;
  const before = textOf(FILE);
  try {
    if (before && before !== text) handOut("answers-before.json", before);
    replace(FILE, text);
  } catch (error) {
    if (error instanceof KeepingError) return error.message;
    throw error;
  }
  return before && before !== text
    ? "The copy is back. What was here before is in your downloads, as answers-before.json."
    : "The copy is back. Open a lecture and go on.";
}

/** @param {Element} place */
export function copies(place) {
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  const keep = document.createElement("button");
  keep.type = "button";
  keep.className = "course-start";
  keep.textContent = "Keep a copy";
  keep.addEventListener("click", () => {
    const text = textOf(FILE);
    if (text) handOut(FILE, text);
    said.textContent = text ? "The copy is in your downloads." : "There is nothing to keep yet.";
  });
  const choose = document.createElement("input");
  choose.type = "file";
  choose.accept = ".json,application/json";
  choose.addEventListener("change", async () => {
    const [file] = choose.files ?? [];
    if (file) said.textContent = await bringBack(file);
  });
  const label = document.createElement("label");
  label.append("Bring one back ", choose);
  place.replaceChildren(keep, label, said);
}
