"""A real JupyterHub: a teacher and two students go the whole way over it, and a platform's users log in to it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.parse import urljoin

import pytest
import requests

pytestmark = [pytest.mark.every, pytest.mark.online, pytest.mark.slow, pytest.mark.xdist_group("hub")]

ASSIGNMENT = {"course_id": "tarasoff", "assignment_id": "ps1-limits"}


def free_ports():
    """The first of three ports in a row that are free."""
    while True:
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
        try:
            for number in (1, 2):
                with socket.socket() as other:
                    other.bind(("127.0.0.1", port + number))
        except (OSError, OverflowError):
            continue
        return port


@contextmanager
def hub_in(root, folder, **env):
    """A hub, for as long as it is needed, and its address."""
    pytest.importorskip("jupyterhub", reason="make hub installs it")
    port = free_ports()
    command = [sys.executable, root / "tests" / "hub" / "start.py", folder, str(port)]
    with (folder.parent / "hub.log").open("w+", encoding="utf-8") as log:
        # A group of its own: what it has started ends with it.
        hub = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **env}, start_new_session=True)
        try:
            until(lambda: answer_at(port) == 200, hub, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            hub.send_signal(signal.SIGTERM)
            try:
                hub.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(hub.pid, signal.SIGKILL)
                hub.wait()
        assert answer_at(port) is None, "the proxy has ended with the hub"


def answer_at(port):
    """The status with which something answers at a port; None if nothing does."""
    try:
        return requests.get(f"http://127.0.0.1:{port}/hub/api", timeout=5).status_code
    except requests.ConnectionError:
        return None


def until(done, hub=None, log=None):
    """Wait until something holds, five minutes at most: three servers start on what may be a busy machine."""
    for _ in range(1500):
        if done():
            return
        if hub is not None and hub.poll() is not None:
            log.seek(0)
            pytest.fail(f"The hub ended with {hub.returncode}:\n{log.read()[-3000:]}")
        time.sleep(0.2)
    pytest.fail("It did not come about in five minutes.")


class Person:
    """Somebody who has logged in to a hub, with a server of their own."""

    def __init__(self, hub, name, session):
        self.hub, self.name, self.session = hub, name, session
        answer = session.post(
            f"{hub}/hub/api/users/{name}/tokens", headers={"X-XSRFToken": session.cookies["_xsrf"]}, json={}, timeout=60
        )
        assert answer.status_code == 201, answer.text
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"token {answer.json()['token']}"

    def start(self):
        self.session.post(f"{self.hub}/hub/api/users/{self.name}/server", timeout=120).raise_for_status()
        until(lambda: self.ask("GET", "/hub/api/users/" + self.name).json()["servers"].get("", {}).get("ready"))
        return self

    def ask(self, method, path, **more):
        return self.session.request(method, urljoin(self.hub, path), timeout=300, **more)

    def do(self, method, path, **more):
        """Ask one's own server, which has to say yes."""
        answer = self.ask(method, f"/user/{self.name}{path}", **more)
        assert answer.ok, f"{method} {path} gave {answer.status_code}: {answer.text[:2000]}"
        told = answer.json()
        assert not isinstance(told, dict) or told.get("success", True), told
        return told


def log_in(hub, name, password):
    """Log in as a browser does, with the form."""
    session = requests.Session()
    session.get(f"{hub}/hub/login", timeout=60).raise_for_status()
    form = {"username": name, "password": password, "_xsrf": session.cookies["_xsrf"]}
    return session, session.post(f"{hub}/hub/login", data=form, allow_redirects=False, timeout=60)


