// A text is kept when its writer pauses or leaves the box, not at every letter.
function keepTyped(box, keep, pause = 600) {
  let typing = null;
  // Cut at its longest, text may end in half a character, which no file can hold.
  const written = () => box.value.toWellFormed?.() ?? box.value;
  const send = () => { clearTimeout(typing); keep(written()); };
  box.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(send, pause); });
  box.addEventListener("change", send);
  return { written, send, stop: () => clearTimeout(typing) };
}
