// A view that waits for a guess. Until there is one, Python sends the question and nothing of what the view shows.

import { frame } from "../shared/frame.js";
import { guessNodes } from "./guess.js";

/**
 * @typedef {import("../shared/frame.js").Props<any, any>} Props
 * @typedef {(props: Props) => () => void} Render
 */

/** @type {Render} */
function questionAlone({ model, el: host }) {
  const { title } = model.get("content");
  const view = frame(model, host, title);
  view.body.replaceChildren(...guessNodes(view, model));
  return view.remove;
}

/**
 * Draw a view once it may be seen, and the question before that.
 *
 * @param {Render} open
 * @returns {Render}
 */
export function behindGuess(open) {
  return (props) => {
    const { model, el: host } = props;
    const closed = () => model.get("content").closed === true;
    const draw = () => (closed() ? questionAlone : open)(props);
    let was = closed();
    let remove = draw();
    function turn() {
      if (closed() === was) return;
      was = closed();
      remove();
      remove = draw();
      // The button that was pressed has gone, and the keyboard's place with it.
      /** @type {HTMLElement | null} */ (host.querySelector("[data-verdict]"))?.focus();
    }
    model.on("change:content", turn);
    return () => {
      model.off("change:content", turn);
      remove();
    };
  };
}
