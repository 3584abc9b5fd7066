"""A hostile class: one student of each kind, between honest ones; what became of each. ``make hostile`` prints it.

Two assignments, marked by ``tarasoff grade``: code with hidden checks, and answers that are data. The kinds of code
stand in tests/safegrade/hostile.yaml, the others here. The last line is JSON; the status is 1 if anybody got more than
was earned, harmed anybody, read what was private, or left something running. With --quick there is a third of the
kinds of code, and none that takes all it can get: tests/safegrade/sandbox/ has them one by one.
"""

import csv
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from contextlib import suppress
from pathlib import Path

import nbformat
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook, SubmittedAssignment
from nbgrader.server_extensions.formgrader import handlers
from ruamel.yaml import YAML
from traitlets.config import PyFileConfigLoader

from safegrade.intake.scan import printable

ROOT = Path(__file__).resolve().parents[2]
KINDS = YAML(typ="safe").load(ROOT / "tests" / "safegrade" / "hostile.yaml")
SECRET, PRIVATE = "the-hidden-check-8f3a", "private-77c1"
CONFIG = """
from safegrade import configure
from tarasoff.nbgrader_plugin import CaseAnalysis
c = get_config()
c.CourseDirectory.course_id = "hostile"
configure(c, marker=CaseAnalysis())
c.RunCode.timeout = 1.5
c.RunCode.total = 20
c.RunCode.memory = 300
c.RunCode.disk = 8
c.RunCode.processes = 24
"""

BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
SOLUTION = """\
def double(x):
    return 2 * x
total = 30
table = {"a": [1, 2]}"""
CHECKS = {
    "double-check": (2, f"assert double(2) == 4\n{BEGIN}\nassert double(21) == 42, '{SECRET}'\n{END}"),
    "total-check": (1, "assert total == limit * 3"),
    "parts-check": (2, "marks = 1.0 * (double(1) == 2)\nif list(table['a']) == [1, 2]:\n    marks += 1\nmarks"),
}
# An honest function, and all else wrong.
SOME = 3.0

PART = """
schema: 1
part: toys
kind: questions
title: "Two toys"
points: 2
questions:
  - {id: ball, stem: "Which is round?", options: {a: "A ball", b: "A brick"}}
  - {id: kite, stem: "Which flies?", options: {a: "A brick", b: "A kite"}}
"""
KEY = f"""
schema: 1
part: toys
questions:
  ball: {{section: "01", sources: [a], options: {{a: {{credit: 1, why: "{PRIVATE}"}}, b: {{credit: 0, why: "No."}}}}}}
  kite: {{section: "01", sources: [a], options: {{a: {{credit: 0, why: "No."}}, b: {{credit: 1, why: "Yes."}}}}}}
"""
RIGHT = {"ball": "a", "kite": "b"}


def ours(name, *, points=None, solution=False):
    meta = {"grade_id": name, "grade": points is not None, "solution": solution, "locked": not solution, "task": False}
    return {"nbgrader": {**meta, "schema_version": 3, **({"points": points} if points else {})}}


