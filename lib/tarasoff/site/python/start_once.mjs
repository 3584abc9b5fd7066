// Starts the browser's Python once, while the site is built, and keeps what it has then: its memory, with the course in
// it, and its files. From these a page starts without unpacking or importing anything. Called with the folder of
// Python's core, where it writes started.gz, and with the folder of what is imported.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const [core, packages] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(core, "pyodide.mjs")).href);
const python = await loadPyodide({ indexURL: `${core}/`, _makeSnapshot: true });
const where = python.runPython("import site; site.getsitepackages()[0]");

/** @type {[string, Uint8Array][]} */
const files = readdirSync(packages, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .sort()
  .map((file) => [where + file.slice(packages.length), new Uint8Array(readFileSync(file))]);
for (const [path, content] of files) {
  python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
  python.FS.writeFile(path, content);
}
python.runPython(`
import gc, importlib
importlib.invalidate_caches()
from tarasoff.site.without_kernel import bring_all
bring_all()
gc.collect()
`);

const memory = python.makeMemorySnapshot();
const list = new TextEncoder().encode(JSON.stringify(files.map(([path, { length }]) => [path, length])));
// The memory comes first: it has to begin where a number of four bytes can.
const sizes = new Uint8Array(new Uint32Array([memory.length, list.length, 0, 0]).buffer);
const all = Buffer.concat([sizes, memory, list, ...files.map(([, content]) => content)]);
writeFileSync(join(core, "started.gz"), gzipSync(all, { level: 9 }));
