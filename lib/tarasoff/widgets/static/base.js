// Shared by every view. Python puts this text before the view's own module: no bundler, no imports.
// Text from Python becomes text nodes, never markup.

// The mark beside the name of a verdict.
const SIGNS = { fits: "✓", defensible: "◐", over: "▲", under: "▼", wrong: "✗" };

const CONTROLS = new Set(["input", "button", "textarea", "select", "summary", "a"]);

function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  // Without this, JupyterLab takes "d d" on a button for its own shortcut and deletes the learner's cell.
  if (CONTROLS.has(name) || attributes.tabindex !== undefined) node.setAttribute("data-lm-suppress-shortcuts", "true");
  return node;
}

// Ids and radio names must differ between views, and between two views of one model.
function unique(prefix) {
  globalThis.tarasoffViews = (globalThis.tarasoffViews ?? 0) + 1;
  return `tarasoff-${prefix}-${globalThis.tarasoffViews}`;
}

// The frame of a view: a named region, a summary, a note on saving, and one live region that speaks.
function frame(model, host, label, signal) {
  const body = el("div");
  const note = el("p", { class: "tf-note" });
  const live = el("p", { class: "tf-live", role: "status", "aria-live": "polite" });
  // A form of its own keeps the names of radio buttons apart from those of another view.
  const form = el("form", { novalidate: true, onsubmit: (event) => event.preventDefault() }, body);
  host.replaceChildren(el("section", { class: "tarasoff", "aria-label": label }, form, note, live));
  let waiting = null;

  const say = (text) => {
    live.textContent = "";
    // Emptied first, so that the same words are spoken again.
    setTimeout(() => { live.textContent = text; }, 30);
  };
  const tell = (tone, text) => {
    note.className = `tf-note tf-${tone}`;
    note.textContent = text;
  };
  const onNote = () => {
    const { tone, text } = model.get("note");
    clearTimeout(waiting);
    if (!text) return;
    tell(tone, tone === "problem" ? `⚠ ${text}` : text);
    if (tone === "problem") say(text);
  };
  const on = (name, handler) => {
    model.on(name, handler);
    signal?.addEventListener("abort", () => model.off(name, handler));
  };
  on("change:note", onNote);
  onNote();

  return {
    body,
    say,
    on,
    answer: () => model.get("answer"),
    // Python validates and saves; its note says how that went. False if there was nothing to send. Null takes an answer back: to Python, a field that is
    // left out is one that this window has not heard of.
    keep(changes) {
      const next = { ...model.get("answer"), ...changes };
      if (JSON.stringify(next) === JSON.stringify(model.get("answer"))) return false;
      model.set("answer", next);
      // Which note was on the screen, so that Python knows what was not; and a number, so that this is always sent.
      model.set("seen", [model.get("note").count ?? 0, Math.random()]);
      model.save_changes();
      tell("fine", "Saving…");
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        tell("problem", "⚠ Not saved yet: the kernel does not answer. Run this cell again (Shift+Enter), then choose again.");
        say("Not saved yet: the kernel does not answer. Run this cell again.");
      }, 5000);
      return true;
    },
  };
}

// A line that follows the summary from Python. It is not spoken by itself: most views have something better to say.
function summaryLine(view, model) {
  const line = el("p", { class: "tf-summary" });
  const show = () => { line.textContent = model.get("summary").text ?? ""; };
  view.on("change:summary", show);
  show();
  return line;
}

// Where nothing is judged, what is heard after each change is that it is saved, and what is still open. Before that,
// what the view has to say of the change itself; nothing at all if it says null.
function speakWhenSaved(view, model, first = () => "") {
  view.on("change:note", () => {
    const { tone, text } = model.get("note");
    if (tone !== "fine") return;
    const told = first();
    if (told !== null) view.say([told, text, model.get("summary").text].filter(Boolean).join(" "));
  });
}

// Radio buttons: native, in a fieldset, one tab stop.
function radios({ legend, options, onpick, inline = false, name = unique("radio") }) {
  const inputs = options.map(({ id, label }) => {
    const input = el("input", { type: "radio", name, value: id, onchange: () => onpick(id) });
    return { id, input, row: el("label", { class: "tf-option" }, input, el("span", {}, label)) };
  });
  const node = el("fieldset", { class: inline ? "tf-inline" : "" },
    el("legend", {}, legend), inline ? el("div", { class: "tf-row" }, inputs.map(({ row }) => row)) : inputs.map(({ row }) => row));
  return {
    node,
    inputs,
    set(picked) { for (const { id, input } of inputs) input.checked = id === picked; },
  };
}

function button(text, onclick, attributes = {}) {
  return el("button", { type: "button", class: "tf-button", onclick, ...attributes }, text);
}

// Words with what stands in braces filled in.
function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// A native control under its label.
function field(label, control) {
  control.id = unique("field");
  return el("div", { class: "tf-field" }, el("label", { class: "tf-label", for: control.id }, label), control);
}

// A native menu.
function menu({ label, options, onpick, picked = "" }) {
  const select = el("select", { class: "tf-menu", onchange: () => onpick(select.value) },
    options.map(({ id, label: text }) => el("option", { value: id }, text)));
  select.value = picked;
  return { node: field(label, select), select, set(value) { select.value = value ?? ""; } };
}

// A link to a page that was read. Only web addresses become one, whatever the data says.
function pageLink(url) {
  let host = "";
  try {
    const { protocol, hostname } = new URL(url);
    if (protocol === "https:" || protocol === "http:") host = hostname.replace(/^www\./, "");
  } catch { /* no address */ }
  return host ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, host) : "";
}

// Source lines: what it is, how sure, and where it was read.
function sourceList(sources) {
  return el("ul", { class: "tf-sources" }, sources.map(({ text, confidence, links }) => el("li", {},
    text, confidence ? el("span", { class: "tf-read" }, ` Confidence: ${confidence}.`) : "",
    links.flatMap((link) => [" ", pageLink(link)]))));
}