@pytest.fixture(scope="module")
def hub(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hub") / "hub"
    with hub_in(root, folder) as address:
        yield address, folder


@pytest.fixture(scope="module")
def people(hub):
    address, folder = hub
    found = {}
    for name, kind in (("teacher", "teacher"), ("ada", "students"), ("ben", "students")):
        password = (folder / f"password-{kind}").read_text(encoding="utf-8")
        session, answer = log_in(address, name, password)
        assert answer.status_code == 302, answer.text[:500]
        found[name] = Person(address, name, session).start()
    return found


def test_the_whole_way_from_a_release_to_feedback(people, root):
    teacher, students = people["teacher"], {name: people[name] for name in ("ada", "ben")}
    # They do as two of the invented class did, whose marks are known.
    does = {"ada": "invented-01", "ben": "invented-02"}
    assert teacher.do("POST", "/formgrader/api/assignment/ps1-limits/assign")["success"]
    assert teacher.do("POST", "/formgrader/api/assignment/ps1-limits/release")["success"]
    for name, student in students.items():
        assert student.do("GET", "/courses")["value"] == ["tarasoff"]
        (listed,) = student.do("GET", "/assignments", params={"course_id": "tarasoff"})["value"]
        assert (listed["assignment_id"], listed["status"]) == ("ps1-limits", "released")
        student.do("POST", "/assignments/fetch", data=ASSIGNMENT)
        files = {one["name"] for one in student.do("GET", "/api/contents/ps1-limits")["content"]}
        assert "ps1-limits.ipynb" in files
        assert "keys" not in files
        answers = (root / "submitted" / does[name] / "ps1-limits" / "answers.json").read_text(encoding="utf-8")
        saved = {"type": "file", "format": "text", "content": answers}
        student.do("PUT", "/api/contents/ps1-limits/answers.json", json=saved)
        student.do("POST", "/assignments/submit", data=ASSIGNMENT)
    assert teacher.do("POST", "/formgrader/api/assignment/ps1-limits/collect")["success"]
    marks = {row["kind"]: row for row in _marks_of_class(root)}
    for name in students:
        assert teacher.do("POST", f"/formgrader/api/submission/ps1-limits/{name}/autograde")["success"]
        (row,) = [one for one in teacher.do("GET", "/formgrader/api/submissions/ps1-limits") if one["student"] == name]
        assert row["score"] == pytest.approx(marks[does[name]]["score"], abs=0.006)
    assert teacher.do("POST", "/formgrader/api/assignment/ps1-limits/generate_feedback")["success"]
    assert teacher.do("POST", "/formgrader/api/assignment/ps1-limits/release_feedback")["success"]
    for name, student in students.items():
        student.do("POST", "/assignments/fetch_feedback", data=ASSIGNMENT)
        (when,) = student.do("GET", "/api/contents/ps1-limits/feedback")["content"]
        (page,) = student.do("GET", f"/api/contents/{when['path']}")["content"]
        text = student.do("GET", f"/api/contents/{page['path']}")["content"]
        assert f"{name}" in text
        assert "A victim is reasonably identifiable" in text


def _marks_of_class(root):
    import csv

    with (root / "autograded" / "grades.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {"kind": row["student_id"], "score": float(row["score"])}


def test_formgrader_is_the_teachers_alone_and_its_tab_is_not_blank(people):
    page = people["teacher"].ask("GET", "/user/teacher/formgrader/")
    assert page.status_code == 200
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert people["ada"].ask("GET", "/user/ada/formgrader/").status_code == 404
    assert people["ada"].ask("GET", "/user/ada/formgrader/api/assignments").status_code == 404


def test_nobody_gets_into_the_server_of_another(people):
    for path in ("/user/teacher/api/contents", "/user/ben/api/contents", "/user/teacher/formgrader/"):
        answer = people["ada"].ask("GET", path, allow_redirects=False)
        assert answer.status_code in {302, 403}, "a redirect leads to a login"
        assert not answer.content or "content" not in answer.text[:200]


def test_the_students_password_opens_no_teachers_door(hub):
    address, folder = hub
    password = (folder / "password-students").read_text(encoding="utf-8")
    for name in ("teacher", "somebody"):
        assert log_in(address, name, password)[1].status_code == 403
    assert (folder / "password-teacher").stat().st_mode & 0o077 == 0


def test_it_says_how_to_log_in(hub):
    _, folder = hub
    said = (folder.parent / "hub.log").read_text(encoding="utf-8")
    assert "ada, ben" in said
    assert (folder / "password-students").read_text(encoding="utf-8") in said


def test_users_of_a_platform_log_in_by_lti(root, tmp_path, lms, platform):
    """As a browser does it: to the hub, to the platform, and back with what the platform has signed."""
    pytest.importorskip("ltiauthenticator", reason="make hub installs it")
    lms.add("user-7", lis_person_sourcedid="ada", email="ada@x.org", name="Ada")
    lms.add("user-8", lis_person_sourcedid="zoe", email="zoe@x.org", name="Zoe")
    with hub_in(root, tmp_path / "hub", HUB_PLATFORM=lms.url) as hub:
        session, answer = log_in_by_lti(hub, lms, "user-7", platform.CLIENT)
        assert answer.status_code == 302, answer.text[:500]
        user = session.get(f"{hub}/hub/api/user", timeout=60, headers={"Referer": f"{hub}/hub/home"}).json()
        assert user["name"] == "ada"
        assert user["groups"] == ["nbgrader-tarasoff"]
        assert log_in_by_lti(hub, lms, "user-8", platform.CLIENT)[1].status_code == 403, "who is not in the course"
        lms.signs_with = platform.Lms().own
        forged = log_in_by_lti(hub, lms, "user-7", platform.CLIENT)[1]
        assert forged.status_code in {400, 401, 403}, "what somebody else has signed"


def log_in_by_lti(hub, lms, user, client):
    session = requests.Session()
    form = {
        "iss": lms.url, "login_hint": user, "target_link_uri": f"{hub}/hub", "lti_message_hint": f"{hub}/hub",
        "client_id": client,
    }  # fmt: skip
    begun = session.post(f"{hub}/hub/lti13/oauth_login", data=form, allow_redirects=False, timeout=60)
    assert begun.status_code == 302, begun.text[:500]
    told = json.loads(requests.get(begun.headers["Location"], timeout=60).text)
    # The hub's cookies are for https alone, and here is none: they are sent by hand.
    cookies = "; ".join(f"{one.name}={one.value}" for one in session.cookies)
    form = {"id_token": told["id_token"], "state": told["state"]}
    answer = session.post(
        told["redirect_uri"], data=form, headers={"Cookie": cookies}, allow_redirects=False, timeout=60
    )
    return session, answer
