// A text is kept when its writer pauses, leaves the box, or the view is removed; not at every letter.

/**
 * @param {HTMLInputElement | HTMLTextAreaElement} box
 * @param {(text: string) => void} keep
 * @param {number} [pause] in milliseconds
 */
export function keepTyped(box, keep, pause = 600) {
  /** @type {ReturnType<typeof setTimeout> | null} */
  let typing = null;
  // Cut at its longest, text may end in half a character, which no file can hold.
  const written = () => box.value.toWellFormed?.() ?? box.value;
  function rest() {
    if (typing !== null) clearTimeout(typing);
    typing = null;
  }
  function send() {
    rest();
    keep(written());
  }
  box.addEventListener("input", () => {
    rest();
    typing = setTimeout(send, pause);
  });
  box.addEventListener("change", send);
  return {
    written,
    send,
    /** Send what was typed and not sent yet, if there is any. */
    settle() {
      if (typing !== null) send();
    },
  };
}
