"""The site, built once and served, and somebody who reads it."""

import json
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import nbformat
import pytest

# On a busy machine Python takes its time to start.
PATIENCE_MS = 120_000
PHONE = {"width": 390, "height": 844}
# A page that the course does not have, with a view of each kind whose clicks are compared.
CLICKS = (
    "from tarasoff import Guess, LinePoll, Question, Reflection, Scenario, TriageBoard",
    *('Question("opening")', 'Reflection("passed-on")', "LinePoll()", 'Guess("told-their-clinician")'),
    *("TriageBoard()", 'Scenario("staff-door", seed=7)'),
)
# What is kept for when there is no network.
EVERYTHING = """async () => {
  const { pages, python } = await (await fetch("kept.json")).json();
  const name = (await caches.keys()).find((one) => one.startsWith("tarasoff-site-"));
  return name && (await (await caches.open(name)).keys()).length >= pages.length + python.length;
}"""
DRAWN = "() => document.querySelectorAll('.course-view').length === document.querySelectorAll('.tarasoff').length"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def site_folder(root, tmp_path_factory):
    """The site, built with one notebook more than the course has."""
    course = tmp_path_factory.mktemp("course")
    texts = ("README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md")
    for name in ("pyproject.toml", *texts, "lib", "docs"):
        (course / name).symlink_to(root / name)
    shutil.copytree(root / "course", course / "course", ignore=shutil.ignore_patterns("answers.json", ".*"))
    book = nbformat.v4.new_notebook()
    words = "# Clicks\n\nWhat would you do at the staff door?\n\n## One of each"
    book.cells = [nbformat.v4.new_markdown_cell(words), *map(nbformat.v4.new_code_cell, CLICKS)]
    nbformat.write(book, course / "course" / "clicks.ipynb")
    fetched = root / "build" / "site-work" / "python"
    fetched.mkdir(parents=True, exist_ok=True)
    (course / "build" / "site-work").mkdir(parents=True)
    (course / "build" / "site-work" / "python").symlink_to(fetched)
    to = course / "site"
    command = [sys.executable, "-m", "tarasoff.site", "--no-notebooks", f"--root={course}", f"--to={to}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return to


@pytest.fixture(scope="session")
def site(site_folder):
    """The address of the site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site_folder))
    server.handle_error = lambda *_: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class Reader:
    """Somebody who reads the site, and whose requests to any other host are noted and refused."""

    def __init__(self, context, site):
        self.context, self.site, self.elsewhere, self.errors = context, site, [], []
        context.route("**/*", self.route)
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self.hear)

    def route(self, route):
        if route.request.url.startswith((self.site, "data:", "blob:")):
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()

    def hear(self, message):
        if message.type in ("error", "warning"):
            self.errors.append(f"{self.page.url} {message.text}")

    def open(self, page):
        self.page.goto(f"{self.site}/{page}.html")
        self.page.wait_for_function(DRAWN)
        return self

    def view(self, label):
        return self.page.locator(f'.tarasoff[aria-label="{label}"]').first

    def document(self):
        return json.loads(self.page.evaluate("() => localStorage.getItem('tarasoff/answers.json')") or "{}")

    def kept(self):
        return self.document().get("answers", {})

    def until(self, there):
        """Wait until what is kept is as it should be."""
        for _ in range(PATIENCE_MS // 100):
            if there(self.kept()):
                return self.kept()
            self.page.wait_for_timeout(100)
        raise AssertionError(self.kept())

    def guess(self, number, label="Guess first"):
        view = self.view(label)
        view.get_by_role("spinbutton").first.fill(str(number))
        view.get_by_role("button").first.click()
        view.get_by_text(f"You said {number};").wait_for()

    def go_offline(self):
        """Once everything is kept, cut the network off."""
        for _ in range(PATIENCE_MS // 200):
            if self.page.evaluate(EVERYTHING):
                return self.context.set_offline(True)
            self.page.wait_for_timeout(200)
        raise AssertionError("The site was not kept.")


@pytest.fixture
def new_reader(chromium, site):
    """``new_reader(**settings)``: somebody with a browser of their own, who meets no error and asks no other host."""
    readers = []

    def new_reader(**settings):
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **settings})
        readers.append(Reader(context, site))
        return readers[-1]

    yield new_reader
    for one in readers:
        one.context.close()
        assert one.elsewhere == []
        assert one.errors == []


@pytest.fixture
def reader(new_reader):
    return new_reader()


@pytest.fixture
def phone(new_reader):
    return new_reader(viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)


@pytest.fixture(scope="session")
def clicks():
    """The cells of the page whose clicks are compared."""
    return CLICKS
