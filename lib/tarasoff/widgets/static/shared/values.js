// Values that come from Python, and words with gaps.

/**
 * What is known of some values. A null is an answer that was taken back; and in a browser's own Python, None arrives as
 * undefined.
 *
 * @param {Record<string, any>} values
 * @returns {Record<string, any>}
 */
export function known(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value != null));
}

/**
 * A sentence whose gaps, in braces, are filled in. A gap that nobody can fill stays as it is.
 *
 * @param {string} sentence
 * @param {Record<string, string | number | null | undefined>} values
 * @returns {string}
 */
export function filledIn(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (gap, name) => String(values[name] ?? gap));
}

/** The mark beside the name of a verdict. @type {Record<string, string>} */
export const SIGNS = { fits: "✓", defensible: "◐", over: "▲", under: "▼", wrong: "✗" };
