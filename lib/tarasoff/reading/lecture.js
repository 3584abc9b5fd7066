// One lecture in its panel: plain to look at, kept from mishaps, and its exercises started.

import { barOf } from "./bar.js";
import { asPage } from "./hearing.js";
import { followLinks } from "./links.js";
import { hasRun, resume } from "./memory.js";

/**
 * @typedef {import("./jupyter.d.ts").App} App
 * @typedef {import("./jupyter.d.ts").Context} Context
 * @typedef {import("./jupyter.d.ts").Panel} Panel
 */

// Only what lies in the course's own folder starts by itself: never what somebody has handed in.
const STARTS_BY_ITSELF = /^course\/[^/]+\.ipynb$/;
const GONE = new Set(["restarting", "autorestarting", "terminating", "dead"]);

/**
 * A notebook has been opened; if it is a lecture, let it be a page.
 *
 * @param {App} app
 * @param {Panel} panel
 * @param {Context} context
 */
export async function openLecture(app, panel, context) {
  await context.ready;
  if (context.model.getMetadata("tarasoff")?.page !== "lecture") return;
  panel.addClass("tarasoff-lecture");
  panel.fit();
  // A double click would open the source of a text, although nobody can change it.
  const { content } = panel;
  content.notebookConfig = { ...content.notebookConfig, showEditorForReadOnlyMarkdown: false };
  followLinks(app, panel.node, () => context.path);
  keepFileAsItIs(context);
  const start = exercises(panel);
  const itself = STARTS_BY_ITSELF.test(context.path);
  if (itself) {
    await panel.revealed;
    await resume(context.path, panel.node, content.widgets);
  }
  // Shown when everything has its place.
  panel.addClass("tarasoff-placed");
  if (itself) await start();
  asPage(panel.node);
}

/**
 * What a reader does goes to answers.json. The lecture's own file is not saved by itself; and views of an earlier
 * session, which nothing can show any more, are not shown.
 *
 * @param {Context} context
 */
function keepFileAsItIs({ model }) {
  for (const cell of model.cells) cell.clearExecution?.();
  model.dirty = false;
  model.stateChanged.connect(() => {
    if (model.dirty) model.dirty = false;
  });
}

/**
 * The bar, and what its button does.
 *
 * @param {Panel} panel
 */
function exercises({ content, sessionContext, toolbar }) {
  let starting = false;
  async function start() {
    if (starting) return;
    starting = true;
    show("starting");
    const well = await runThrough(content.widgets, sessionContext);
    starting = false;
    show(well ? "ready" : "stopped");
  }
  const show = barOf(toolbar.node, start);
  sessionContext.statusChanged.connect((_, status) => {
    if (!starting && GONE.has(status)) show("stopped");
  });
  return start;
}

/**
 * Runs the cells one after the other, and leaves the reader where they are: Jupyter's own command goes to the end.
 *
 * @param {readonly import("./jupyter.d.ts").Cell[]} cells
 * @param {import("./jupyter.d.ts").SessionContext} sessionContext
 * @returns {Promise<boolean>} whether every cell did what it should
 */
async function runThrough(cells, sessionContext) {
  await sessionContext.ready;
  for (const cell of cells) {
    if (cell.model.type !== "code") continue;
    try {
      const reply = await cell.constructor.execute(cell, sessionContext);
      if (reply?.content.status !== "ok") return false;
      hasRun(cell);
    } catch {
      // The kernel went in the middle of it; the bar says how to begin again.
      return false;
    }
  }
  return true;
}
