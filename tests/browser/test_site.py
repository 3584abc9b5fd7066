"""The web edition as a learner meets it: a real Chromium, no kernel, no other host, and in the end no network."""

import json
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import nbformat
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.online, pytest.mark.xdist_group("site")]

# On a busy machine Python takes its time to start.
PATIENCE_MS = 120_000
PHONE = {"width": 390, "height": 844}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def site(root, tmp_path_factory):
    """The address of the site, built with one notebook more than the course has."""
    course = tmp_path_factory.mktemp("course")
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff", "lib", "docs"):
        (course / name).symlink_to(root / name)
    shutil.copytree(root / "course", course / "course", ignore=shutil.ignore_patterns("answers.json", ".*"))
    book = nbformat.v4.new_notebook()
    words = "# A story\n\nWhat would you do at the staff door?"
    cells = ["from tarasoff import Scenario", 'Scenario("staff-door", seed=7)']
    book.cells = [nbformat.v4.new_markdown_cell(words), *map(nbformat.v4.new_code_cell, cells)]
    nbformat.write(book, course / "course" / "story.ipynb")
    fetched = root / "build" / "site-work" / "python"
    fetched.mkdir(parents=True, exist_ok=True)
    (course / "build" / "site-work").mkdir(parents=True)
    (course / "build" / "site-work" / "python").symlink_to(fetched)
    to = course / "site"
    command = [sys.executable, "-m", "tarasoff.site", "--no-notebooks", f"--root={course}", f"--to={to}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=to))
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

    def route(self, route):
        if route.request.url.startswith((self.site, "data:", "blob:")):
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()

    def open(self, page):
        self.page.goto(f"{self.site}/{page}.html")
        return self

    def view(self, label):
        return self.page.locator(f'.tarasoff[aria-label="{label}"]').first

    def kept(self):
        text = self.page.evaluate("() => localStorage.getItem('tarasoff/answers.json')")
        return json.loads(text)["answers"] if text else {}

    def guess(self, number):
        view = self.view("Guess first")
        view.get_by_role("spinbutton").fill(str(number))
        view.get_by_role("button").first.click()
        view.get_by_text(f"You said {number};").wait_for()


@pytest.fixture
def reader(chromium, site):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    someone = Reader(context, site)
    yield someone
    context.close()
    assert someone.elsewhere == []
    assert someone.errors == []


def test_a_question_is_answered_and_kept_without_python(reader):
    reader.open("course/00-start")
    question = reader.view("Question")
    question.get_by_role("radio").nth(3).check()
    question.get_by_role("button", name="Check").click()
    question.get_by_text("Saved.").wait_for()
    assert question.locator(".tf-reason").first.is_visible()
    assert reader.kept() == {"practice": {"opening": {"picked": "d", "checked": True}}}
    reader.page.reload()
    reader.view("Question").locator(".tf-reason").first.wait_for()
    assert reader.page.workers == [], "Python was started where nothing needs it"


def test_a_guess_starts_python_which_is_said_and_what_it_says_is_there_again(reader, tmp_path, monkeypatch):
    reader.open("course/00-start")
    status = reader.page.locator(".course-status")
    reader.view("Guess first").get_by_role("spinbutton").fill("55")
    reader.view("Guess first").get_by_role("button").first.click()
    reader.page.wait_for_function("() => document.querySelector('.course-status').textContent.includes('Python')")
    reader.view("Guess first").get_by_text("You said 55;").wait_for()
    assert status.text_content() == ""
    reader.guess(60)
    monkeypatch.chdir(tmp_path)
    from tarasoff import Guess

    kernel = Guess("told-their-clinician")
    kernel.answer = {"told-their-clinician": 60.0}
    assert reader.kept() == json.loads((tmp_path / "answers.json").read_text("utf-8"))["answers"]
    assert reader.view("Guess first").get_by_text(kernel.summary["gate"]["said"]).is_visible()
    reader.page.reload()
    reader.view("Guess first").get_by_text("You said 60;").wait_for()
    assert reader.page.workers == [], "what Python has said of the same guess was not remembered"


def test_another_tab_shows_what_was_answered_in_this_one(reader):
    other = Reader(reader.context, reader.site).open("course/00-start")
    reader.open("course/00-start")
    reader.view("Question").get_by_role("radio").nth(1).check()
    other.page.wait_for_function("() => document.querySelectorAll('.tarasoff input[type=radio]')[1].checked")
    assert other.errors == []


def test_offline_at_phone_size_a_guess_and_a_story_go_on(reader):
    reader.page.set_viewport_size(PHONE)
    reader.open("index")
    everything = """async () => {
      const { pages, python } = await (await fetch("kept.json")).json();
      const name = (await caches.keys()).find((one) => one.startsWith("tarasoff-site-"));
      return name && (await (await caches.open(name)).keys()).length >= pages.length + python.length;
    }"""
    for _ in range(600):
        if reader.page.evaluate(everything):
            break
        reader.page.wait_for_timeout(200)
    reader.context.set_offline(True)
    reader.open("course/00-start").guess(45)
    reader.open("course/story")
    story = reader.view("The staff door")
    story.get_by_role("button").first.click()
    reader.page.wait_for_function("() => localStorage.getItem('tarasoff/answers.json').includes('scenarios')")
    runs = reader.kept()["scenarios"]["staff-door"]["runs"]
    assert runs[0]["file"], "the play was kept before Python had completed it"
    assert reader.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


PAGES = ("index", "course/00-start", "course/05-criteria", "course/models", "law/index", "law/vermont", "search")
# The theme's window of all pages and its button of a colour scheme differ by width.
SIZES = (("light", 390), ("dark", 1280), ("light", 2560))


@pytest.mark.parametrize(("scheme", "width"), SIZES)
def test_everybody_can_use_it(reader, axe, scheme, width):
    reader.page.emulate_media(color_scheme=scheme)
    reader.page.set_viewport_size({"width": width, "height": 900})
    found = {}
    for page in PAGES:
        reader.open(page)
        reader.page.wait_for_function(
            "() => document.querySelectorAll('.course-view').length === document.querySelectorAll('.tarasoff').length"
        )
        found[page] = axe(reader.page, "html")
        assert reader.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), page
    assert {page: wrong for page, wrong in found.items() if wrong} == {}


def test_every_page_says_what_it_is(reader):
    described = set()
    for page in (*PAGES[:-1], "manual/formats"):
        reader.open(page)
        about = reader.page.locator('meta[name="description"]').get_attribute("content")
        assert len(about) > 40, page
        described.add(about)
        assert reader.page.locator("html").get_attribute("lang") == "en"
        assert reader.page.locator('meta[property="og:title"]').get_attribute("content")
        assert reader.page.locator("h1").count() == 1, page
    assert len(described) == len(PAGES), "two pages describe themselves in the same words"