def make_course(course):
    """A course with both assignments, released."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    answer = f"### BEGIN SOLUTION\n{SOLUTION}\n### END SOLUTION"
    code = [
        new_code_cell("limit = 10", metadata=ours("setup")),
        new_code_cell(answer, metadata=ours("answer", solution=True)),
    ]
    code += [new_code_cell(text, metadata=ours(name, points=worth)) for name, (worth, text) in CHECKS.items()]
    data = [
        new_markdown_cell("# Toys", metadata=ours("intro")),
        new_code_cell("'The form.'", metadata=ours("toys-form")),
        new_code_cell("'What is open.'", metadata=ours("toys", points=2)),
    ]
    for name, cells in (("code", code), ("data", data)):
        (course / "source" / name).mkdir(parents=True)
        nbformat.write(new_notebook(cells=cells, metadata=kernel), course / "source" / name / f"{name}.ipynb")
    (course / "source" / "data" / "keys").mkdir()
    (course / "source" / "data" / "toys.yaml").write_text(PART, encoding="utf-8")
    (course / "source" / "data" / "keys" / "toys.yaml").write_text(KEY, encoding="utf-8")
    (course / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    (course / "private.txt").write_text(PRIVATE, encoding="utf-8")
    for name in ("code", "data"):
        call("nbgrader", "generate_assignment", name, cwd=course)


def call(*command, cwd, ok=(0,)):
    path = f"{os.environ['PATH']}{os.pathsep}{Path(sys.executable).parent}"
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if done.returncode not in ok:
        raise SystemExit(f"{command} gave {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


class Submission:
    """What one student hands in, to be changed.

    Args:
        course: the course folder.
        student: the id.
        assignment: its name.
    """

    def __init__(self, course, student, assignment):
        self.folder = course / "submitted" / student / assignment
        shutil.copytree(course / "release" / assignment, self.folder)
        self.file = self.folder / f"{assignment}.ipynb"
        self.notebook = nbformat.read(self.file, as_version=4)

    def cell(self, name):
        return next(one for one in self.notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == name)

    def answer(self, source):
        self.cell("answer").source = source
        self.save()

    def answers(self, toys, **more):
        document = {"schema": 2, "assignment": "data", "answers": {"toys": toys}, **more}
        self.raw(json.dumps(document))

    def raw(self, text):
        (self.folder / "answers.json").write_text(text, encoding="utf-8")

    def save(self):
        self.file.write_text(json.dumps(self.notebook), encoding="utf-8")


def stripped(one):
    for name in CHECKS:
        one.cell(name).source = "pass"
    one.save()


def own_marks(one):
    """A check that has run already, with the mark in it."""
    for name in (*CHECKS, "toys"):
        for cell in one.notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == name:
                cell.source = "99.0"
                cell.metadata["nbgrader"]["points"] = 99
                cell.metadata["tarasoff"] = {"part": "toys", "title": "t", "points": 99, "lines": [], "notes": []}
                data = {"text/plain": "99.0"}
                result = {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}
                cell.outputs = [nbformat.from_dict(result)]
    one.save()


def retyped(one):
    for cell in one.notebook.cells:
        if "points" in cell.metadata.get("nbgrader", {}):
            cell.metadata["nbgrader"] |= {"task": True, "solution": True, "locked": False, "grade": False}
    one.save()


def planted(one):
    meta = ours("planted")
    one.notebook.cells.insert(1, new_code_cell("double = total = table = None\nlimit = 0", metadata=meta))
    one.save()


def twice(one):
    one.notebook.cells += [nbformat.from_dict(cell) for cell in one.notebook.cells]
    one.save()


def no_checks(one):
    one.notebook.cells = one.notebook.cells[:1]
    one.save()


def own_kernel(one):
    one.notebook.metadata["kernelspec"] = {"name": "mine", "display_name": "Mine", "language": "bash"}
    one.save()
    spec = {"argv": ["/bin/sh", "-c", "touch /tmp/started"], "display_name": "Mine", "language": "bash"}
    (one.folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    (one.folder / "jupyter_config.py").write_text("raise SystemExit", encoding="utf-8")
    (one.folder / "nbgrader_config.py").write_text("raise SystemExit", encoding="utf-8")


def shadows(one):
    for name in ("tarasoff", "math", "json", "os", "numpy", "sitecustomize", "IPython"):
        (one.folder / f"{name}.py").write_text("raise SystemExit('shadowed')", encoding="utf-8")
    (one.folder / "tarasoff").mkdir()
    (one.folder / "tarasoff" / "__init__.py").write_text("raise SystemExit('shadowed')", encoding="utf-8")


def links(one):
    for name, to in (
        ("gradebook.db", "../../../gradebook.db"),
        ("key.yaml", "../../../source/data/keys/toys.yaml"),
        ("private.txt", "../../../private.txt"),
        ("all", "/"),
        ("source", "../../../source"),
    ):
        (one.folder / name).symlink_to(to)
    # What is there, it reads.
    read = "import glob\nfor name in glob.glob('**', recursive=True):\n    try: print(open(name, 'rb').read())\n"
    if one.file.stem == "code":
        one.answer(read + "    except OSError: pass")


def neighbours(one):
    """The work of an honest neighbour, by links."""
    honest = Path("../../00 honest") / one.file.stem
    one.file.unlink()
    one.file.symlink_to(honest / one.file.name)
    if one.file.stem == "data":
        (one.folder / "answers.json").symlink_to(honest / "answers.json")


def pipes(one):
    one.file.unlink()
    os.mkfifo(one.file)
    os.mkfifo(one.folder / "answers.json")
    os.mkfifo(one.folder / "more")


def huge(one):
    for name in ("huge.bin", one.file.name):
        with (one.folder / name).open("wb") as file:
            file.truncate(3 << 30)


def many(one):
    for number in range(3000):
        (one.folder / f"{number}.txt").touch()


def notebooks(one):
    """Of those that lie there, none is the assignment's; to read all of them takes a minute."""
    one.file.unlink()
    one.notebook.cells = [new_code_cell(f"{number} " * 20) for number in range(12_000)]
    text = nbformat.writes(one.notebook)
    for number in range(25):
        one.file.with_name(f"{number}.ipynb").write_text(text, encoding="utf-8")


