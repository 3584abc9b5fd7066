// Where the links of a lecture lead, wherever it is read.

import assert from "node:assert/strict";
import { test } from "node:test";
import { heightAt } from "../../lib/tarasoff/reading/heights.js";
import { addressOf, notebookAt } from "../../lib/tarasoff/reading/links.js";

const ORIGIN = "http://127.0.0.1:8888";
const FROM = "course/01-promise.ipynb";

test("a link is known as Jupyter writes it and as a view writes it", () => {
  const written = `${ORIGIN}/user/a/files/course/02-tarasoff.ipynb?_xsrf=2`;
  assert.equal(notebookAt(written, ORIGIN, FROM), "course/02-tarasoff.ipynb");
  assert.equal(notebookAt("02-tarasoff.ipynb", ORIGIN, FROM), "course/02-tarasoff.ipynb");
  assert.equal(notebookAt("../release/ps1/ps1.ipynb", ORIGIN, FROM), "release/ps1/ps1.ipynb");
});

test("other links stay what they are", () => {
  assert.equal(notebookAt("https://example.org/a.ipynb", ORIGIN, FROM), null);
  assert.equal(notebookAt("https://www.socialworkers.org/About/Ethics", ORIGIN, FROM), null);
  assert.equal(notebookAt("#Sources", ORIGIN, "course/room.md"), null);
});

test("the next page is of the same kind as this one", () => {
  const hub = "https://hub.org/user/a/notebooks/course/01-promise.ipynb?token=x#words";
  assert.equal(addressOf(hub, FROM, "course/a b.ipynb"), "https://hub.org/user/a/notebooks/course/a%20b.ipynb?token=x");
  const section = addressOf(`${ORIGIN}/notebooks/${FROM}#words`, FROM, "course/02-tarasoff.ipynb", "#The-two-opinions");
  assert.equal(section, `${ORIGIN}/notebooks/course/02-tarasoff.ipynb#The-two-opinions`);
  const still = "https://site.org/lite/notebooks/index.html?path=course/01-promise.ipynb";
  const next = new URL(addressOf(still, FROM, "course/02-tarasoff.ipynb"));
  assert.equal(next.pathname, "/lite/notebooks/index.html");
  assert.equal(next.searchParams.get("path"), "course/02-tarasoff.ipynb");
});

test("an exercise keeps a place between those of two widths, and at the ends that of the last", () => {
  const [widths, high] = [
    [400, 800],
    [600, 300],
  ];
  assert.deepEqual(
    [320, 400, 500, 800, 1280].map((width) => heightAt(widths, high, width)),
    [600, 600, 525, 300, 300],
  );
});
