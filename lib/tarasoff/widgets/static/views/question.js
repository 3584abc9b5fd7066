// One question at a time; after "Check" every option shows its reason.

import { asked, missedNow } from "../asking/asked.js";
import { el } from "../shared/dom.js";
import { frame } from "../shared/frame.js";
import { pageTurner, stepRow } from "../shared/steps.js";

/**
 * @typedef {{ questions: import("../asking/asked.js").Question[] }} Content
 */

/** @param {import("../shared/frame.js").Props<Content>} props */
function render({ model, el: host }) {
  const { questions } = model.get("content");
  const many = questions.length > 1;
  const view = frame(model, host, many ? "Practice questions" : "Question");
  const summary = el("p", { class: "tf-summary" });
  let at = Math.max(
    0,
    questions.findIndex(({ id }) => !view.answer()[id]?.checked),
  );
  const steps = stepRow("Questions", questions.length, (index) => turn(index - at));
  const pages = pageTurner(turn);
  let shown = build();

  function mark() {
    steps.show(at, (index) => {
      const { id, options } = questions[index];
      const { picked, checked } = view.answer()[id] ?? {};
      const where = `Question ${index + 1} of ${questions.length}`;
      if (!checked) return { kind: "", label: `${where}, not answered` };
      const right = options.find(({ letter }) => letter === picked)?.right;
      return { kind: right ? "right" : "wrong", label: `${where}, ${right ? "right" : "not right"}` };
    });
  }
  function build() {
    const question = questions[at];
    const given = () => view.answer()[question.id] ?? {};
    const made = asked(question, {
      given,
      say: view.say,
      // What was wrong once comes back in the review, whatever is chosen next.
      keep: (now) => view.keep({ [question.id]: { ...now, ...missedNow(question, given(), now) } }),
      again: () => {
        const { missed } = missedNow(question, given(), {});
        view.keep({ [question.id]: missed ? { picked: null, checked: false, missed } : null });
      },
    });
    mark();
    pages.show(`Question ${at + 1} of ${questions.length}`, at > 0, at < questions.length - 1);
    view.body.replaceChildren(...(many ? [steps.node] : []), ...made.nodes, ...(many ? [pages.node, summary] : []));
    return made;
  }
  /** @param {number} by */
  function turn(by) {
    at += by;
    shown = build();
    shown.stem.focus();
  }
  function count() {
    const checked = questions.filter(({ id }) => view.answer()[id]?.checked);
    const right = checked.filter(({ id, options }) =>
      options.some((option) => option.right && option.letter === view.answer()[id].picked),
    );
    summary.textContent = `${checked.length} of ${questions.length} checked, ${right.length} right.`;
  }
  count();
  view.on("change:answer", () => {
    shown.show();
    mark();
    count();
  });
  return view.remove;
}

export default { render };
