"""`tarasoff grade` gives what `nbgrader autograde` gives, to the last comment, and loses nothing whatever happens."""

import errno
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from contextlib import closing, suppress
from pathlib import Path

import nbformat
import pytest
from attrs import evolve

from safegrade.contract import GradingError
from safegrade.desk.report import read_kinds
from safegrade.grade import worker
from safegrade.grade.command import open_run
from safegrade.grade.grade import GradingStoppedError, grade
from safegrade.grade.notebook_text import notebook_text
from safegrade.gradebook import folders
from safegrade.settings import load_app
from tarasoff.authoring.invented_class import make_class

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("grade")]

# Questions and cases; a case that differs from student to student.
ASSIGNMENTS = ["ps1-limits", "ps5-conference"]
# What a teacher may have done between two runs.
BY_HAND = """
UPDATE grade SET manual_score = 3, needs_manual_grade = 0 WHERE cell_id IN (SELECT id FROM task_cells)
  AND notebook_id IN (SELECT b.id FROM submitted_notebook b JOIN submitted_assignment s ON s.id = b.assignment_id
                      WHERE s.student_id IN ('invented-01', 'invented-11', 'invented-14'));
UPDATE grade SET manual_score = 0.5, extra_credit = 1 WHERE cell_id IN (SELECT id FROM grade_cells)
  AND notebook_id IN (SELECT b.id FROM submitted_notebook b JOIN submitted_assignment s ON s.id = b.assignment_id
                      WHERE s.student_id IN ('invented-02', 'invented-14'));
UPDATE comment SET manual_comment = 'Well said.';
UPDATE submitted_assignment SET extension = '1970-01-01 00:20:00' WHERE student_id = 'invented-14';
"""


@pytest.fixture(scope="module")
def released(root, run, tmp_path_factory):
    """A copy of the course in which the assignments are released."""
    course = tmp_path_factory.mktemp("released")
    shutil.copytree(root / "source", course / "source", ignore=shutil.ignore_patterns("answers.json"))
    shutil.copy(root / "nbgrader_config.py", course)
    for name in ASSIGNMENTS:
        run("nbgrader", "generate_assignment", name, "--force", cwd=course)
    return course


@pytest.fixture(scope="module")
def class_of(released, run, tmp_path_factory):
    """Make a class that has handed in, for which late work is worth nothing."""

    def class_of(assignment, students=14):
        course = tmp_path_factory.mktemp("class") / "course"
        make_class(released, course, students, 7, assignment)
        with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
            file.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
        run("nbgrader", "generate_assignment", assignment, cwd=course)
        run("nbgrader", "db", "assignment", "add", assignment, "--duedate", "2026-10-09 17:00:00 UTC", cwd=course)
        for folder in (course / "exchange").glob("*/inbound/*"):
            student = folder.name.split("+")[0]
            shutil.copytree(folder, course / "submitted" / student / assignment)
        shutil.rmtree(course / "exchange")
        return course

    return class_of


@pytest.fixture(scope="module")
def handed_in(class_of):
    return class_of("ps1-limits")


@pytest.fixture
def course(handed_in, tmp_path):
    """A small class of its own that nobody has marked."""
    return Path(shutil.copytree(handed_in, tmp_path / "course"))


@pytest.fixture(scope="module")
def many(class_of):
    """A class that takes a while."""
    return class_of("ps1-limits", 120)


@pytest.fixture
def tarasoff(run):
    """Grade, and give back the summary and what was said."""

    def tarasoff(course, assignment="ps1-limits", *more, ok=(1,)):
        done = run("tarasoff", "grade", assignment, "--course", course, "--json", *more, cwd=course.parent, ok=ok)
        return json.loads(done.stdout) if done.stdout else None, done.stderr

    return tarasoff


def states(summary):
    return {one["student"]: one["state"] for one in summary["submissions"]}


# Those whose notebooks nbgrader can open as they were handed out.
WHOLE = ("careful", "over-breaching", "under-breaching", "blank", "half-finished", "late", "typed in Python")


