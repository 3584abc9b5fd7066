"""One JupyterLab for the session, one Chromium, and a lab page that can run cells, reload and restart."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TOKEN = "tests-only"  # noqa: S105  a server on loopback that lives as long as the tests

# The notebook that was asked for, with a kernel that is connected and idle; the DOM's own sign comes too early.
READY = """(path) => {
  const widget = window.jupyterapp && window.jupyterapp.shell.currentWidget;
  const session = widget && widget.sessionContext;
  const kernel = session && session.session && session.session.kernel;
  return !!(widget && widget.context && widget.context.path === path && session.isReady
            && kernel && kernel.connectionStatus === 'connected' && kernel.status === 'idle');
}"""
CELLS = "() => window.jupyterapp.shell.currentWidget.content.model.cells.length"
# Without the question whether to save.
CLOSED = """async () => {
  if (!window.jupyterapp || document.querySelector('.jp-Dialog')) return false;
  for (const widget of [...window.jupyterapp.shell.widgets('main')]) {
    if (!widget.sessionContext) continue;
    await widget.sessionContext.shutdown();
    widget.dispose();
  }
  return true;
}"""
THEMES = ("JupyterLab Light", "JupyterLab Dark")
DRESS = "async (theme) => await window.jupyterapp.commands.execute('apputils:change-theme', { theme })"
SIZE = {"width": 1280, "height": 1400}
QUIET = {"@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False}}


def find_chromium():
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None and os.environ.get("CI"):
        pytest.fail("There is no Chromium, and with CI set that is a failure. make test installs it.")
    if found is None:
        pytest.skip("There is no Chromium here. Debian: apt-get install chromium.")
    return found


@pytest.fixture(scope="session")
def chromium_path():
    return find_chromium()


@pytest.fixture(scope="session")
def chromium(chromium_path):
    """A browser that stays open for the whole session."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield browser
        browser.close()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Server:
    """A JupyterLab of its own, with settings of its own."""

    token = TOKEN

    def __init__(self, folder, state):
        self.folder, self.state, self.port = folder, state, free_port()
        env = dict(os.environ)
        for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"):
            env[f"JUPYTER_{name}"] = str(state / name.lower())
        env["JUPYTERLAB_SETTINGS_DIR"] = str(state / "settings")
        env["JUPYTERLAB_WORKSPACES_DIR"] = str(state / "workspaces")
        env["PYTHONWARNINGS"] = "default"
        for name, values in QUIET.items():
            file = state / "settings" / f"{name}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values))
        self.log = (state / "server.log").open("w")
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
                *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0"),
                *(f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True"),
                f"--ServerApp.root_dir={folder}",
            ],
            env=env,
            cwd=folder,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        self.wait(state / "server.log")

    def wait(self, log):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/status?token={TOKEN}", timeout=1):
                    return
            except (urllib.error.URLError, OSError):
                assert self.process.poll() is None, log.read_text()
                time.sleep(0.1)
        raise AssertionError(f"JupyterLab did not start in a minute.\n{log.read_text()}")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab in a folder where tests put their notebooks."""
    server = Server(tmp_path_factory.mktemp("learner"), tmp_path_factory.mktemp("state"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def new_server():
    """What starts a server of one's own: ``new_server(folder, state)``."""
    return Server


