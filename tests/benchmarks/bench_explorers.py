"""From a slider to the changed picture, in Chromium: the explorers, and the same exhibit as people usually build it."""

import importlib.util
import json
import statistics
import tempfile
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
MOVES = 40
LIMIT_MEDIAN_MS, LIMIT_P95_MS = 16, 50
EXPLORERS = (
    "DisclosureSimulator",
    "BreakEven",
    "TrustLedger",
    "ClinicYears",
    "PeopleGrid",
    "RocBoard",
    "ThresholdExplorer",
    "BalanceMap",
)

# The same people, drawn in the kernel: once through an Output, once as SVG that is sent as a string.
OUTPUT = """
import ipywidgets as w
from IPython.display import display
from tarasoff.exhibits.risk import people_grid
from tarasoff.plots.exhibit import exhibit_figure
grid = people_grid()
out = w.Output()
out.add_class('bench-output-picture')
slider = w.IntSlider(30, 0, 100, description='base')
slider.add_class('bench-output')
def show(change):
    with out:
        out.clear_output(wait=True)
        display(exhibit_figure(grid, {'sensitivity': change['new'] / 100}).figure)
slider.observe(show, names='value')
show({'new': 30})
display(w.VBox([slider, out]))
"""
SVG = """
import io
held = w.HTML()
held.add_class('bench-svg-picture')
other = w.IntSlider(30, 0, 100, description='base')
other.add_class('bench-svg')
def send(change):
    text = io.StringIO()
    exhibit_figure(grid, {'sensitivity': change['new'] / 100}).figure.savefig(text, format='svg')
    held.value = text.getvalue()
other.observe(send, names='value')
send({'new': 30})
display(w.VBox([other, held]))
"""

# Moves a native slider step by step; waits until the picture has changed and the next frame begins.
MOVE = """async ([view, picture, slider, moves, pause]) => {
  const input = view.querySelectorAll('input[type=range]')[slider];
  const target = view.querySelector(picture);
  const times = [], last = Number(input.max);
  let step = Number(input.value) < last / 2 ? 1 : -1;
  for (let move = 0; move < moves; move += 1) {
    await new Promise((done) => setTimeout(done, pause));
    const changed = new Promise((done) => {
      const watch = new MutationObserver(() => { watch.disconnect(); requestAnimationFrame(() => done()); });
      watch.observe(target, { childList: true, subtree: true, characterData: true });
    });
    if (Number(input.value) + step > last || Number(input.value) + step < 0) step = -step;
    input.value = Number(input.value) + step;
    const start = performance.now();
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await changed;
    times.push(performance.now() - start);
  }
  return times;
}"""

# The stock slider is no native input: it is moved through its model, as a drag would.
STOCK = """async ([name, picture, moves]) => {
  const root = document.querySelector(name);
  const target = document.querySelector(picture);
  const handle = root.querySelector('.noUi-handle');
  const times = [];
  for (let move = 0; move < moves; move += 1) {
    await new Promise((done) => setTimeout(done, 250));
    const changed = new Promise((done) => {
      const watch = new MutationObserver(() => { watch.disconnect(); requestAnimationFrame(() => done()); });
      watch.observe(target, { childList: true, subtree: true, characterData: true });
    });
    const start = performance.now();
    handle.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
    await changed;
    times.push(performance.now() - start);
  }
  return times;
}"""


def harness():
    spec = importlib.util.spec_from_file_location("browser", ROOT / "tests" / "browser" / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def notebook(path):
    cells = [f"from tarasoff import {', '.join(EXPLORERS)}", *(f"{one}()" for one in EXPLORERS), OUTPUT, SVG]
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(one) for one in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.write(made, path)


def figures(times):
    ordered = sorted(times)
    return {
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 1),
        "max_ms": round(ordered[-1], 1),
    }


def main():
    tests = harness()
    found = {}
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as state, sync_playwright() as play:
        path = Path(folder) / "bench.ipynb"
        notebook(path)
        server = tests.Server(Path(folder), Path(state))
        browser = play.chromium.launch(executable_path=tests.find_chromium(), args=tests.FLAGS)
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 2400})
            tests.Lab(page, server, path).open().run_all()
            page.wait_for_timeout(3000)
            views = page.locator(".tarasoff")
            for place, name in enumerate(EXPLORERS):
                view = views.nth(place)
                view.scroll_into_view_if_needed()
                handle = view.element_handle()
                found[name] = figures(page.evaluate(MOVE, [handle, ".tf-pictures", 0, MOVES, 30]))
                page.wait_for_timeout(600)
                # Another slider each time, once the first has come to rest.
                other = page.evaluate(MOVE, [handle, ".tf-pictures", 1, MOVES, 30])
                found[f"{name}, next slider"] = figures(other)
                page.wait_for_timeout(600)
            for name, picture in (
                (".bench-output", ".bench-output-picture"),
                (".bench-svg", ".bench-svg-picture"),
            ):
                page.locator(name).scroll_into_view_if_needed()
                page.wait_for_timeout(500)
                label = "the same through Output" if "output" in name else "the same as SVG from the kernel"
                found[label] = figures(page.evaluate(STOCK, [name, picture, MOVES]))
        finally:
            browser.close()
            server.stop()
    for name, times in found.items():
        print(f"{name:40} median {times['median_ms']:6.1f} ms  p95 {times['p95_ms']:6.1f}  max {times['max_ms']:6.1f}")
    ours = [times for name, times in found.items() if name.split(",")[0] in EXPLORERS]
    print(
        json.dumps(
            {
                "bench": "explorers",
                "moves": MOVES,
                "median_ms": max(one["median_ms"] for one in ours),
                "p95_ms": max(one["p95_ms"] for one in ours),
                "output_median_ms": found["the same through Output"]["median_ms"],
                "svg_median_ms": found["the same as SVG from the kernel"]["median_ms"],
                "each": found,
            }
        )
    )


if __name__ == "__main__":
    main()