def test_it_is_what_nbgrader_s_own_pipeline_gives(course, run, tarasoff, rows, root):
    """Marks, what waits for a person, penalties and nbgrader's own comments, before and after a teacher has marked."""
    for student, kind in (kinds := read_kinds(course)).items():
        if kind not in WHOLE:
            shutil.rmtree(course / "submitted" / student)
    assert {"over-breaching", "late"} <= {*kinds.values()} & {*WHOLE}
    stock = Path(shutil.copytree(course, course.parent / "stock"))
    settings = (root / "tests" / "workflow" / "stock_config.py").read_text(encoding="utf-8")
    late = 'c.LateSubmissionPlugin.penalty_method = "zero"\n'
    (stock / "nbgrader_config.py").write_text(settings + late, encoding="utf-8")
    for again in (False, True):
        force = ["--force"] if again else []
        run("nbgrader", "autograde", "ps1-limits", *force, cwd=stock)
        tarasoff(course, "ps1-limits", *force)
        left, right = rows(stock), rows(course)
        for table in ("submitted_assignment", "submitted_notebook", "grade"):
            assert left[table] == right[table], (table, again)
        # Where nbgrader says nothing, ours may suggest a comment.
        suggested = {row[:4]: row[4:] for row in right["comment"]}
        assert all(suggested[row[:4]] == row[4:] for row in left["comment"] if row[4])
        for one in (stock, course):
            with closing(sqlite3.connect(one / "gradebook.db")) as database:
                database.executescript(BY_HAND)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_it_is_what_nbgrader_gives(assignment, class_of, run, tarasoff, assert_same):
    stock = class_of(assignment)
    numbers = (1, 2) if assignment == "ps1-limits" else (2,)
    ours = [Path(shutil.copytree(stock, stock.parent / f"jobs-{number}")) for number in numbers]
    run("nbgrader", "autograde", assignment, cwd=stock)
    for number, course in zip(numbers, ours, strict=True):
        summary, said = tarasoff(course, assignment, "--jobs", number)
        assert summary["counts"] == {"marked": 14, "unchanged": 0, "not marked": 0}, said
        assert_same(stock, course)
    for course in (stock, ours[0]):
        run("nbgrader", "export", cwd=course)
    # In whatever order: nbgrader exports the rows as they lie there.
    table, same = (sorted((course / "grades.csv").read_text().splitlines()) for course in (stock, ours[0]))
    assert table == same


def test_it_is_what_nbgrader_gives_after_a_teacher_has_marked(course, run, tarasoff, assert_same):
    """A teacher marks, comments and gives more time, and everything is marked again."""
    stock = Path(shutil.copytree(course, course.parent / "stock"))
    run("nbgrader", "autograde", "ps1-limits", cwd=stock)
    tarasoff(course)
    for one in (stock, course):
        with closing(sqlite3.connect(one / "gradebook.db")) as database:
            database.executescript(BY_HAND)
    run("nbgrader", "autograde", "ps1-limits", "--force", cwd=stock)
    tarasoff(course, "ps1-limits", "--force")
    assert_same(stock, course)
    # nbgrader goes on from there.
    run("nbgrader", "generate_feedback", "ps1-limits", "--student", "invented-0[1-3]", cwd=course)
    done = run("nbgrader", "autograde", "ps1-limits", cwd=course)
    assert done.stderr.count("Skipping existing assignment") == 14


def test_what_is_marked_and_unchanged_is_left(course, tarasoff):
    first, _ = tarasoff(course)
    before = {path: path.stat().st_mtime_ns for path in course.glob("autograded/*/*/*")}
    again, said = tarasoff(course)
    assert again["counts"] == {"marked": 0, "unchanged": 14, "not marked": 0}
    assert [one["lines"] for one in again["submissions"]] == [one["lines"] for one in first["submissions"]], said
    assert {path: path.stat().st_mtime_ns for path in course.glob("autograded/*/*/*")} == before

    answers = course / "submitted" / "invented-01" / "ps1-limits" / "answers.json"
    answers.write_text(answers.read_text().replace("met", "unclear", 1))
    (course / "autograded" / "invented-02" / "ps1-limits" / "ps1-limits.ipynb").unlink()
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        database.execute("DELETE FROM submitted_assignment WHERE student_id = 'invented-03'")
        extended = "UPDATE submitted_assignment SET extension = '1970-01-02 00:00:00' WHERE student_id = 'invented-14'"
        database.execute(extended)
        database.commit()
    third, _ = tarasoff(course)
    marked = {student for student, state in states(third).items() if state == "marked"}
    assert marked == {"invented-01", "invented-02", "invented-03", "invented-14"}
    assert not next(one for one in third["submissions"] if one["student"] == "invented-14")["lines"], "no longer late"

    key = course / "source" / "ps1-limits" / "keys" / "questions.yaml"
    key.write_text(key.read_text() + "\n")
    assert tarasoff(course)[0]["counts"]["marked"] == 14
    assert tarasoff(course, "ps1-limits", "--force")[0]["counts"]["marked"] == 14


