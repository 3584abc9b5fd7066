// Keeps the site for when there is no network. What it keeps stands in kept.json, and its version in VERSION.

const VERSION = "VERSION";
const STORE = `tarasoff-site-${VERSION}`;
const HERE = new URL("./", location.href);

/** @returns {Promise<{ pages: string[], python: string[] }>} */
const list = async () => (await fetch(new URL(`kept.json?${VERSION}`, HERE))).json();

/** @param {string[]} files */
async function keep(files) {
  const store = await caches.open(STORE);
  for (const file of files) {
    const address = new URL(file, HERE);
    if (!(await store.match(address))) await store.add(new Request(address, { cache: "no-cache" }));
  }
}

/** @param {Request} request */
async function answer(request) {
  const address = new URL(request.url);
  if (address.pathname.endsWith("/")) address.pathname += "index.html";
  // What follows a question mark only names a version. To let the store leave it out would have it look at every file.
  address.search = "";
  const store = await caches.open(STORE);
  const found = await store.match(address);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok && address.href.startsWith(new URL("python/", HERE).href)) await store.put(address, response.clone());
  return response;
}

addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(list().then(({ pages }) => keep(pages)));
});
addEventListener("activate", (/** @type {any} */ event) => {
  const others = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("tarasoff-site-") && name !== STORE) await caches.delete(name);
    }
    await /** @type {any} */ (globalThis).clients.claim();
  };
  event.waitUntil(others());
});
addEventListener("message", (/** @type {any} */ event) => {
  if (event.data === "keep Python") event.waitUntil(list().then(({ python }) => keep(python)));
});
addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  // The notebooks in lite/ have a service worker of their own.
  const ours = request.url.startsWith(HERE.href) && !request.url.startsWith(new URL("lite/", HERE).href);
  if (request.method === "GET" && ours) event.respondWith(answer(request));
});
