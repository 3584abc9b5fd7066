// After the first visit the site works without a network: a service worker keeps its files.

const PATIENCE_MS = 4000;

/** Begin to keep the site, once the page is there; Python's files last, and not where data is to be spared. */
export function offline() {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  const begin = async () => {
    await serviceWorker.register(new URL("../../service_worker.js", import.meta.url));
    const { active } = await serviceWorker.ready;
    /** @type {{ saveData?: boolean } | undefined} */
    const connection = /** @type {any} */ (navigator).connection;
    if (!connection?.saveData) setTimeout(() => active?.postMessage("keep Python"), PATIENCE_MS);
  };
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true });
}