def strangers(one):
    """A line for each cell that nobody handed out."""
    one.notebook.cells += [new_code_cell("", metadata=ours(f"stranger-{number}")) for number in range(4000)]
    one.save()


def odd_names(one):
    for name in (
        "a\x1b[2J\r.txt",
        "=1+1.csv",
        "<script>EVIL</script>.txt",
        os.fsdecode(b"\xff\xfe"),
        "e\u0301",
        "\u00e9",
    ):
        (one.folder / name.replace("/", "_")).touch()


def huge_output(one):
    out = {"output_type": "stream", "name": "stdout", "text": "x" * 20_000_000}
    one.notebook.cells[0 if one.file.stem == "code" else 1].outputs = [nbformat.from_dict(out)]
    one.save()


# A student's share of the report, in characters.
MOST_SAID = 10_000
MARKS = "REACHED-essay"
EVIL_ID, ESCAPED = "<img src=x onerror=alert(1)>", "esc\x1b[2Ja\u202eb"


def launchers(one):
    """What JupyterLab, git, nbgrader and a spreadsheet would obey, beside the notebook."""
    for name in (
        "essay.html", "ipykernel_launcher.py", "nbgrader_config.py", ".git/config", ".git/hooks/pre-commit",
        "sitecustomize.py", "jupyter_server_config.py", "a.svg", "b.ipynb.html", ".vscode/settings.json",
    ):  # fmt: skip
        place = one.folder / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"raise SystemExit('{MARKS}')", encoding="utf-8")


def slow_to_read(one):
    """Cells that are short, and that take long to read."""
    for source in ("%pwd\n" * 2000, "f'" + "{x}" * 30_000 + "'", "[" * 90_000, "x = 1\n" * 90_000):
        one.notebook.cells.append(new_code_cell(source))
    one.save()


def own_time(one):
    """A time long before, with what turns a terminal's text round."""
    (one.folder / "timestamp.txt").write_text("2001-01-01 10:00 \u202e\x1b[2J", encoding="utf-8")


def html(one):
    """Everything that a browser would run, in each place that formgrader shows."""
    evil = "<img src=x onerror=steal()><script>steal()</script>[x](javascript:steal())"
    one.notebook.cells += [new_markdown_cell(evil), nbformat.v4.new_raw_cell(evil)]
    outputs = [nbformat.v4.new_output("display_data", {kind: evil}) for kind in ("text/html", "text/markdown")]
    one.notebook.cells.append(new_code_cell("", outputs=outputs))
    one.save()


def obeyed_by_python(one):
    """What Python or a library would read in the folder in which it is started."""
    for name in (
        "usercustomize.py", "conftest.py", "x.pth", "encodings/__init__.py", "matplotlibrc", "ipython_config.py",
        "pyproject.toml", "typing.py", "signal.py", "safegrade/__init__.py", "__main__.py",
    ):  # fmt: skip
        place = one.folder / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"raise SystemExit('{MARKS}')", encoding="utf-8")