class Lab:
    """One notebook in one page, as a person works with it."""

    def __init__(self, page, server, notebook):
        self.page, self.server, self.notebook = page, server, notebook
        self.path = notebook.relative_to(server.folder).as_posix()

    def show(self):
        """Open the notebook in the tab in which JupyterLab is; loading that takes longer than most tests."""
        if not self.page.evaluate("() => !!window.jupyterapp"):
            return self.open()
        self.page.evaluate(
            "async (path) => { await window.jupyterapp.commands.execute('docmanager:open', { path }); }", self.path
        )
        self.page.wait_for_function(READY, arg=self.path, polling=50, timeout=60_000)
        return self

    def open(self):
        """Load the whole page, as somebody does who comes to it or reloads it."""
        self.page.goto(f"http://127.0.0.1:{self.server.port}/lab/tree/{self.path}?token={TOKEN}&reset")
        self.page.wait_for_function(READY, arg=self.path, polling=50, timeout=60_000)
        return self

    def command(self, name):
        return self.page.evaluate(f"async () => await window.jupyterapp.commands.execute('{name}')")

    def run_all(self):
        assert self.command("notebook:run-all-cells") is True
        return self

    def save(self):
        self.command("docmanager:save")
        self.page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty", polling=50)

    def restart_kernel(self):
        self.page.evaluate(
            "async () => { await window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart(); }"
        )
        self.page.wait_for_function(READY, arg=self.path, polling=50, timeout=60_000)

    def survives(self, all_there):
        """Check that everything is there after a reload of the page, and after the kernel was started anew."""
        self.save()
        for begin_again in (self.open, self.restart_kernel):
            begin_again()
            self.run_all()
            all_there()
            assert self.errors() == []

    def themes(self):
        """Dress JupyterLab in one theme after the other."""
        for theme in THEMES:
            self.page.evaluate(DRESS, theme)
            yield theme

    def cells(self):
        return self.page.evaluate(CELLS)

    def view(self, label):
        found = self.page.locator(f'.tarasoff[aria-label="{label}"]').first
        found.wait_for(state="attached", timeout=30_000)
        found.scroll_into_view_if_needed()
        return found

    def guess(self, view, number=50):
        """Give the guess that a view waits for, and see it open."""
        view.get_by_role("spinbutton").fill(str(number))
        view.get_by_role("button", name="Show").click()
        view.locator(".tf-guess-first").get_by_text(f"You said {number};").wait_for()

    def saved(self):
        file = self.notebook.parent / "answers.json"
        return json.loads(file.read_text(encoding="utf-8"))["answers"] if file.exists() else {}

    def until(self, there):
        """Wait until the file holds what it should; a note on the screen may be about the change before."""
        end = time.monotonic() + 15
        while not there(self.saved()):
            assert time.monotonic() < end, self.saved()
            self.page.wait_for_timeout(50)
        return self.saved()

    def errors(self):
        """Errors that stand in the notebook's outputs."""
        return self.page.evaluate(
            """() => [...window.jupyterapp.shell.currentWidget.content.model.cells]
                 .flatMap(cell => cell.toJSON().outputs ?? [])
                 .filter(one => one.output_type === 'error' || one.name === 'stderr')
                 .map(one => one.evalue ?? one.text)"""
        )


@pytest.fixture
def new_page(chromium):
    """A page of another learner, who has nothing open."""
    context = chromium.new_context(viewport=SIZE)
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


@pytest.fixture(scope="session")
def tab(chromium):
    """The tab of a learner who opens one notebook after the other."""
    context = chromium.new_context(viewport=SIZE)
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


@pytest.fixture
def page(tab):
    """That tab, with no notebook in it, and no kernel left of the one before."""
    tab.set_viewport_size(SIZE)
    yield tab
    # What stands in the way, such as a question that a test has left open, goes with the page.
    if not tab.evaluate(CLOSED):
        tab.goto("about:blank")


@pytest.fixture
def open_lab(lab, page, root, request):
    """Open a copy of a folder's notebook: ``open_lab("course", "01-promise")``."""

    def open_lab(folder, name):
        to = lab.folder / f"{request.node.name}-{Path(folder).name}"
        if not to.exists():
            shutil.copytree(
                root / folder, to, ignore=shutil.ignore_patterns("keys", "answers.json", ".ipynb_checkpoints")
            )
        return Lab(page, lab, to / f"{name}.ipynb").show()

    return open_lab


@pytest.fixture
def open_cells(lab, page, request):
    """Open a notebook of its own that holds these cells."""

    def open_cells(*sources):
        folder = lab.folder / request.node.name
        folder.mkdir()
        book = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
        book.cells = [nbformat.v4.new_code_cell(source) for source in sources]
        nbformat.write(book, folder / "cells.ipynb")
        return Lab(page, lab, folder / "cells.ipynb").show()

    return open_cells


@pytest.fixture(scope="session")
def axe():
    """What axe-core finds wrong in a part of the page, by its own rules and those that are named."""
    from axe_playwright_python.sync_playwright import Axe

    def find(page, selector, *also):
        only = {"resultTypes": ["violations"], "rules": {rule: {"enabled": True} for rule in also}}
        found = Axe().run(page, context=selector, options=only).response["violations"]
        return [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found]

    return find
