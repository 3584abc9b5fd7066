// What Python has said before of the same answers, so that a page that is opened again shows it at once.

const STORE = "tarasoff-shown";

/** @param {string} view */
const address = (view) => new URL(`shown/${encodeURIComponent(location.pathname)}/${view}`, import.meta.url);

/** Which version of the course said it: that of the page's own modules. */
const version = document.querySelector('meta[name="course-version"]')?.getAttribute("content") ?? "";

/**
 * @param {string} view
 * @param {Record<string, import("./answers.js").Fields>} kept the answers that it was said of
 * @param {import("./python.js").Shown} shown
 */
export async function remember(view, kept, shown) {
  // Without a secure address a browser offers no store; then Python is asked again.
  if (!globalThis.caches) return;
  const store = await caches.open(STORE);
  await store.put(address(view), new Response(JSON.stringify({ version, kept, shown })));
}

/**
 * @param {string} view
 * @param {Record<string, import("./answers.js").Fields>} kept
 * @returns {Promise<import("./python.js").Shown | undefined>}
 */
export async function recall(view, kept) {
  if (!globalThis.caches) return undefined;
  const found = await (await caches.match(address(view), { cacheName: STORE }))?.json();
  const fits = found?.version === version && JSON.stringify(found.kept) === JSON.stringify(kept);
  return fits ? found.shown : undefined;
}
