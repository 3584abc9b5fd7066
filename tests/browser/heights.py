"""Measures how high each exercise of the course is: so much place is kept for it until it is there. make heights."""

import importlib.util
import json
import os
import re
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "lib" / "tarasoff" / "reading" / "heights.json"
# A phone, twice the size on a laptop, a tablet, and where the page has its full width.
WIDTHS = (390, 683, 900, 1280)
READY = '.tarasoff-bar[data-phase="ready"]'
# The page itself remembers how high its exercises are whenever somebody has scrolled; it is asked for that.
SCROLLED = "(by) => { document.querySelector('.jp-WindowedPanel-outer').scrollTop = by; }"
REMEMBERED = """(path) => {
  const kept = JSON.parse(localStorage.getItem('tarasoff-reading:' + path) ?? '{}');
  return kept.width === document.querySelector('.jp-WindowedPanel-outer').clientWidth && kept;
}"""
REST_MS = 700


def harness():
    spec = importlib.util.spec_from_file_location("browser", ROOT / "tests" / "browser" / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def high(page, port, token, path):
    """Cell to its height at each width, and the width of the page then."""
    page.goto(f"http://127.0.0.1:{port}/notebooks/{path}?token={token}")
    page.locator(READY).wait_for(timeout=120_000)
    widths, cells = [], {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        page.wait_for_timeout(REST_MS)
        page.evaluate(SCROLLED, width)
        kept = page.wait_for_function(REMEMBERED, arg=path).json_value()
        widths.append(kept["width"])
        for cell, height in kept["high"].items():
            cells.setdefault(cell, []).append(height)
    return widths, cells


def main():
    tests, lectures = harness(), {}
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as state:
        shutil.copytree(ROOT / "course", Path(folder) / "course", ignore=shutil.ignore_patterns("answers.json"))
        os.environ["JUPYTER_CONFIG_PATH"] = str(Path(folder) / "course" / ".jupyter")
        server = tests.Server(Path(folder), Path(state))
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=tests.find_chromium(), args=tests.FLAGS)
                for path in sorted((ROOT / "course").glob("*.ipynb")):
                    page = browser.new_context(viewport={"width": WIDTHS[-1], "height": 844}).new_page()
                    widths, lectures[path.name] = high(page, server.port, server.token, f"course/{path.name}")
                    page.context.close()
        finally:
            server.stop()
    text = json.dumps({"widths": widths, "lectures": lectures}, indent=2)
    # An exercise is a line.
    FILE.write_text(re.sub(r"\s+(?=\d|\])", " ", text).replace("[ ", "[").replace(" ]", "]") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
