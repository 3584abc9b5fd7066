// Python as it was when the site was built: its memory with the course in it, and its files. See start_once.mjs.

/**
 * Python, which goes on from there.
 *
 * @param {string} folder the address of its files
 * @returns {Promise<any>}
 */
export async function startedPython(folder) {
  const [{ memory, files }, { loadPyodide }, { default: make }] = await Promise.all([
    held(folder),
    import(`${folder}pyodide.mjs`),
    import(`${folder}pyodide.asm.mjs`),
  ]);
  const python = await loadPyodide({
    indexURL: folder,
    lockFileURL: `${folder}pyodide-lock.json`,
    _loadSnapshot: memory,
    /** @param {any} settings Python's own memory begins small, and has to hold all that was kept of it. */
    async createPyodideModule(settings) {
      const module = await make(settings);
      module.growMemory(memory.length);
      return module;
    },
  });
  for (const [path, content] of files) {
    python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    python.FS.writeFile(path, content, { canOwn: true });
  }
  return python;
}

/** @param {string} folder */
async function held(folder) {
  const response = await fetch(`${folder}started.gz`);
  if (!response.ok || !response.body) throw new Error(`started.gz did not come (${response.status})`);
  return parted(await new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
}

/**
 * What started.gz holds.
 *
 * @param {ArrayBuffer} all the sizes of memory and list; the memory; the list of files, path and size; the files
 * @returns {{ memory: Uint8Array, files: [string, Uint8Array][] }}
 */
export function parted(all) {
  const [inMemory, inList] = new Uint32Array(all, 0, 2);
  let at = 16;
  /** @param {number} size */
  const next = (size) => {
    at += size;
    return new Uint8Array(all, at - size, size);
  };
  const memory = next(inMemory);
  /** @type {[string, number][]} */
  const list = JSON.parse(new TextDecoder().decode(next(inList)));
  return { memory, files: list.map(([path, size]) => [path, next(size)]) };
}
