// Render each view from the text that Python sends, without a browser, a signal or a network, and let it go again.
//
// Given a file with a list of { name, esm, state }. Prints one line for each thing that is wrong.

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { fakeModel, shown } from "./page.js";

/** As in a browser's own Python, where None arrives as undefined. */
function withoutNull(value) {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(withoutNull);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutNull(one)]));
}

function problemsOf(view, state) {
  const model = fakeModel(state);
  const page = shown(view, model);
  const problems = page.host.innerHTML.match(/.{0,60}\b(?:NaN|undefined)\b.{0,20}/g) ?? [];
  if (!page.find(".tarasoff form")) problems.push("nothing is shown");
  if (!model.listening()) problems.push("it does not listen to its model");
  const html = page.host.innerHTML;
  page.remove();
  if (model.listening()) problems.push(`it goes on listening to ${model.listening()} things after it was removed`);
  if (model.sent.length) problems.push("it sends what nobody changed");
  return { problems, html };
}

/** Ids are new each time. */
const alike = (html) => html.replace(/tarasoff-(\w+)-\d+/g, "tarasoff-$1");

const [file] = process.argv.slice(2);
for (const [index, { name, esm, state }] of JSON.parse(readFileSync(file, "utf8")).entries()) {
  const module = `${file}.${index}.mjs`;
  writeFileSync(module, esm);
  const { default: view } = await import(pathToFileURL(module).href);
  const asSent = problemsOf(view, state);
  const inBrowser = problemsOf(view, withoutNull(state));
  for (const problem of [...asSent.problems, ...inBrowser.problems]) console.log(`${name}: ${problem}`);
  if (alike(asSent.html) !== alike(inBrowser.html)) console.log(`${name}: a None that arrives as undefined changes it`);
}
