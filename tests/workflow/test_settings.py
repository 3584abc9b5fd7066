"""A course whose nbgrader_config.py is broken, or of yesterday, is told what to change; nothing of it is marked."""

import json
import os
import re
import shutil
import socket
import time
from http.cookiejar import CookieJar
from subprocess import DEVNULL, Popen
from urllib.request import HTTPCookieProcessor, Request, build_opener

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tarasoff.grading import MOVED

pytestmark = pytest.mark.slow

OF_YESTERDAY = """
from tarasoff.grading.nbgrader_steps import configure
c = get_config()
c.CourseDirectory.course_id = "toys"
configure(c)
"""
OF_TODAY = OF_YESTERDAY.replace("tarasoff.grading.nbgrader_steps", "safegrade")


@pytest.fixture
def course(tmp_path):
    """A course in which ada has handed in a cell that leaves a trace when it is run."""
    folder = tmp_path / "course"
    for place in ("source", "release", "submitted/ada"):
        (folder / place / "toys" / "keys").mkdir(parents=True)
        (folder / place / "toys" / "keys" / "toys.yaml").touch()
        cells = [new_code_cell(f"open({str(tmp_path / 'ran')!r}, 'w')")]
        nbformat.write(new_notebook(cells=cells), folder / place / "toys" / "toys.ipynb")
    (folder / "nbgrader_config.py").write_text(OF_YESTERDAY, encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", ["nbgrader autograde", "nbgrader generate_assignment", "tarasoff grade"])
def test_settings_of_yesterday_end_a_command_with_one_sentence(course, run, command):
    done = run(*command.split(), "toys", cwd=course, ok=(1, 2))
    assert MOVED in done.stderr
    assert len(done.stderr.splitlines()) == (4 if "tarasoff" in command else 1), "more than the one sentence"
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert not (course / "autograded").exists()
    assert not (course.parent / "ran").exists()


def test_a_mistake_in_the_settings_hands_out_no_key(course, run):
    shutil.rmtree(course / "release")
    (course / "nbgrader_config.py").write_text(f"{OF_TODAY}\nno_such_name", encoding="utf-8")
    done = run("nbgrader", "generate_assignment", "toys", cwd=course, ok=(1,))
    assert "Nothing was made: the settings of configure(c) are missing" in done.stderr
    assert not (course / "release").exists()


@pytest.fixture
def server(course, root):
    """A Jupyter server of the teacher's in the course folder: ask it for a page, or send it something."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = (f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=toys", "--allow-root")
    started = Popen(
        [root / ".venv" / "bin" / "jupyter", "server", "--no-browser", *given],
        cwd=course,
        # nbgrader starts alembic by its name.
        env={**os.environ, "PATH": f"{root / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"},
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    cookies = CookieJar()
    opener = build_opener(HTTPCookieProcessor(cookies))

    def ask(path, method="GET"):
        secret = next((one.value for one in cookies if one.name == "_xsrf"), "")
        url = f"http://127.0.0.1:{port}/{path}?token=toys"
        with opener.open(Request(url, method=method, headers={"X-XSRFToken": secret}), timeout=30) as answer:
            return answer.read().decode()

    try:
        for _ in range(120):
            try:
                ask("api/status")
                break
            except OSError:
                assert started.poll() is None, "the settings took the server away, and JupyterLab with it"
                time.sleep(0.5)
        yield ask
    finally:
        started.terminate()
        started.wait(30)


def test_in_formgrader_settings_of_yesterday_leave_the_server_alone_and_the_button_says_so(course, server):
    assert [one["name"] for one in json.loads(server("formgrader/api/assignments"))] == ["toys"]
    server("formgrader")
    said = json.loads(server("formgrader/api/submission/toys/ada/autograde", "POST"))
    assert not said["success"]
    assert re.sub(r"^\[ERROR\] ", "", said["log"]) == f"{MOVED}\n"
    assert not (course.parent / "ran").exists()
