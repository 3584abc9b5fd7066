// The worker in which Python runs: the same course as in a kernel, from the same wheel.

const PYTHON = new URL("../../python/", import.meta.url).href;
const FOLDER = "/course";

/** @type {Promise<(question: any) => Record<string, any>> | undefined} */
let page;

/**
 * Python's memory as it was when the site was built, if it is at hand: to fetch it takes longer than to do without.
 *
 * @returns {Promise<ArrayBuffer | undefined>}
 */
async function started() {
  const kept = await globalThis.caches?.match(`${PYTHON}started.gz`);
  return kept?.body ? new Response(kept.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer() : undefined;
}

/**
 * @param {string[]} setup
 * @returns {Promise<(question: any) => Record<string, any>>}
 */
async function open(setup) {
  const { loadPyodide } = await import(`${PYTHON}pyodide.mjs`);
  const python = await loadPyodide({
    indexURL: PYTHON,
    lockFileURL: `${PYTHON}pyodide-lock.json`,
    packages: ["tarasoff-in-a-page"],
    _loadSnapshot: await started(),
  });
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