def no_files(one):
    """Folders and a socket where files are expected."""
    one.file.unlink()
    (one.folder / "answers.json").mkdir()
    here = Path.cwd()
    os.chdir(one.folder)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(one.file.name)
    os.chdir(here)
    (one.folder / "timestamp.txt").mkdir()


def odd_numbers(one):
    """Numbers that are texts, none, or too many."""
    for cell in one.notebook.cells:
        cell["execution_count"] = "9" * 5000
        if "nbgrader" in cell.metadata:
            cell.metadata["nbgrader"] |= {"points": float("nan"), "schema_version": "3", "grade": "yes"}
    one.notebook["nbformat"], one.notebook["nbformat_minor"] = "4", float("inf")
    one.save()


def odd_cells(one):
    """Cells that are none."""
    document = json.loads(one.file.read_text(encoding="utf-8"))
    document["cells"] += [
        *(None, 3, [], {"cell_type": ["code"], "source": {"a": 1}}),
        {"cell_type": "code", "source": [1, None], "outputs": {"a": 1}, "metadata": [1]},
        {"cell_type": "code", "source": "x", "outputs": [None, {"output_type": 5, "data": [1]}], "metadata": {}},
        {"cell_type": "code", "source": "x", "metadata": {"nbgrader": {"grade_id": ["a"], "points": {}}}},
    ]
    one.file.write_text(json.dumps(document), encoding="utf-8")


def keys_twice(one):
    """A notebook with two lists of cells, the second of which is a mark."""
    mark_ = new_code_cell("99", metadata=ours("total-check", points=99))
    text = one.file.read_text(encoding="utf-8").strip()
    one.file.write_text(f'{text[:-1]}, "cells": [{json.dumps(mark_)}]}}', encoding="utf-8")


def odd_ids(one):
    """Ids that look like the course's, lead elsewhere, or run in a browser."""
    for cell in one.notebook.cells:
        cell["id"] = "<img src=x onerror=steal()>"
        if "nbgrader" in cell.metadata:
            cell.metadata["nbgrader"]["grade_id"] = cell.metadata["nbgrader"]["grade_id"].replace("a", "\u0430")
    for name in ("../../x", "<script>steal()</script>", "a\x00b", "\ud800", "=1+1", "x" * 10**5, "__class__", ""):
        one.notebook.cells.append(new_code_cell("1", metadata=ours(name, points=9)))
    one.save()


def pages_for_pictures(one):
    """Attachments that a browser would run."""
    page = b64encode(b"<svg xmlns='http://www.w3.org/2000/svg' onload='steal()'/>").decode()
    held = {'a" onerror="steal()': {"image/png": page}, "b.svg": {"image/svg+xml": page, "text/html": page}}
    text = '![a](attachment:a" onerror="steal()) ![b](attachment:b.svg)'
    one.notebook.cells.append(new_markdown_cell(text, attachments=held))
    one.save()


def names_alike(one):
    """The same notebook under names that look like its own."""
    text = one.file.read_text(encoding="utf-8")
    for name in (one.file.name.upper(), f"{one.file.stem} .ipynb", f"{one.file.stem}\u200b.ipynb", "\uff43ode.ipynb"):
        (one.folder / name).write_text(text, encoding="utf-8")


