// The rationale of a case.

import { writing } from "../keeping/writing.js";

/**
 * @param {import("./choices.js").Setting & { model: import("../shared/frame.js").Model }} setting
 * @returns {import("./choices.js").Step}
 */
export function rationaleStep({ part: { rationale: label, words, longest }, view, keep, model }) {
  return writing({ label, name: "rationale", words, longest, view, keep, model });
}
