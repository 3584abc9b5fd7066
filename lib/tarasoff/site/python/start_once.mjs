// Starts the browser's Python once, while the site is built, and keeps its memory: from that it starts in a fifth of
// the time. Called with the folder of Python's files; writes started.gz there.

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const folder = `${process.argv[2]}/`;
const { loadPyodide } = await import(pathToFileURL(`${folder}pyodide.mjs`).href);
const python = await loadPyodide({ indexURL: folder, _makeSnapshot: true });
const { packages } = JSON.parse(readFileSync(`${folder}pyodide-lock.json`, "utf8"));
const { file_name, depends } = packages["tarasoff-in-a-page"];
const where = python.runPython("import site; site.getsitepackages()[0]");
for (const file of [file_name, ...depends.map((name) => packages[name].file_name)]) {
  python.unpackArchive(new Uint8Array(readFileSync(folder + file)), "wheel", { extractDir: where });
}
// No more than this: what is kept must fit into the memory with which Python begins.
python.runPython(`
import gc, importlib
importlib.invalidate_caches()
import tarasoff.site.without_kernel
gc.collect()
`);
writeFileSync(`${folder}started.gz`, gzipSync(python.makeMemorySnapshot(), { level: 9 }));