# kind: what it does to either assignment, with nothing answered.
FOLDERS = {
    "checks taken out": lambda one: stripped(one) if one.file.stem == "code" else no_checks(one),
    "marks of its own in the checks": own_marks,
    "checks called something else": retyped,
    "a cell planted as the teacher's": planted,
    "every cell twice": twice,
    "a kernel and settings of its own": own_kernel,
    "files that stand in for libraries": shadows,
    "links to gradebook, key and everything": links,
    "links to a neighbour's work": neighbours,
    "pipes that never end": pipes,
    "files of 3 GB": huge,
    "3000 files": many,
    "names with escapes, formulas and halves": odd_names,
    "an output of 20 MB": huge_output,
    "25 further notebooks": notebooks,
    "a line for each of 4000 cells": strangers,
    "files that others would obey": launchers,
    "HTML wherever it is shown": html,
    "cells that take long to read": slow_to_read,
    "a time of its own": own_time,
    "files that Python would obey": obeyed_by_python,
    "folders and sockets in place of files": no_files,
    "numbers that are none": odd_numbers,
    "cells that are none": odd_cells,
    "a notebook with two lists of cells": keys_twice,
    "ids that look alike, lead out or run": odd_ids,
    "pictures that a browser would run": pages_for_pictures,
    "notebooks under names that look alike": names_alike,
    "a notebook that is none": lambda one: one.file.write_text("[" * 100_000, encoding="utf-8"),
}
EVIL = "<script>EVIL</script>"
FORMULA = '=HYPERLINK("http://example.org","x")'
# kind: (what it does to the answers, what it earned).
ANSWERS = {
    "answers: nested without end": (lambda one: one.raw('{"answers":' * 50_000), 0),
    "answers: 6 MB": (lambda one: one.raw(json.dumps({"x": "y" * 6_000_000})), 0),
    "answers: a number of a million digits": (lambda one: one.raw('{"schema": 2, "answers": ' + "9" * 10**6 + "}"), 0),
    "answers: not a number": (lambda one: one.raw('{"schema": NaN, "answers": {"toys": Infinity}}'), 0),
    "answers: bytes that are no text": (lambda one: (one.folder / "answers.json").write_bytes(b"\xff\xfe\x00"), 0),
    "answers: of another assignment": (lambda one: one.answers(RIGHT, assignment="code"), 0),
    "answers: with marks in them": (
        lambda one: one.answers({"ball": "b", "points": 99, "credit": 1, "mark": 99}, mark=99, points=99),
        0,
    ),
    "answers: everything at once": (lambda one: one.answers({"ball": ["a", "b"], "kite": {"a": 1, "b": 1}}), 0),
    "answers: scripts and formulas": (lambda one: one.answers({"ball": EVIL, "kite": FORMULA, EVIL: EVIL}), 0),
    "answers: right, and a stranger's part": (
        lambda one: one.answers(RIGHT, note=EVIL, answers={"toys": RIGHT, EVIL: {"a": FORMULA}, "__class__": 1}),
        2,
    ),
    "answers: a key in place of answers": (lambda one: one.raw(KEY), 0),
    "answers: a key twice": (
        lambda one: one.raw('{"schema": 2, "assignment": "data", "answers": {"toys": {"ball": "a", "ball": "b"}}}'),
        0,
    ),
    "answers: look-alike letters": (lambda one: one.answers({"ball": "\u0430", "kite": "\uff42"}), 0),
    "answers: half characters": (lambda one: one.answers({"ball": "\ud800", "\ud800": "a", "kite": "\x00"}), 0),
    "answers: 900 deep in place of a letter": (
        lambda one: one.raw(
            f'{{"schema": 2, "assignment": "data", "answers": {{"toys": {{"ball": {"[" * 900}{"]" * 900}}}}}}}'
        ),
        0,
    ),
    "answers: 300,000 parts": (
        lambda one: one.answers({}, answers={f"part-{number}": {} for number in range(300_000)}),
        0,
    ),
    "answers: a schema that is true": (lambda one: one.answers(RIGHT, schema=True), 0),
    "answers: code in place of data": (lambda one: one.raw("!!python/object/apply:os.system ['touch /tmp/x']"), 0),
}


