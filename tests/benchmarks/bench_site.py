"""The site in Chromium, served from this machine and cut off from all other hosts: how soon it reads, and answers."""

import json
import os
import sys
import tempfile
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "build" / "site"
LECTURE = "course/00-start.html"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ROUNDS = int(os.environ.get("ROUNDS", "5"))
MOST = {
    "readable_ms": 700,
    "first_view_ms": 1500,
    "python_cold_ms": 12_000,
    "python_again_ms": 5000,
    "lecture_kb": 1500,
    "site_mb": 60,
    "requests_elsewhere": 0,
}

READABLE = """() => new Promise((done) => new PerformanceObserver((list) => {
  for (const one of list.getEntriesByName('first-contentful-paint')) done(one.startTime);
}).observe({ type: 'paint', buffered: true }))"""
FIRST_VIEW = """() => new Promise((done) => {
  const look = () => document.querySelector('.tarasoff') ? done(performance.now()) : requestAnimationFrame(look);
  look();
})"""
WEIGHT = """() => [...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]
  .reduce((sum, one) => sum + one.transferSize, 0) / 1000"""


class Server(SimpleHTTPRequestHandler):
    """Says how long it has worked, and nothing else."""

    def log_message(self, *_):
        pass


def processor_seconds(browser_pid):
    """What a browser and all that it started have used so far."""
    tick, used, children = 100, 0.0, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append((int(stat.parent.name), sum(map(int, fields[11:15])) / tick))
    fresh = [browser_pid]
    while fresh:
        for pid, seconds in children.get(fresh.pop(), ()):
            used += seconds
            fresh.append(pid)
    return used


def guess(page, number):
    """Give a guess, and see how long it takes until Python has judged it."""
    view = page.locator('.tarasoff[aria-label="Guess first"]').first
    view.get_by_role("spinbutton").fill(str(number))
    begun = time.perf_counter()
    view.get_by_role("button").first.click()
    view.get_by_text(f"You said {number};").wait_for(timeout=180_000)
    return (time.perf_counter() - begun) * 1000


def visit(play, base, folder, first):
    """One browser with a profile of its own, as a reader who comes for the first time, or comes back."""
    elsewhere = []
    browser = play.chromium.launch_persistent_context(folder, executable_path=chromium(), args=FLAGS)
    ours = (base, "data:", "blob:")
    browser.on("request", lambda one: None if one.url.startswith(ours) else elsewhere.append(one.url))
    page = browser.pages[0]
    page.goto(f"{base}/{LECTURE}", wait_until="commit")
    view = page.evaluate(FIRST_VIEW)
    found = {"first_view_ms": view, "readable_ms": page.evaluate(READABLE), "lecture_kb": page.evaluate(WEIGHT)}
    before = processor_seconds(os.getpid())
    found["python_ms"] = guess(page, 40 if first else 50)
    found["python_cpu_ms"] = (processor_seconds(os.getpid()) - before) * 1000
    if first:
        page.wait_for_timeout(8000)
    browser.close()
    return found, elsewhere


def chromium():
    sys.path.insert(0, str(ROOT / "tests" / "browser"))
    from conftest import find_chromium

    return find_chromium()


def main():
    if not (SITE / "index.html").exists():
        sys.exit("There is no site yet. Run: make site")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, directory=SITE))
    server.handle_error = lambda *_: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    cold, again, elsewhere = [], [], []
    with sync_playwright() as play:
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as folder:
                for first, into in ((True, cold), (False, again)):
                    found, others = visit(play, base, folder, first)
                    into.append(found)
                    elsewhere += others
    best = lambda rounds, name: round(min(one[name] for one in rounds))  # noqa: E731  the machine is never quiet
    figures = {
        **{name: best(cold, name) for name in ("readable_ms", "first_view_ms", "lecture_kb")},
        "python_cold_ms": best(cold, "python_ms"),
        "python_cold_cpu_ms": best(cold, "python_cpu_ms"),
        "python_again_ms": best(again, "python_ms"),
        "python_again_cpu_ms": best(again, "python_cpu_ms"),
        "site_mb": round(sum(file.stat().st_size for file in SITE.rglob("*") if file.is_file()) / 1e6, 1),
        "requests_elsewhere": len(elsewhere),
    }
    for name, value in figures.items():
        print(f"{name:22} {value:>8}  {f'at most {MOST[name]}' if name in MOST else ''}")
    print(json.dumps({"bench": "site", "rounds": ROUNDS, **figures}))


if __name__ == "__main__":
    main()
