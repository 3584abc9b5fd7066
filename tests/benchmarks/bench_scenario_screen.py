"""A choice in a scenario, in JupyterLab in Chromium: until it is on the screen, and until what follows is there too.

On a machine with other work the clock says little, so the processor time of page and kernel is measured beside it.
"""

import importlib.util
import json
import tempfile
from pathlib import Path

import nbformat
import psutil
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PLAYS = 4
COUNTED = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
BUDGET_MS = 50

# Takes the first way, and waits for the frame in which it is marked, then for the turn that follows.
TIMED = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const way = document.querySelector('.tf-now .tf-way-on, .tf-now .tf-first');
  const before = document.querySelectorAll('.tf-turn').length;
  const start = performance.now();
  way.click();
  await frame();
  const shown = performance.now() - start;
  await new Promise(done => {
    const there = () => document.querySelectorAll('.tf-turn').length > before && (watch.disconnect(), done());
    const watch = new MutationObserver(there);
    watch.observe(document.querySelector('.tf-talk'), { childList: true });
    there();
  });
  return [shown, performance.now() - start];
}"""
AGAIN = """() => [...document.querySelectorAll('.tf-looking .tf-button')]
  .find(one => /same facts/.test(one.textContent)).click()"""


def harness():
    spec = importlib.util.spec_from_file_location("browser", ROOT / "tests" / "browser" / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def kernel_of(server):
    """The process that holds the scenario."""
    children = psutil.Process(server.process.pid).children(recursive=True)
    return next(one for one in children if "ipykernel" in str(one.cmdline()))


def busy(page):
    """Processor time of scripts, styles and layout in the page so far, in milliseconds; painting is the machine's."""
    metrics = page.send("Performance.getMetrics")["metrics"]
    return 1000 * sum(one["value"] for one in metrics if one["name"] in COUNTED)


def worked(kernel):
    spent = kernel.cpu_times()
    return 1000 * (spent.user + spent.system)


def plays(page, kernel):
    """Milliseconds of each choice: until it is shown, until what follows is; of the processor, in page and kernel."""
    inside = page.context.new_cdp_session(page)
    inside.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.get_by_role("button", name="Begin").click()
    for _ in range(PLAYS):
        page.locator(".tf-now .tf-way-on").first.wait_for()
        while not page.locator(".tf-looking").count():
            before = busy(inside), worked(kernel)
            times = page.evaluate(TIMED)
            yield (*times, busy(inside) - before[0], worked(kernel) - before[1])
        page.evaluate(AGAIN)
        page.locator(".tf-looking").wait_for(state="detached")


def main():
    tests = harness()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as state, sync_playwright() as driver:
        book = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
        book.cells = [nbformat.v4.new_code_cell("from tarasoff import Scenario\nScenario('staff-door', seed=7)")]
        nbformat.write(book, Path(folder) / "cells.ipynb")
        server = tests.Server(Path(folder), Path(state))
        browser = driver.chromium.launch(executable_path=tests.find_chromium(), args=tests.FLAGS)
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            tests.Lab(page, server, Path(folder) / "cells.ipynb").open().run_all()
            shown, followed, in_page, in_kernel = zip(*plays(page, kernel_of(server)), strict=True)
        finally:
            browser.close()
            server.stop()
    figures = {
        "choices": len(shown),
        "choice_on_screen_p95_ms": round(percentile(shown, 0.95), 1),
        "what_follows_p50_ms": round(percentile(followed, 0.5), 1),
        "what_follows_p95_ms": round(percentile(followed, 0.95), 1),
        "page_processor_p95_ms": round(percentile(in_page, 0.95), 1),
        "kernel_processor_mean_ms": round(sum(in_kernel) / len(in_kernel), 1),
        "budget_ms": BUDGET_MS,
    }
    print(f"A choice is on the screen within {figures['choice_on_screen_p95_ms']} ms, 95 times of 100.")
    print(json.dumps({"bench": "scenario_screen", **figures}))


main()
