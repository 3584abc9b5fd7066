// Explorers: native sliders, and pictures drawn here from what Python says of each position. No formula lives here.

const SVG = "http://www.w3.org/2000/svg";

function draw(name, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.append(...children.flat(Infinity));
  return node;
}

// The text beside says the same, so a screen reader is spared the strokes.
const canvas = (width, height, ...children) =>
  draw("svg", { viewBox: `0 0 ${width} ${height}`, class: "tf-picture", "aria-hidden": "true", focusable: "false" }, ...children);

const words = (x, y, text, attributes = {}) => draw("text", { x, y, ...attributes }, text);

// A look is a shape and a shade: never a colour alone.
const SHAPES = {
  strong: (x, y) => `M${x - 3.6} ${y - 3.6}h7.2v7.2h-7.2z`,
  other: (x, y) => `M${x} ${y - 4.2}l4.2 7.8h-8.4z`,
  weak: (x, y) => `M${x - 3.2} ${y}a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0z`,
  empty: (x, y) => `M${x - 1.3} ${y}a1.3 1.3 0 1 0 2.6 0a1.3 1.3 0 1 0 -2.6 0z`,
};

function swatch(look, kind) {
  const shape = kind === "curve"
    ? draw("path", { d: "M0 7h22", class: `tf-curve tf-look-${look}` })
    : kind === "part"
      ? draw("rect", { x: 1, y: 1, width: 20, height: 12, class: `tf-part tf-look-${look}` })
      : draw("path", { d: SHAPES[look](11, 7), class: `tf-icon tf-look-${look}` });
  return draw("svg", { viewBox: "0 0 22 14", width: 22, height: 14, "aria-hidden": "true", focusable: "false" }, shape);
}

const legend = (items) => el("ul", { class: "tf-legend" }, items.map(([sign, text]) => el("li", {}, sign, ` ${text}`)));

const letter = (at) => String.fromCharCode(65 + at);

const PICTURES = {
  crowd({ groups }) {
    const across = 50, size = 10;
    const total = groups.reduce((sum, { count }) => sum + count, 0);
    let at = 0;
    const icons = groups.map(({ count, look }) => {
      let path = "";
      for (const end = at + count; at < end; at += 1) path += SHAPES[look]((at % across + 0.5) * size, (Math.floor(at / across) + 0.5) * size);
      return draw("path", { d: path, class: `tf-icon tf-look-${look}` });
    });
    return [canvas(across * size, Math.ceil(total / across) * size, icons),
      legend(groups.map(({ label, count, look }) => [swatch(look, "icon"), `${label}: ${count}`]))];
  },
  bars({ bars, of }) {
    const width = 500, step = 50;
    const rows = bars.map(({ label, parts }, row) => {
      let x = 0;
      return draw("g", {}, words(0, row * step + 14, label), parts.map(({ count, look }) => {
        const wide = (count / of) * width;
        const part = [draw("rect", { x, y: row * step + 20, width: wide, height: 22, class: `tf-part tf-look-${look}` })];
        if (wide > 34) part.push(words(x + wide / 2, row * step + 36, Math.round(count), { "text-anchor": "middle", class: `tf-on tf-on-${look}` }));
        x += wide;
        return part;
      }));
    });
    return [canvas(width, bars.length * step, rows), legend(bars[0].parts.map(({ label, look }) => [swatch(look, "part"), label]))];
  },
  graph({ x, y, curves, dots, uprights }) {
    const [left, top, wide, high] = [60, 20, 410, 210];
    const px = (value) => left + ((value - x.low) / (x.high - x.low)) * wide;
    const py = (value) => top + high - ((value - y.low) / (y.high - y.low)) * high;
    const ticks = [
      ...x.ticks.map(([at, text]) => words(px(at), top + high + 18, text, { "text-anchor": "middle" })),
      ...y.ticks.map(([at, text]) => words(left - 6, py(at) + 4, text, { "text-anchor": "end" })),
    ];
    const frameOf = draw("path", { d: `M${left} ${top}v${high}h${wide}`, class: "tf-axis" });
    const bands = uprights.flatMap(({ at, to }, index) => {
      // A band's letter stands inside, where no line's letter is.
      const name = words(to === null ? px(at) : (px(at) + px(to)) / 2, to === null ? top - 5 : top + high - 6, letter(index), { "text-anchor": "middle", class: "tf-letter" });
      const shape = to === null
        ? draw("path", { d: `M${px(at)} ${top}v${high}`, class: "tf-upright" })
        : draw("rect", { x: px(at), y: top, width: Math.max(1, px(to) - px(at)), height: high, class: "tf-band" });
      return [shape, name];
    });
    const lines = curves.map(({ points, look }) => draw("polyline", { points: points.map(([a, b]) => `${px(a)},${py(b)}`).join(" "), class: `tf-curve tf-look-${look}` }));
    const marks = dots.map((dot) => draw("circle", { cx: px(dot.x), cy: py(dot.y), r: 6, class: "tf-dot" }));
    const signs = [
      ...curves.map(({ label, look }) => [swatch(look, "curve"), label]),
      ...dots.map(({ label }) => [el("span", { class: "tf-sign", "aria-hidden": "true" }, "◉"), label]),
      ...uprights.map(({ label }, index) => [el("span", { class: "tf-sign" }, letter(index)), label]),
    ];
    return [canvas(500, 276, bands, frameOf, ticks, lines, marks,
      words(left + wide / 2, top + high + 38, x.label, { "text-anchor": "middle" })),
    el("p", { class: "tf-read" }, `Upwards: ${y.label}.`), legend(signs)];
  },
  regions({ x, y, rows, legend: kinds, here }) {
    const [left, top, wide, high] = [60, 10, 410, 250];
    const [cw, ch] = [wide / rows[0].length, high / rows.length];
    const areas = kinds.map(([sign, , look]) => {
      let area = "", icons = "";
      rows.forEach((row, r) => [...row].forEach((cell, c) => {
        if (cell !== sign) return;
        area += `M${left + c * cw} ${top + r * ch}h${cw}v${ch}h${-cw}z`;
        if ((r + c) % 2 === 0) icons += SHAPES[look](left + (c + 0.5) * cw, top + (r + 0.5) * ch);
      }));
      return [draw("path", { d: area, class: `tf-area tf-look-${look}` }), draw("path", { d: icons, class: `tf-icon tf-look-${look}` })];
    });
    const px = (value) => left + ((value - x.low) / (x.high - x.low)) * wide;
    const py = (value) => top + high - ((value - y.low) / (y.high - y.low)) * high;
    const ticks = [
      ...x.ticks.map(([at, text]) => words(px(at), top + high + 18, text, { "text-anchor": "middle" })),
      ...y.ticks.map(([at, text]) => words(left - 6, py(at) + 4, text, { "text-anchor": "end" })),
    ];
    return [canvas(500, 306, areas, draw("path", { d: `M${left} ${top}v${high}h${wide}`, class: "tf-axis" }), ticks,
      draw("circle", { cx: px(here.x), cy: py(here.y), r: 7, class: "tf-dot" }),
      words(left + wide / 2, top + high + 38, x.label, { "text-anchor": "middle" })),
    el("p", { class: "tf-read" }, `Upwards: ${y.label}.`),
    legend([...kinds.map(([, text, look]) => [swatch(look, "icon"), text]), [el("span", { class: "tf-sign", "aria-hidden": "true" }, "◉"), here.label]])];
  },
};