def test_only_some_students(course, tarasoff):
    summary, _ = tarasoff(course, "ps1-limits", "--students", "invented-01, invented-1[0-2]")
    assert sorted(states(summary)) == ["invented-01", "invented-10", "invented-11", "invented-12"]
    assert sorted(path.name for path in (course / "autograded").iterdir()) == sorted(states(summary))
    _, said = tarasoff(course, "ps1-limits", "--students", "ada", ok=(2,))
    assert "There is no submission of 'ada' in " in said


@pytest.mark.parametrize("kind", ["time", "pipe", "folder"])
def test_what_cannot_be_read_stops_nobody_else(course, tarasoff, kind, rows):
    folder = course / "submitted" / "invented-01" / "ps1-limits"
    if kind == "time":
        (folder / "timestamp.txt").write_text("yesterday")
    elif kind == "pipe":
        (folder / "timestamp.txt").unlink()
        os.mkfifo(folder / "timestamp.txt")
    else:
        shutil.rmtree(folder)
        folder.symlink_to("nowhere")
    summary, said = tarasoff(course)
    found = states(summary)
    assert found.pop("invented-01", "not marked") == "not marked", said
    assert set(found.values()) == {"marked"}
    assert "invented-01" not in {row[1] for row in rows(course)["submitted_assignment"]}
    assert not (course / "autograded" / "invented-01" / "ps1-limits").exists()


def test_what_lies_elsewhere_is_neither_read_nor_copied(course, run, tarasoff, assert_same, files):
    """A link, to the gradebook or to a neighbour's answers, gains nothing; answers under another name are found."""
    folder = course / "submitted" / "invented-02" / "ps1-limits"
    (folder / "gradebook.db").symlink_to("../../../gradebook.db")
    (folder / "answers.json").unlink()
    (folder / "answers.json").symlink_to("../../invented-01/ps1-limits/answers.json")
    other = course / "submitted" / "invented-03" / "ps1-limits"
    (other / "answers.json").rename(other / "answers (1).json")
    stock = Path(shutil.copytree(course, course.parent / "stock", symlinks=True))
    run("nbgrader", "autograde", "ps1-limits", "--student", "invented-0[23]", cwd=stock)
    summary, _ = tarasoff(course, "ps1-limits", "--students", "invented-0[23]")
    assert_same(stock, course)
    lines = {one["student"]: " ".join(one["lines"]) for one in summary["submissions"]}
    assert "gradebook.db is a link; it was left out." in lines["invented-02"]
    assert "answers.json is a link; it was left out." in lines["invented-02"]
    assert "answers.json was named answers (1).json; it was taken all the same." in lines["invented-03"]
    assert not [name for name in files(course) if "gradebook.db" in name]


def test_wrong_use_is_said(course, tarasoff, tmp_path):
    assert "has no assignment 'ps9'" in tarasoff(course, "ps9", ok=(2,))[1]
    assert "There is no gradebook.db" in tarasoff(tmp_path, "ps1-limits", ok=(2,))[1]
    (tmp_path / "gradebook.db").write_text("no database" * 100)
    assert "is not a gradebook that can be read" in tarasoff(tmp_path, "ps1-limits", ok=(2,))[1]
    assert "No Dask scheduler answers" in tarasoff(course, "ps1-limits", "--scheduler", "tcp://127.0.0.1:1", ok=(2,))[1]
    part = course / "source" / "ps1-limits" / "questions.yaml"
    part.write_text(part.read_text().replace("points: ", "points: 1"))
    assert "questions.yaml, field points" in tarasoff(course, ok=(2,))[1]
    assert not (course / "autograded").exists()