def hand_in(course, port, *, slow):
    """Everybody hands in. (student, assignment): (kind, what was earned, whether it is honest)."""
    expected = {}

    def new(student, assignment, kind, earned, *, honest=False):
        expected[student, assignment] = (kind, earned, honest)
        return Submission(course, student, assignment)

    for student in ("00 honest", "zz honest"):
        new(student, "code", "honest", 5, honest=True).answer(SOLUTION)
        new(student, "data", "honest", 2, honest=True).answers(RIGHT)
    gradebook = repr(str(course / "gradebook.db"))
    for number, (kind, one) in enumerate(KINDS.items()):
        if slow or (number % 3 == 0 and not one.get("slow")):
            source = one["source"].replace("GRADEBOOK", gradebook).replace("PORT", str(port))
            new(f"code-{number:02}", "code", kind, SOME if one.get("earned") else 0).answer(source)
            if "swarm" in kind:
                new(f"code-{number:02} beside", "code", "honest", 5, honest=True).answer(SOLUTION)
    for number, (kind, change) in enumerate(FOLDERS.items()):
        for assignment in ("code", "data") if slow or change is not notebooks else ():
            change(new(f"folder-{number:02}", assignment, kind, 0))
    for number, (kind, (change, earned)) in enumerate(ANSWERS.items()):
        change(new(f"answers-{number:02}", "data", kind, earned))
    new("=1+1", "data", "a formula for a name", 2).answers(RIGHT)
    new(EVIL_ID, "data", "a script for a name", 0).answers(RIGHT)
    new(ESCAPED, "data", "a name that moves a cursor", 0).answers(RIGHT)
    new("a;=1+1", "data", "a formula behind a separator", 2).answers(RIGHT)
    # The work of an honest neighbour, by a link to the folder.
    expected["linked", "data"] = ("a link to a neighbour's folder", 0, False)
    (course / "submitted" / "linked").mkdir()
    (course / "submitted" / "linked" / "data").symlink_to(course / "submitted" / "00 honest" / "data")
    return expected


def state(course):
    """What nobody may change: everything but gradebook.db and autograded/."""
    held = {}
    for path in sorted(course.rglob("*")):
        within = path.relative_to(course)
        if within.parts[0] in {"gradebook.db", "autograded"} or not path.is_file() or path.is_symlink():
            continue
        small = path.stat().st_size < 1 << 26
        held[str(within)] = hashlib.sha256(path.read_bytes()).hexdigest() if small else str(path.stat().st_mtime_ns)
    return held


def running(session):
    """The processes of a session that still run."""
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] != "Z":
                yield int(entry.name)


def mark(course, assignment, jobs):
    """Mark everybody, and say what went on running."""
    command = [Path(sys.executable).with_name("tarasoff"), "grade", assignment, "--jobs", str(jobs)]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=course, stdout=said, stderr=said, start_new_session=True)
        if process.wait() not in {0, 1}:
            said.seek(0)
            raise SystemExit(said.read().decode("utf-8", "replace"))
    end = time.monotonic() + 1
    while (left := sorted({*running(process.pid), *orphans()})) and time.monotonic() < end:
        time.sleep(0.02)
    return left


def orphans():
    """Processes of sandboxes that nobody has, whatever session they are in."""
    parents, sandboxed = {}, set()
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if any(word in (entry / "cmdline").read_text() for word in ("bwrap", "safegrade.sandbox.keeper")):
                sandboxed.add(int(entry.name))
    for one in sandboxed:
        top = one
        while (parent := parents.get(top, 1)) > 1:
            top = parent
        if top in sandboxed:
            yield one


def told(course, assignment):
    """The triage table: student to mark and lines."""
    table = course / f"{assignment}.csv"
    done = call("tarasoff", "report", assignment, "--json", "--csv", table, cwd=course, ok=(0, 1))
    return {row["student"]: row for row in json.loads(done.stdout)}, table


def leaks(course):
    """Who was shown what is private: in an output, a file or a page."""
    words = (SECRET, PRIVATE, EVIL, "REACHED", "FOUND", "WROTE", "ASKED", "SQLite format", MARKS)
    for path in sorted(course.glob("autograded/*/*/*")):
        if not path.is_file():
            continue
        if path.suffix != ".ipynb":
            content = path.read_bytes().decode("utf-8", "replace")
        else:
            notebook = nbformat.read(path, as_version=4)
            content = json.dumps(
                [one.get("outputs") for one in notebook.cells if not one.metadata.get("nbgrader", {}).get("grade")]
            )
        for word in words:
            if word in content and path.name != "answers.json":
                yield f"{path.parent.parent.name}: {word} in {path.name}"


def formulas(table):
    """Cells of a table that a spreadsheet would run, also where it parts cells at semicolons."""
    with table.open(encoding="utf-8", newline="") as file:
        cells = [part for row in csv.reader(file) for one in row for part in one.split(";")]
    return [one for one in cells if one[:1] in tuple("=+@\t\r") or not one.isprintable()]


