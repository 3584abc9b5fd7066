// The line above a lecture, where other notebooks have their tools: the way to all lectures, where the exercises stand,
// and a button that starts them.

/** @typedef {"waiting" | "starting" | "ready" | "stopped"} Phase */

/** @type {Record<Phase, string>} */
const SAID = {
  waiting: "Press Start to open the exercises.",
  starting: "The exercises are opening. You can read on.",
  ready: "",
  stopped: "The exercises have stopped. Your answers are kept: press Start.",
};

/**
 * @param {HTMLElement} toolbar
 * @param {() => void} onstart
 */
export function barOf(toolbar, onstart) {
  const home = document.createElement("a");
  home.href = "00-start.ipynb";
  home.textContent = "Keep it, or pass it on?";
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.addEventListener("click", onstart);
  const bar = document.createElement("div");
  bar.className = "tarasoff-bar";
  bar.append(home, said, button);
  toolbar.prepend(bar);
  /** @param {Phase} phase */
  function show(phase) {
    bar.dataset.phase = phase;
    said.textContent = SAID[phase];
    button.textContent = phase === "ready" ? "Start again" : "Start";
    button.disabled = phase === "starting";
  }
  show("waiting");
  return show;
}
