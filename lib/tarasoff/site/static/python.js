// Python in a worker. It is started when a view first needs it, and stays while the page is open.

/**
 * What a view shows, and what is kept of it; see without_kernel.py.
 * @typedef {{ content?: any, summary?: any, answer?: any, kept?: any, document?: string, said?: string, problem?: string }} Shown
 * @typedef {{ name: string, cell: string, file: string, document: string, changes: Record<string, any> }} Question
 */

/** Python cannot start here; the message says why. */
export class NoPythonError extends Error {}

/** @type {Worker | undefined} */
let worker;
/** @type {Promise<void> | undefined} */
let starting;
/** @type {Map<number, { done: (shown: Shown) => void, fail: (error: Error) => void }>} */
const waiting = new Map();
let count = 0;

/** Whether Python can answer at once. */
export let ready = false;

/**
 * @param {string[]} setup the cells of the page that show nothing
 * @returns {Promise<void>} done when Python is there
 */
export function start(setup) {
  starting ??= new Promise((done, fail) => {
    worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    worker.onerror = (event) => fail(new NoPythonError(event.message || "its files did not come"));
    worker.onmessage = ({ data }) => {
      if ("failed" in data && !("number" in data)) fail(new NoPythonError(data.failed));
      else if (!("number" in data)) done();
      else {
        const question = waiting.get(data.number);
        waiting.delete(data.number);
        if ("failed" in data) question?.fail(new Error(data.failed));
        else question?.done(data.shown);
      }
    };
    worker.postMessage({ setup });
  });
  return starting.then(
    () => {
      ready = true;
    },
    (error) => {
      starting = undefined;
      worker?.terminate();
      throw error;
    },
  );
}

/**
 * @param {Question} question
 * @returns {Promise<Shown>}
 */
export function ask(question) {
  count += 1;
  const number = count;
  return new Promise((done, fail) => {
    waiting.set(number, { done, fail });
    worker?.postMessage({ number, question });
  });
}
