// Which day it is. Python reads no clock but when it saves, and saves days as they are in Greenwich; so this is one.

/** @returns {string} such as "2026-11-28" */
export function today() {
  return new Date().toISOString().slice(0, 10);
}