def test_a_worker_that_lives_for_days_reads_changed_settings(course):
    load_app(course)
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write("c.CourseDirectory.submitted_directory = 'handed-in'\n")
    assert load_app(course).coursedir.submitted_directory == "handed-in"


def test_a_worker_with_another_library_marks_nothing(course):
    plan = open_run(course, "ps1-limits")
    (result,) = worker.mark_jobs(evolve(plan.setup, library="older"), plan.jobs[:1])
    plan.close()
    assert "This worker has another version of the library" in result.problem
    assert result.notebooks == ()


def test_a_course_with_other_folders_is_reported_as_well(course, tarasoff, run):
    (course / "submitted").rename(course / "handed-in")
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write("c.CourseDirectory.submitted_directory = 'handed-in'\n")
        file.write("c.CourseDirectory.autograded_directory = 'marked'\n")
    assert tarasoff(course)[0]["counts"]["marked"] == 14
    rows = json.loads(run("tarasoff", "report", "ps1-limits", "--course", course, "--json", ok=(1,)).stdout)
    assert len(rows) == 14
    assert all(row["mark"] is not None for row in rows)


@pytest.mark.parametrize("mistake", ["c = get_config(", "raise ValueError('no')"])
def test_a_mistake_in_the_settings_is_said(course, tarasoff, run, mistake):
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(mistake)
    said = [tarasoff(course, ok=(2,))[1], run("tarasoff", "report", "ps1-limits", cwd=course, ok=(2,)).stderr]
    for one in said:
        assert "nbgrader_config.py cannot be read (" in one
        assert "Traceback" not in one


def test_a_part_without_its_key_is_not_given_full_marks(course, tarasoff):
    (course / "source" / "ps1-limits" / "keys" / "questions.yaml").unlink()
    assert "questions.yaml: There is no key." in tarasoff(course, ok=(2,))[1]


def test_a_step_that_would_run_students_code_as_the_teacher_is_refused(course):
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write("""
from nbgrader.preprocessors import Execute
class Mine(Execute):
    pass
c.Autograde.autograde_preprocessors.append(Mine)
""")
    with pytest.raises(GradingError, match="holds Mine, which would run students' code as you"):
        open_run(course, "ps1-limits")


@pytest.fixture
def whole(rows):
    """How many submissions stand in the gradebook; each of them has to be whole, with its folder."""

    def whole(course):
        found = rows(course)
        graded = {row[1] for row in found["submitted_assignment"]}
        cells = {row[:2] for row in found["grade"]}
        for student in graded:
            assert {row[:2] for row in found["grade"] if row[3] == student} == cells
            assert (course / "autograded" / student / "ps1-limits" / "ps1-limits.ipynb").is_file()
        return len(graded)

    return whole


# It stops in the middle of a large class, until the test says that it may go on.
HALFWAY = """
import signal, time
# What starts the tests in the background may have them ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path
from tarasoff.cli import main
from safegrade.grade import worker
mark_one = worker.mark_one
def halfway(setup, job):
    while job.student > "invented-070" and not Path(setup.course, "go-on").exists():
        time.sleep(0.01)
    return mark_one(setup, job)
worker.mark_one = halfway
main()
"""


def started(course):
    command = [sys.executable, "-c", HALFWAY, "grade", "ps1-limits", "--course", course, "--jobs", "2"]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)


def in_gradebook(course):
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(course / "gradebook.db")) as database:
        return database.execute("SELECT count(*) FROM submitted_assignment").fetchone()[0]
    return 0


def processes_of(session):
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] != "Z":
                yield int(entry.name)


@pytest.fixture
def many_unmarked(many, tmp_path):
    return Path(shutil.copytree(many, tmp_path / "course"))


