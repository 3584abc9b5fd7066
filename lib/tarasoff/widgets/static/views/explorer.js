// Explorers: native sliders, and pictures drawn here from what Python says of each position. No formula lives here.

import { behindGuess } from "../asking/gate.js";
import { guessNodes } from "../asking/guess.js";
import { outcome, prediction, track } from "../explorer/parts.js";
import { positionsOf, sceneAt, valuesOf } from "../explorer/scenes.js";
import { button, menu } from "../shared/controls.js";
import { el } from "../shared/dom.js";
import { frame } from "../shared/frame.js";
import { sourceList } from "../shared/sources.js";

/**
 * @typedef {import("../explorer/scenes.js").Slider} Slider
 * @typedef {import("../explorer/scenes.js").Scene} Scene
 * @typedef {import("../explorer/scenes.js").Summary} Summary
 *
 * @typedef {object} Content
 * @property {string} title
 * @property {Slider[]} sliders
 * @property {{ label: string, note: string, at: Record<string, number> }[]} presets
 * @property {import("../explorer/parts.js").Guess} guess
 * @property {import("../asking/guess.js").Asked | null} [gate] what had to be guessed first
 * @property {string[]} caveats
 * @property {import("../shared/sources.js").SourceLine[]} sources
 */

const REST_MS = 150;
const SPEAK_MS = 500;

/**
 * What the sliders rest on.
 *
 * @param {Content} content
 */
function footing({ sliders, caveats, sources }) {
  const lines = sliders.map(({ label, basis, rows }) =>
    el("li", {}, el("strong", {}, `${label}. `), basis, rows.length ? ` [${rows.join(", ")}]` : ""),
  );
  const summary = el("summary", {}, "Where the numbers come from");
  return [
    ...caveats.map((caveat) => el("p", { class: "tf-hint" }, caveat)),
    el("details", {}, summary, el("ul", {}, lines), sourceList(sources)),
  ];
}

/**
 * Sends what was moved, once it rests. One message at a time: what was moved meanwhile goes with the next, so that a
 * held key cannot flood the kernel.
 *
 * @param {import("../shared/frame.js").View} view
 * @param {(moved: Set<string>) => Record<string, number>} values
 */
function postman(view, values) {
  /** @type {Set<string>} */
  let moved = new Set();
  let sending = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;
  function send() {
    if (sending || !moved.size) return;
    const changes = values(moved);
    moved = new Set();
    sending = view.keep(changes);
  }
  view.on("change:note", () => {
    sending = false;
    send();
  });
  view.beforeRemoval(() => {
    clearTimeout(resting);
    sending = false;
    send();
  });
  return {
    send,
    /** @param {string} id */
    waitsFor: (id) => moved.has(id),
    /** @param {string[]} ids */
    moved(ids) {
      for (const id of ids) moved.add(id);
    },
    /** @param {number} wait */
    rest(wait) {
      clearTimeout(resting);
      resting = setTimeout(send, wait);
    },
  };
}

/**
 * Sliders set at once: to the numbers of an example, or back to where they began.
 *
 * @param {Content} content
 * @param {(values: Record<string, number>) => void} onchoose
 */
function examplesOf({ presets, sliders }, onchoose) {
  const note = el("p", { class: "tf-hint tf-preset-note" });
  /** @param {Record<string, number>} values @param {string} said */
  function choose(values, said) {
    note.textContent = said;
    onchoose(values);
  }
  const list = menu({
    label: "Examples, from studies and others",
    options: [{ id: "", label: "Choose one" }, ...presets.map(({ label }, index) => ({ id: String(index), label }))],
    onpick(id) {
      if (id !== "") choose(presets[Number(id)].at, presets[Number(id)].note);
    },
  });
  const startOver = button("Start over", () => {
    list.set("");
    choose(Object.fromEntries(sliders.map(({ id, start }) => [id, start])), "");
  });
  list.node.classList.add("tf-begin");
  return { nodes: [presets.length ? list.node : "", note], startOver };
}

/** @param {import("../shared/frame.js").Props<Content, Summary>} props */
function openExplorer({ model, el: host }) {
  const content = model.get("content");
  const { title, sliders } = content;
  const view = frame(model, host, title);
  const at = { ...model.get("summary").at };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let speaking;
  let unsaid = false;

  const post = postman(view, (moved) => valuesOf(sliders, at, moved));
  const rest = () => post.rest(0);
  const tracks = sliders.map((slider) => track(slider, (position) => move({ [slider.id]: position }), rest));
  const guess = prediction(content.guess, view.say, show);
  const result = outcome();
  const examples = examplesOf(content, (values) => {
    move(positionsOf(sliders, values));
    post.rest(0);
  });

  function show() {
    for (const { id, set } of tracks) set(at[id]);
    const scene = sceneAt(model.get("summary"), at);
    if (!scene) return post.send();
    result.show(scene, guess.show(scene));
    if (unsaid) speak();
  }
  /** Once Python has said what follows; on a busy machine that comes late. */
  function speak() {
    const scene = sceneAt(model.get("summary"), at);
    unsaid = !scene;
    if (scene && !result.node.inert) view.say(scene.says);
  }
  /** @param {Record<string, number>} positions */
  function move(positions) {
    Object.assign(at, positions);
    post.moved(Object.keys(positions));
    guess.forget();
    unsaid = false;
    show();
    post.rest(REST_MS);
    clearTimeout(speaking);
    speaking = setTimeout(speak, SPEAK_MS);
  }
  view.on("change:summary", () => {
    const sent = model.get("summary").at;
    for (const { id } of sliders) if (!post.waitsFor(id)) at[id] = sent[id];
    show();
  });
  view.beforeRemoval(() => clearTimeout(speaking));

  // Whoever has guessed at the gate is not asked a second time.
  const predicting = content.gate ? [] : [guess.choice];
  const choices = el("div", { class: "tf-row tf-begin" }, examples.startOver, predicting);
  const folded = (/** @type {boolean} */ more) =>
    tracks.filter((_, index) => Boolean(sliders[index].more) === more).map(({ node }) => node);
  const further = folded(true);
  const more = further.length
    ? el("details", { class: "tf-more" }, el("summary", {}, "More assumptions"), el("div", {}, further))
    : "";
  const controls = [...examples.nodes, ...folded(false), more, choices, ...guess.nodes];
  const right = el("div", { class: "tf-result" }, result.node);
  const columns = el("div", { class: "tf-explorer" }, right, el("div", {}, controls));
  view.body.replaceChildren(...guessNodes(view, model), columns, ...footing(content));
  show();
  return view.remove;
}

const render = behindGuess(openExplorer);

export default { render };
