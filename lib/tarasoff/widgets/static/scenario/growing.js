// A row of pieces of which only what is new is drawn, so that what somebody reads or writes stays where it is.

/**
 * @typedef {{ told: any, make: () => HTMLElement }} Piece what it says, and how to draw it
 */

/** @param {HTMLElement} place */
export function growing(place) {
  /** @type {{ told: string, node: HTMLElement }[]} */
  let shown = [];
  /**
   * @param {Piece[]} pieces
   * @returns {HTMLElement | undefined} the first that is new
   */
  return (pieces) => {
    const before = shown;
    shown = pieces.map(({ told, make }, index) => {
      const said = JSON.stringify(told);
      return before[index]?.told === said ? before[index] : { told: said, node: make() };
    });
    const first = shown.findIndex(({ node }, index) => node !== before[index]?.node);
    const kept = first < 0 ? shown.length : first;
    for (const { node } of before.slice(kept)) node.remove();
    place.append(...shown.slice(kept).map(({ node }) => node));
    return shown[kept]?.node;
  };
}