export default {
  render({ model, el: host, signal }) {
    const { title, sliders, presets, guess, caveats, sources } = model.get("content");
    const view = frame(model, host, title, signal);
    const at = { ...model.get("summary").at };
    let moved = new Set(), sending = false, resting = null, speaking = null, drawn = null, guessed = null;

    // --- the sliders
    const controls = Object.fromEntries(sliders.map((slider) => [slider.id, track(slider)]));
    function track({ id, label, values, said, marks }) {
      const input = el("input", { type: "range", min: 0, max: values.length - 1, step: 1, class: "tf-range", oninput: () => move({ [id]: Number(input.value) }), onchange: () => rest(0) });
      const shown = el("output", { class: "tf-shown" });
      const head = el("div", { class: "tf-row tf-slider-head" });
      input.id = unique("slider");
      head.append(el("label", { for: input.id }, label), shown);
      const ticks = marks.map(({ at: place }, index) => el("span", { class: "tf-tick", style: `left: calc(8px + (100% - 16px) * ${place})` }, letter(index)));
      const node = el("div", { class: "tf-slider" }, head, input,
        marks.length ? el("div", { class: "tf-ticks", "aria-hidden": "true" }, ticks) : "",
        marks.length ? el("details", { class: "tf-marks" }, el("summary", {}, "Marks on the track"),
          el("ul", {}, marks.map(({ label: name }, index) => el("li", {}, `${letter(index)}: ${name}`)))) : "");
      return { node, set(position) {
        input.value = position;
        shown.textContent = said[position];
        input.setAttribute("aria-valuetext", said[position]);
      } };
    }

    // --- predict first
    const first = el("input", { type: "checkbox", onchange: () => { guessed = null; show(); } });
    const number = el("input", { type: "number", class: "tf-menu tf-number", min: guess.low, max: guess.high, step: "any", onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); reveal(); } } });
    const asked = el("div", { class: "tf-guess", hidden: true }, field(`${guess.question} ${guess.unit ? `(${guess.unit})` : ""}`, number), button("Show", reveal));
    const verdict = el("p", { class: "tf-summary" });
    function reveal() {
      if (number.value === "" || Number.isNaN(Number(number.value))) {
        view.say("Type a number first.");
        number.focus();
        return;
      }
      guessed = Number(number.value);
      show();
      view.say(`${verdict.textContent} ${drawn.says}`);
    }

    // --- what follows
    const says = el("p", { class: "tf-says" });
    const pictures = el("div", { class: "tf-pictures" });
    const table = el("table", { class: "tf-table tf-words" });
    const result = el("div", { class: "tf-result-body" }, says, pictures,
      el("details", {}, el("summary", {}, "The same as numbers"), el("div", { class: "tf-scroll" }, table)));
    const note = el("p", { class: "tf-hint tf-preset-note" });

    function show() {
      for (const { id } of sliders) controls[id].set(at[id]);
      const scene = here();
      if (!scene) return send(); // Two sliders were moved at once: these numbers are not here yet.
      drawn = scene;
      const hidden = first.checked && guessed === null;
      asked.hidden = !first.checked;
      result.classList.toggle("tf-covered", hidden);
      result.inert = hidden;
      verdict.textContent = guessed === null ? "" : scene.guess === null
        ? `You said ${guessed}. There is no such number here.` : `You said ${guessed}. It is ${scene.guess}${guess.unit === "%" ? "%" : guess.unit ? ` ${guess.unit}` : ""}.`;
      says.textContent = scene.says;
      const made = scene.pictures.map((picture) => el("figure", {}, el("figcaption", {}, picture.title), PICTURES[picture.kind](picture)));
      pictures.replaceChildren(...made);
      table.replaceChildren(el("tbody", {}, scene.numbers.map(([what, much]) => el("tr", {}, el("th", { scope: "row" }, what), el("td", {}, much)))));
    }

    // Python sent the scenes along each slider for where the others stood. Any of these rows may hold this place.
    function here() {
      const { at: sent, rows } = model.get("summary");
      const away = sliders.filter(({ id }) => at[id] !== sent[id]);
      if (away.length > 1) return null;
      const { id } = away[0] ?? sliders[0];
      return rows[id][at[id]];
    }

    function move(changes) {
      Object.assign(at, changes);
      for (const id of Object.keys(changes)) moved.add(id);
      guessed = null;
      show();
      rest(150);
      clearTimeout(speaking);
      speaking = setTimeout(() => { if (drawn && !result.inert) view.say(drawn.says); }, 500);
    }

    function rest(wait) {
      clearTimeout(resting);
      resting = setTimeout(send, wait);
    }

    // One message at a time: what was moved meanwhile goes with the next, so that a held key cannot flood the kernel.
    function send() {
      if (sending || !moved.size) return;
      const changes = Object.fromEntries([...moved].map((id) => [id, sliders.find((one) => one.id === id).values[at[id]]]));
      moved = new Set();
      sending = view.keep(changes);
    }
    view.on("change:note", () => {
      sending = false;
      send();
    });

    view.on("change:summary", () => {
      const sent = model.get("summary").at;
      for (const { id } of sliders) if (!moved.has(id)) at[id] = sent[id];
      show();
    });

    const positions = (values) => Object.fromEntries(Object.entries(values).map(([id, value]) => [id, sliders.find((one) => one.id === id).values.indexOf(value)]));
    function choose(values, said = "") {
      note.textContent = said;
      move(positions(values));
      rest(0);
    }
    const examples = presets.length ? menu({
      label: "Examples, from studies and others",
      options: [{ id: "", label: "Choose one" }, ...presets.map(({ label }, index) => ({ id: String(index), label }))],
      onpick: (id) => { if (id !== "") choose(presets[id].at, presets[id].note); },
    }) : null;

    view.body.replaceChildren(
      el("h3", {}, title),
      el("div", { class: "tf-columns tf-explorer" },
        el("div", {},
          examples ? examples.node : "", note,
          sliders.map(({ id }) => controls[id].node),
          el("div", { class: "tf-row" }, button("Start over", () => {
            if (examples) examples.set("");
            choose(Object.fromEntries(sliders.map(({ id, start }) => [id, start])));
          }), el("label", { class: "tf-option" }, first, el("span", {}, "Predict first"))),
          asked, verdict),
        el("div", { class: "tf-result" }, result)),
      ...caveats.map((caveat) => el("p", { class: "tf-hint" }, caveat)),
      el("details", {}, el("summary", {}, "Where the numbers come from"),
        el("ul", {}, sliders.map(({ label, basis, rows }) => el("li", {}, el("strong", {}, `${label}. `), basis, rows.length ? ` [${rows.join(", ")}]` : ""))),
        sourceList(sources)));
    show();
  },
};
