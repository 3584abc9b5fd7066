"""A gradebook on a PostgreSQL server: marks as nbgrader gives them there, and nothing lost if the server goes away."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from safegrade.desk.report import outcomes, students_of
from safegrade.grade import grade as grading
from safegrade.grade.command import open_run
from safegrade.grade.grade import GradingStoppedError, grade
from safegrade.gradebook import writer
from tarasoff.authoring.invented_class import make_class

pytestmark = [pytest.mark.slow, pytest.mark.every, pytest.mark.xdist_group("postgres")]

PASSWORD = "open:sesame@1"  # noqa: S105  a server that lives as long as the tests
# The rows that matter, by names instead of ids, which are drawn anew each time.
ROWS = {
    "course": "SELECT id FROM course",
    "student": "SELECT id, first_name, last_name, email, lms_user_id FROM student",
    "submission": "SELECT student_id, timestamp, extension FROM submitted_assignment",
    "notebook": """
SELECT s.student_id, n.name, b.flagged, b.late_submission_penalty FROM submitted_notebook b
JOIN notebook n ON n.id = b.notebook_id JOIN submitted_assignment s ON s.id = b.assignment_id""",
    "grade": """
SELECT s.student_id, c.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade
FROM grade g JOIN base_cell c ON c.id = g.cell_id
JOIN submitted_notebook b ON b.id = g.notebook_id JOIN submitted_assignment s ON s.id = b.assignment_id""",
    "comment": """
SELECT s.student_id, c.name, g.auto_comment, g.manual_comment FROM comment g JOIN base_cell c ON c.id = g.cell_id
JOIN submitted_notebook b ON b.id = g.notebook_id JOIN submitted_assignment s ON s.id = b.assignment_id""",
}
# What a teacher may have done between two runs.
BY_HAND = """
UPDATE grade SET manual_score = 3, needs_manual_grade = false WHERE cell_id IN (SELECT id FROM task_cells)
  AND notebook_id IN (SELECT b.id FROM submitted_notebook b JOIN submitted_assignment s ON s.id = b.assignment_id
                      WHERE s.student_id IN ('invented-01', 'invented-11', 'invented-14'));
UPDATE grade SET manual_score = 0.5, extra_credit = 1 WHERE cell_id IN (SELECT id FROM grade_cells)
  AND notebook_id IN (SELECT b.id FROM submitted_notebook b JOIN submitted_assignment s ON s.id = b.assignment_id
                      WHERE s.student_id IN ('invented-02', 'invented-14'));
