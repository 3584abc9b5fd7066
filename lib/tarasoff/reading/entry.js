// What JupyterLab and Notebook load first. They expect a container of webpack's module federation; this one is so small
// that nothing has to be built: it hands out the module beside it.
{
  const here = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  const page = /** @type {{ _JUPYTERLAB?: Record<string, object> }} */ (/** @type {unknown} */ (globalThis));
  page._JUPYTERLAB = page._JUPYTERLAB ?? {};
  page._JUPYTERLAB.tarasoff = {
    init() {},
    async get() {
      const { plugin } = await import(new URL("plugin.js", here).href);
      return () => plugin;
    },
  };
}
