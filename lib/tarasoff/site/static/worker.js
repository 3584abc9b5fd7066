// The worker in which Python runs: the same course as in a kernel, from the same wheel.

import { startedPython } from "./started.js";

const PYTHON = new URL("../../python/", import.meta.url).href;
const FOLDER = "/course";

/** @type {Promise<(question: any) => Record<string, any>> | undefined} */
let page;

/**
 * @param {string[]} setup
 * @returns {Promise<(question: any) => Record<string, any>>}
 */
async function open(setup) {
  const python = await startedPython(PYTHON);
  python.FS.mkdirTree(FOLDER);
  const room = python.pyimport("tarasoff.site.without_kernel");
  const opened = room.open_page(JSON.stringify(setup), FOLDER);
  return (question) => JSON.parse(room.shown(opened, JSON.stringify(question)));
}

addEventListener("message", async ({ data }) => {
  try {
    if (data.setup) {
      page = open(data.setup);
      await page;
      postMessage({});
    } else {
      const shown = await page;
      postMessage({ number: data.number, shown: shown?.(data.question) });
    }
  } catch (error) {
    const last = String(error).trim().split("\n").at(-1);
    postMessage({ ...("number" in data && { number: data.number }), failed: last });
  }
});
