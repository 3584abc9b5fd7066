// The plays of a scenario as they are kept, and what a browser adds to them: it says what was chosen, Python the rest.

/**
 * @typedef {{ choice: string, draw?: number }} Chosen
 * @typedef {{ seed?: number, version?: string, steps?: Chosen[] }} Run
 */

/**
 * @param {import("../shared/frame.js").View} view
 * @param {string} id the scenario
 */
export function plays(view, id) {
  const runs = () => /** @type {Run[]} */ (view.answer()[id]?.runs ?? []);
  const last = () => runs().at(-1) ?? {};
  /** @param {Run[]} kept */
  const send = (kept) => view.keep({ [id]: { runs: kept } });
  return {
    /** @param {string} version */
    begin: (version) => send([...runs(), { version, steps: [] }]),
    /** @param {string} choice */
    choose: (choice) => send([...runs().slice(0, -1), { ...last(), steps: [...(last().steps ?? []), { choice }] }]),
    /**
     * Draw once more what chance decided; the play as it was is kept as an earlier one.
     *
     * @param {number} step
     */
    drawAgain(step) {
      const steps = last().steps ?? [];
      const { choice, draw = 0 } = steps[step];
      send([...runs(), { ...last(), steps: [...steps.slice(0, step), { choice, draw: draw + 1 }] }]);
    },
  };
}