UPDATE comment SET manual_comment = 'Well said.';
UPDATE submitted_assignment SET extension = interval '20 minutes' WHERE student_id = 'invented-14';
"""


class Server:
    """A server of its own, behind a socket that nobody else has."""

    def __init__(self, programs):
        self.programs = Path(programs)
        # Not pytest's folder: only its owner may enter it, and a socket's path may have no more than 107 characters.
        self.folder = Path(tempfile.mkdtemp(prefix="tarasoff-postgres-", dir="/tmp"))
        self.whom = {}
        secret = self.folder / "secret"
        secret.write_text(PASSWORD)
        if os.geteuid() == 0:
            # The server does not run as root.
            self.whom = {"user": "postgres", "group": "postgres", "extra_groups": []}
            for path in (self.folder, secret):
                shutil.chown(path, "postgres")
        command = (
            self.programs / "initdb",
            "--pgdata",
            self.folder / "data",
            "--username",
            "grader",
            "--pwfile",
            secret,
        )
        options = ("--auth", "password", "--encoding", "UTF8", "--no-locale", "--no-sync")
        done = subprocess.run(
            [*command, *options], cwd=self.folder, capture_output=True, text=True, check=False, **self.whom
        )
        assert done.returncode == 0, done.stderr
        self.process = None
        self.start()

    def start(self):
        # In a time zone that is not UTC, as a server may be.
        settings = {"listen_addresses": "", "unix_socket_directories": self.folder, "timezone": "America/New_York"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.folder / "data", "-c", "fsync=off", *options],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                **self.whom,
            )
        end = time.monotonic() + 30
        while True:
            with suppress(self.driver().OperationalError):
                self.ask("postgres", "SELECT 1")
                return
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < end, (self.folder / "log").read_text()
            time.sleep(0.05)

    def stop(self, how=signal.SIGINT):
        """Stop in order, but wait for nobody; or with SIGQUIT at once."""
        self.process.send_signal(how)
        self.process.wait(20)

    @staticmethod
    def driver():
        return pytest.importorskip("psycopg")

    def connect(self, database, user="grader", **more):
        return self.driver().connect(
            host=str(self.folder), dbname=database, user=user, password=PASSWORD, autocommit=True, **more
        )

    def ask(self, database, query):
        with self.connect(database) as connection:
            done = connection.execute(query)
            return done.fetchall() if done.description else []

    def rows(self, database):
        return {table: sorted(self.ask(database, query), key=repr) for table, query in ROWS.items()}

    def name_in(self, course, database, user="grader"):
        """Name a database of this server in the settings of a course."""
        url = f"postgresql+psycopg://{user}:{quote(PASSWORD, safe='')}@/{database}?host={self.folder}"
        with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
            file.write(f"c.CourseDirectory.db_url = {url!r}\n")


@pytest.fixture(scope="module")
def server(root):
    done = subprocess.run([root / "tests/workflow/postgres.sh"], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(done.stderr)
    if not done.stdout:
        pytest.skip(done.stderr.strip())
    server = Server(done.stdout.strip())
    yield server
    server.stop(signal.SIGQUIT)
    shutil.rmtree(server.folder)


@pytest.fixture(scope="module")
def handed_in(server, root, run, tmp_path_factory):
    """A class that has handed in, for which late work is worth nothing, and that nobody has marked."""
    course = tmp_path_factory.mktemp("class") / "course"
    make_class(root, course, 14, 7, "ps1-limits")
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    server.ask("postgres", "CREATE DATABASE blank")
    server.name_in(course, "blank")
    run("nbgrader", "generate_assignment", "ps1-limits", cwd=course)
    server.ask("blank", "UPDATE assignment SET duedate = '2026-10-09 17:00:00'")
    for folder in (course / "exchange").glob("*/inbound/*"):
        shutil.copytree(folder, course / "submitted" / folder.name.split("+")[0] / "ps1-limits")
    shutil.rmtree(course / "exchange")
    return course


@pytest.fixture
def copy(server, handed_in, tmp_path):
    """A copy of that class with a database of its own."""

    def copy(database):
        server.ask("postgres", f"CREATE DATABASE {database} TEMPLATE blank")
        course = Path(shutil.copytree(handed_in, tmp_path / database))
        server.name_in(course, database)
        return course

    return copy


@pytest.fixture
def tarasoff(run):
    """Grade, and give back the summary and what was said."""

    def tarasoff(course, *more, ok=(1,)):
        done = run("tarasoff", "grade", "ps1-limits", "--json", *more, cwd=course, ok=ok)
        assert "sesame" not in done.stdout + done.stderr
        return json.loads(done.stdout) if done.stdout else None, done.stderr

    return tarasoff


def files(course):
    folder = course / "autograded"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def whole(server, database, course):
    """How many submissions stand in the gradebook; each of them has to be whole, with its folder."""
    found = server.rows(database)
    students = {row[0] for row in found["submission"]}
    cells = {row[1] for row in found["grade"]}
    for student in students:
        assert {row[1] for row in found["grade"] if row[0] == student} == cells
        assert (course / "autograded" / student / "ps1-limits" / "ps1-limits.ipynb").is_file()
    return len(students)


@contextmanager
def beside(run, *command, **more):
    """Run a command meanwhile: nbgrader takes its time."""
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run, *command, **more)
        yield
        running.result()


def test_it_is_what_nbgrader_gives(server, copy, run, tarasoff):
    stock, ours = copy("stock"), copy("ours")
    with beside(run, "nbgrader", "autograde", "ps1-limits", cwd=stock):
        summary, said = tarasoff(ours)
        assert summary["counts"] == {"marked": 14, "unchanged": 0, "not marked": 0}, said
        # Rows that were written again come last; the cells of the notebook are the same.
        server.ask("ours", "UPDATE source_cell SET locked = locked WHERE name = 'intro'")
        assert tarasoff(ours)[0]["counts"] == {"marked": 0, "unchanged": 14, "not marked": 0}
    assert server.rows("ours") == server.rows("stock")
    assert files(ours) == files(stock)

    for database in ("stock", "ours"):
        server.ask(database, BY_HAND)
    # Of the others nothing has changed.
    by_hand = ("--student", "invented-[01][124]")
    with beside(run, "nbgrader", "autograde", "ps1-limits", "--force", *by_hand, cwd=stock):
        assert tarasoff(ours, "--force")[0]["counts"]["marked"] == 14
        # What comes after marking works as well.
        run("nbgrader", "generate_feedback", "ps1-limits", "--student", "invented-01", cwd=ours)
        run("nbgrader", "export", cwd=ours)
    assert server.rows("ours") == server.rows("stock")
    assert files(ours) == files(stock)
    page = (ours / "feedback" / "invented-01" / "ps1-limits" / "ps1-limits.html").read_text(encoding="utf-8")
    assert "Well said." in page
    with (ours / "grades.csv").open(encoding="utf-8") as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    done = run("tarasoff", "report", "ps1-limits", "--json", cwd=ours, ok=(1,))
    report = {one["student"]: one for one in json.loads(done.stdout)}
    assert {student: one["mark"] for student, one in report.items()} == pytest.approx(exported)
    parts = ["questions", "case-amal", "case-joris", "reflection"]
    assert [list(one["marks"]) for one in report.values()] == [parts] * 14, "the parts are not in their order"


# So slow that a test can come in between, and two submissions at a time.
SLOW = """
import time
from tarasoff.cli import main
from safegrade.grade import grade, worker
grade._AT_ONCE = 2
mark_one = worker.mark_one
def slowly(asked, job):
    time.sleep(0.1)
    return mark_one(asked, job)