def obeyed(course):
    """What lies in autograded/ that something there would obey."""
    usual = {"answers.json", "timestamp.txt", "toys.yaml", "code.ipynb", "data.ipynb"}
    for path in course.glob("autograded/*/*/**/*"):
        if path.name not in usual:
            yield f"{path.relative_to(course)} would be obeyed or shown"


def runs_in_formgrader(course):
    """Whose notebook runs in the browser of a teacher who opens it in formgrader."""
    config = PyFileConfigLoader(str(course / "nbgrader_config.py")).load_config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    exporter = HTMLExporter(config=config)
    names = ("base_url", "student", "notebook_id", "notebook_path", "first_name", "last_name", "assignment_id")
    at = {"index": 0, "total": 1, "submission_id": "", **dict.fromkeys(names, "")}
    for path in course.glob("autograded/folder-*/*/*.ipynb"):
        page, _ = exporter.from_filename(str(path), resources=at)
        if any(word in page for word in ("onerror=steal", "<script>steal", 'href="javascript:steal')):
            yield f"{path.parent.parent.name}: its HTML runs in formgrader"


def look_at(course, expected, left, before):
    """A row for each student, and what went wrong."""
    wrong = [f"{one} went on running" for one in left]
    rows = []
    for assignment in ("code", "data"):
        found, table = told(course, assignment)
        wrong += [f"a formula in {table.name}: {one}" for one in formulas(table)]
        for (student, which), (kind, earned, honest) in expected.items():
            if which != assignment:
                continue
            row = found.get(printable(student), {"mark": None, "lines": ["not in the table"]})
            mark_ = row["mark"]
            rows.append((assignment, kind, earned, mark_, row["lines"]))
            if sum(map(len, row["lines"])) > MOST_SAID:
                wrong.append(f"{kind}: {len(row['lines'])} lines")
            if not all(map(str.isprintable, [row.get("student", ""), *row["lines"]])):
                wrong.append(f"{kind}: it moves a cursor or turns text round")
            if mark_ is None and not row["lines"]:
                wrong.append(f"{kind}: neither a mark nor a reason")
            if (mark_ or 0) > earned or (honest and mark_ != earned):
                wrong.append(f"{assignment}, {kind}: {mark_}, earned {earned}")
    after = state(course)
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    wrong += [f"changed: {name}" for name in changed if not name.endswith(".csv")]
    wrong += [*leaks(course), *obeyed(course), *runs_in_formgrader(course)]
    call("nbgrader", "export", "--to", course / "grades.csv", cwd=course)
    wrong += [f"a formula in grades.csv: {one}" for one in formulas(course / "grades.csv")]
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        entered = {(one.student.id, one.assignment.name) for one in gradebook.db.query(SubmittedAssignment).all()}
    wrong += [f"a stranger in the gradebook: {one}" for one in entered - set(expected)]
    refused = {EVIL_ID, ESCAPED, "linked"}
    wrong += [f"in the gradebook, although it was refused: {one}" for one in entered if one[0] in refused]
    return rows, wrong


def main(*, slow=True, jobs=2):
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
        course = Path(folder) / "course"
        make_course(course)
        expected = hand_in(course, server.getsockname()[1], slow=slow)
        before = state(course)
        began = time.monotonic()
        left = [one for assignment in ("code", "data") for one in mark(course, assignment, jobs)]
        took = time.monotonic() - began
        rows, wrong = look_at(course, expected, left, before)
    print(f"{'':4} {'kind':42} earned   mark  line")
    for assignment, kind, earned, mark_, lines in rows:
        shown = "-" if mark_ is None else f"{mark_:g}"
        print(f"{assignment:4} {kind[:42]:42} {earned:6g} {shown:>6}  {lines[0] if lines else ''}")
    for one in wrong:
        print(f"WRONG {one}")
    kinds = {kind for _, kind, *_ in rows} - {"honest"}
    silent = sum(not lines for _, kind, _, _, lines in rows if kind != "honest")
    print(f"{len(kinds)} hostile kinds, {len(rows)} submissions, {took:.0f} s, {silent} without a line")
    print(json.dumps({"kinds": len(kinds), "submissions": len(rows), "silent": silent, "wrong": wrong}))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(slow="--quick" not in sys.argv))
