// What is typed stays in its box until it is in the file, or its writer takes another text. Nothing here is drawn.

/**
 * A text that was not saved, and what the file held when its writer began.
 * @typedef {{ text: string, before: string }} Draft
 */

/**
 * The drafts of views that were removed. With a kernel that has gone, the cell is run again and its view is a new one,
 * from a new copy of this module; so they lie in the page.
 *
 * @returns {Map<string, Draft>}
 */
export function draftsOfPage() {
  const page = /** @type {{ tarasoffDrafts?: Map<string, Draft> }} */ (/** @type {unknown} */ (globalThis));
  page.tarasoffDrafts ??= new Map();
  return page.tarasoffDrafts;
}

/** Follows one text that is written here, and may be written elsewhere. */
export function textInTheMaking() {
  let touched = false;
  let before = "";
  return {
    /** Its writer has changed it. */
    touch() {
      touched = true;
    },
    /**
     * The file holds this now.
     *
     * @param {string} held
     * @param {string} written what stands in the box
     * @returns {"show" | "offer" | "leave"} whether it goes into the box, is offered beside it, or neither
     */
    hear(held, written) {
      const news = held !== "" && held !== before && held !== written;
      if (!touched || held !== written) before = held;
      if (!touched) return "show";
      return news ? "offer" : "leave";
    },
    /** What was written is in the file. @param {string} held */
    saved(held) {
      touched = false;
      before = held;
    },
    /**
     * @param {string} written
     * @returns {Draft | null} what is lost if the view goes now
     */
    draft(written) {
      return touched ? { text: written, before } : null;
    },
  };
}

/**
 * What becomes of a draft when its box is drawn anew: it goes into the box; it is offered, since the file has changed
 * meanwhile; or there is nothing to do.
 *
 * @param {Draft | undefined} draft
 * @param {string} held what the file holds
 * @returns {"restore" | "offer" | "nothing"}
 */
export function fateOf(draft, held) {
  if (!draft || draft.text === held) return "nothing";
  return draft.before === held ? "restore" : "offer";
}