worker.mark_one = slowly
main()
"""


@pytest.mark.parametrize("who", ["grader", "server"])
def test_what_ends_halfway_loses_nothing(server, copy, tarasoff, who):
    database = f"without_{who}"
    course = copy(database)
    command = [sys.executable, "-c", SLOW, "grade", "ps1-limits", "--jobs", "2"]
    process = subprocess.Popen(command, cwd=course, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    with server.connect(database) as watching:
        while not watching.execute("SELECT 1 FROM submitted_assignment").fetchone():
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.01)
    if who == "server":
        server.stop()
        _, said = process.communicate(timeout=30)
        server.start()
        assert process.returncode == 1
        assert f"@/{database}" in said
        assert "See that its server answers. What was written so far stays." in said
        assert "Traceback" not in said
        assert "sesame" not in said
    else:
        process.kill()
        _, said = process.communicate(timeout=30)
    there = whole(server, database, course)
    assert 0 < there < 14, f"the test came too late\n{said}"
    summary, said = tarasoff(course)
    assert summary["counts"] == {"marked": 14 - there, "unchanged": there, "not marked": 0}, said
    assert [path for path in (course / "autograded").rglob("*") if path.name.startswith(".")] == []
    assert whole(server, database, course) == 14


class Inline(Executor):
    """The simplest executor there is."""

    size = 1

    def start(self):
        return self

    def submit(self, function, /, *args, **kwargs):
        future = Future()
        future.set_result(function(*args, **kwargs))
        return future


@contextmanager
def planned(course, students=(), **more):
    plan = open_run(course, "ps1-limits", students, **more)
    try:
        yield plan
    finally:
        plan.gradebook.close()
        plan.gradebook.engine.dispose()


def states(plan):
    return {one.student: (one.state, *one.lines) for one in grade(plan, Inline())}


def test_an_answer_that_is_lost_with_the_server_is_asked_for_again(server, copy):
    from sqlalchemy import event

    course = copy("lost")
    with planned(course, ["invented-01"]) as plan:
        states(plan)
    before = files(course)
    answers = course / "submitted" / "invented-01" / "ps1-limits" / "answers.json"
    answers.write_text(answers.read_text().replace("met", "unclear", 1))

    def lose(connection):
        connection.connection.dbapi_connection.commit()
        connection.connection.dbapi_connection.close()

    with planned(course, ["invented-01"]) as plan:
        event.listen(plan.gradebook.engine, "commit", lose)
        with pytest.raises(GradingStoppedError, match="See that its server answers"):
            states(plan)
    after = files(course)
    assert after != before, "the gradebook has the new marks, the folder the old notebook"
    with planned(course, ["invented-01"]) as plan:
        assert states(plan) == {"invented-01": ("unchanged",)}
    assert whole(server, "lost", course) == 1


def test_somebody_else_may_keep_the_gradebook_for_a_while(server, copy, monkeypatch):
    course = copy("kept")
    monkeypatch.setattr(writer, "LOCKED", "200ms")
    monkeypatch.setattr(grading, "_PATIENCE", (0.1,))
    with server.connect("kept") as other, planned(course) as plan:
        with other.transaction():
            other.execute("LOCK TABLE grade IN EXCLUSIVE MODE")
            with pytest.raises(GradingStoppedError, match=r"lock timeout\. Make room, or close what keeps it\."):
                states(plan)
        assert server.rows("kept")["submission"] == []
        assert files(course) == {}
    with planned(course) as plan:
        other = server.connect("kept")
        other.execute("BEGIN; LOCK TABLE grade IN EXCLUSIVE MODE")
        monkeypatch.setattr(grading.time, "sleep", lambda _: other.close())
        assert {one[0] for one in states(plan).values()} == {"marked"}


def test_what_the_gradebook_cannot_hold_stops_nobody_else(server, copy):
    course, name = copy("long"), "x" * 129
    (course / "submitted" / "invented-01").rename(course / "submitted" / name)
    with planned(course, [name, "invented-0[2-4]"]) as plan:
        found = states(plan)
    assert found.pop(name) == (
        "not marked",
        "It could not be written: DataError: value too long for type character varying(128)",
    )
    assert {one[0] for one in found.values()} == {"marked"}
    assert whole(server, "long", course) == 3


def test_without_the_right_to_write_one_is_told(server, copy, tarasoff, run):
    course = copy("closed")
    server.ask("closed", f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'")
    server.ask("closed", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    server.name_in(course, "closed", "reader")
    _, said = tarasoff(course, ok=(2,))
    assert "@/closed" in said
    assert "cannot be written: permission denied" in " ".join(said.split())
    assert "no assignment 'ps9'" in run("tarasoff", "report", "ps9", cwd=course, ok=(2,)).stderr


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("grader:sesame@/blank?host={}", "password authentication failed"),
        ("grader:{password}@/none?host={}", 'database "none" does not exist'),
        ("grader:{password}@/postgres?host={}", "There is no gradebook in postgresql+psycopg://grader:***@/postgres"),
    ],
)
def test_a_gradebook_that_cannot_be_opened_is_said(server, tmp_path, where, said):
    url = where.format(server.folder, password=quote(PASSWORD, safe=""))
    settings = f"c = get_config()\nc.CourseDirectory.db_url = 'postgresql+psycopg://{url}'\n"
    (tmp_path / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    for look in (lambda: outcomes(tmp_path, "ps1-limits"), lambda: students_of(tmp_path)):
        with pytest.raises(LookupError) as caught:
            look()
        assert said in str(caught.value)
        assert "sesame" not in str(caught.value)