@pytest.fixture(scope="module")
def all_marked(many, run, tmp_path_factory):
    course = Path(shutil.copytree(many, tmp_path_factory.mktemp("all") / "course"))
    run("tarasoff", "grade", "ps1-limits", "--course", course, ok=(1,))
    return course


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_ends_halfway_loses_nothing(many_unmarked, all_marked, tarasoff, how, assert_same, whole):
    course = many_unmarked
    process = started(course)
    deadline = time.monotonic() + 60
    while not in_gradebook(course) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    # To the whole group, as a terminal does it; kill -9 hits the one process.
    (os.killpg if how == signal.SIGINT else os.kill)(process.pid, how)
    (course / "go-on").touch()
    _, said = process.communicate(timeout=30)
    there = whole(course)
    assert 0 < there < 120, "the test came too late"
    if how == signal.SIGINT:
        assert process.returncode == 1
        assert "run the same command again for the rest" in said
        assert "Traceback" not in said
    deadline = time.monotonic() + 10
    while list(processes_of(process.pid)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert list(processes_of(process.pid)) == [], "workers were left behind"
    summary, said = tarasoff(course)
    assert summary["counts"]["unchanged"] == there, said
    assert_same(all_marked, course)
    assert [path for path in (course / "autograded").rglob("*") if path.name.startswith(".")] == []


class Inline(Executor):
    """The simplest executor there is."""

    size = 1

    def start(self):
        return self

    def submit(self, function, /, *args, **kwargs):
        future = Future()
        future.set_result(function(*args, **kwargs))
        return future


def test_any_executor_will_do(course, tarasoff, whole):
    plan = open_run(course, "ps1-limits")
    assert {one.state for one in grade(plan, Inline())} == {"marked"}
    plan.close()
    assert whole(course) == 14
    assert tarasoff(course)[0]["counts"]["unchanged"] == 14


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_takes_no_more_keeps_what_it_has(course, monkeypatch, tarasoff, number, rows, files):
    (course / "autograded").mkdir()
    plan = open_run(course, "ps1-limits", ["invented-0[1-3]"])
    list(grade(plan, Inline()))
    before = rows(course), files(course)
    write, left = folders.write_file, [12]

    def full(path, content, mode):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(number, os.strerror(number), path)
        write(path, content, mode)

    monkeypatch.setattr(folders, "write_file", full)
    with pytest.raises(GradingStoppedError, match=f"{os.strerror(number)}.*What was written so far stays"):
        list(grade(open_run(course, "ps1-limits", force=True), Inline()))
    assert (rows(course), files(course)) == before
    assert [path for path in (course / "autograded").rglob("*") if path.name.startswith(".")] == []
    monkeypatch.undo()
    assert tarasoff(course)[0]["counts"] == {"marked": 11, "unchanged": 3, "not marked": 0}


def test_a_gradebook_that_takes_no_more_keeps_what_it_has(course, rows, files):
    list(grade(open_run(course, "ps1-limits", ["invented-0[1-3]"]), Inline()))
    before = rows(course), files(course)
    # SQLite's own way to be full.
    plan = open_run(course, "ps1-limits", force=True)
    with closing(plan.gradebook.engine.raw_connection()) as database:
        pages = database.execute("PRAGMA page_count").fetchone()[0]
    from sqlalchemy import event

    event.listen(plan.gradebook.engine, "begin", lambda one: one.exec_driver_sql(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(GradingStoppedError, match="database or disk is full"):
        list(grade(plan, Inline()))
    plan.close()
    assert (rows(course), files(course)) == before


def test_somebody_else_may_keep_the_gradebook_for_a_while(course, monkeypatch):
    from sqlalchemy import event

    plan = open_run(course, "ps1-limits")
    # SQLite itself would wait for some seconds before it says that the gradebook is locked.
    event.listen(plan.gradebook.engine, "begin", lambda one: one.exec_driver_sql("PRAGMA busy_timeout = 0"))
    waited = []
    with closing(sqlite3.connect(course / "gradebook.db", isolation_level=None)) as other:

        def let_go(seconds):
            waited.append(seconds)
            if len(waited) == 2:
                other.execute("COMMIT")

        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(time, "sleep", let_go)
        assert [one.state for one in grade(plan, Inline())] == ["marked"] * 14
    plan.close()
    assert waited == [1, 5], "it waits longer each time, until the gradebook is free"


DEADLY = """
import os, sys
from pathlib import Path
from safegrade.grade import command, grade, worker, workers
mark_one = worker.mark_one
def deadly(asked, job):
    if job.student == "invented-05":
        os._exit(1)
    return mark_one(asked, job)
worker.mark_one = deadly
plan = command.open_run(Path(sys.argv[1]), "ps1-limits")
print(sorted(one.student for one in grade.grade(plan, workers.Processes(2)) if one.state != "marked"))
"""


def test_a_submission_that_kills_its_worker_takes_nobody_with_it(course, run, whole):
    done = run(sys.executable, "-c", DEADLY, course)
    assert done.stdout.strip() == "['invented-05']"
    assert whole(course) == 13


@pytest.mark.every
def test_a_cluster_gives_the_same_though_a_worker_is_killed(
    many_unmarked, all_marked, root, run, tmp_path, assert_same
):
    pytest.importorskip("distributed")
    course = many_unmarked
    env = {**os.environ, "PATH": f"{root / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}", "TMPDIR": str(tmp_path)}
    where = tmp_path / "scheduler.json"

    def dask(*command):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(["dask", *command, "--scheduler-file", where, "--no-dashboard"], env=env, **quiet)

    processes = [dask("scheduler", "--host", "127.0.0.1", "--port", "0")]
    try:
        worker = ("worker", "--no-nanny", "--host", "127.0.0.1", "--nthreads", "2", "--local-directory", tmp_path)
        processes += [dask(*worker) for _ in range(2)]
        deadline = time.monotonic() + 60
        while not where.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        address = json.loads(where.read_text())["address"]
        wait = "import sys, distributed; distributed.Client(sys.argv[1]).wait_for_workers(2, timeout=60)"
        run(sys.executable, "-c", wait, address)
        command = ["tarasoff", "grade", "ps1-limits", "--course", course, "--scheduler", address]
        grading = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
        while not in_gradebook(course) and grading.poll() is None:
            time.sleep(0.01)
        processes[1].kill()
        _, said = grading.communicate(timeout=120)
    finally:
        for process in processes:
            process.kill()
            process.wait()
    assert "120 submissions, 120 marked" in said
    assert_same(all_marked, course)


def test_hooks_of_the_course_are_called(course, run):
    """Before and after each submission, by nbgrader's own command and by ours, and one that fails stops nothing."""
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write("""
def note(assignment, student, notebooks):
    with open("called", "a") as file:
        print(assignment, student, len(notebooks), file=file)
def fail(**_):
    raise ValueError("no")
c.Autograde.pre_convert_hook = note
c.Autograde.post_convert_hook = fail
""")
    run("nbgrader", "autograde", "ps1-limits", "--student", "invented-01", cwd=course)
    run("tarasoff", "grade", "ps1-limits", "--students", "invented-02", cwd=course)
    assert (course / "called").read_text() == "ps1-limits invented-01 1\nps1-limits invented-02 1\n"


def test_a_step_of_the_course_s_own_runs_as_well(course, run, tarasoff, assert_same, files):
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write("""
from nbgrader.preprocessors import NbGraderPreprocessor

class Sign(NbGraderPreprocessor):
    def preprocess(self, nb, resources):
        nb.metadata["signed"] = resources["nbgrader"]["student"]
        return nb, resources

c.Autograde.autograde_preprocessors.append(Sign)
""")
    stock = Path(shutil.copytree(course, course.parent / "stock"))
    run("nbgrader", "autograde", "ps1-limits", "--student", "invented-01", cwd=stock)
    tarasoff(course, "ps1-limits", "--students", "invented-01", ok=(0,))
    assert b'"signed": "invented-01"' in files(course)["invented-01/ps1-limits/ps1-limits.ipynb"][0]
    assert_same(stock, course)


def test_a_notebook_is_written_as_nbformat_writes_it(root):
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

    odd = new_notebook(
        cells=[
            new_markdown_cell('a\nb\r\nc\u2028d"\\\x00é😀', id="a", attachments={"x.png": {"image/png": "A\nB"}}),
            new_code_cell(
                "",
                id="b",
                outputs=[
                    new_output("stream", text="one\ntwo\n"),
                    new_output("display_data", {"application/json": {"a": [1, 2.5, True, None, [], {}]}}),
                    new_output("execute_result", {"text/plain": "x\ny"}, execution_count=3),
                ],
            ),
        ],
        metadata={"big": 10**30, "small": 1e-300, "no": float("nan"), "t": [{"b": 1, "a": {}}]},
    )
    graded = [nbformat.read(path, as_version=4) for path in sorted((root / "autograded").glob("*/*/*.ipynb"))[:3]]
    for notebook in (odd, *graded):
        expected = nbformat.writes(notebook) + "\n"
        assert notebook_text(notebook) == expected
