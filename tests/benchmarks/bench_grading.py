"""How many submissions a second are marked: nbgrader autograde against tarasoff grade, whole processes, in turn.

Answers that are data: nbgrader's own pipeline runs with this course's marker where it would start a kernel, so that
both give the same marks and neither runs code. Code: an ordinary assignment of assert-style checks. nbgrader's own
command runs as it comes, with a kernel for each notebook and nothing to hold it; tarasoff grade runs it in sandboxes.

nbgrader marks a few submissions in each round, and what it would take for more is reckoned from that: its start,
measured by a run that finds nothing to do, and what one submission took. Once it marks 300, to see whether that holds.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from tarasoff.authoring.invented_class import make_class

ROOT = Path(__file__).resolve().parents[2]
DATA, TABLES, CODE = "ps4-criteria", "ps3-trust", "functions"
STOCK, STOCK_CODE, FEW, SOME, MANY, ROUNDS = 30, 15, 100, 300, 3000, 3
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
ORDINARY = 'c = get_config()\nc.CourseDirectory.course_id = "ordinary"\n'
# name: (what the teacher wrote, its check, what students write)
FUNCTIONS = {
    "mean": (
        "    return sum(numbers) / len(numbers)",
        "assert mean([1, 2, 3]) == 2\n### BEGIN HIDDEN TESTS\nassert mean(np.ones(2)) == 1\n### END HIDDEN TESTS",
        ("    return sum(numbers) / len(numbers)", "    return 2", "    return float(np.mean(numbers))"),
    ),
    "spread": (
        "    return max(numbers) - min(numbers)",
        "assert spread([1, 4]) == 3\nassert spread([2]) == 0\nassert spread([-1, 1, 5]) == 6",
        ("    return max(numbers) - min(numbers)", "    return numbers[-1] - numbers[0]", "    raise ValueError"),
    ),
    "table": (
        "    return pd.DataFrame({'n': numbers}).n.cumsum()",
        "assert list(table([1, 2, 3])) == [1, 3, 6]",
        ("    return pd.Series(numbers).cumsum()", "    return numbers", "    while numbers: numbers.pop()"),
    ),
}


def run(*command, cwd, ok=(0,)):
    """Seconds that a command takes."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, env={**os.environ, "PATH": PATH}, capture_output=True, check=False)
    took = time.perf_counter() - start
    assert done.returncode in ok, done.stderr.decode()
    return took


def course_of(folder, assignment, students):
    """A course in which an invented class has handed in, and nobody is marked."""
    whole = folder / "whole"
    shutil.copytree(ROOT / "source" / assignment, whole / "source" / assignment)
    shutil.copy(ROOT / "nbgrader_config.py", whole)
    run("nbgrader", "generate_assignment", assignment, cwd=whole)
    course = folder / "course"
    make_class(whole, course, students, 7, assignment)
    run("nbgrader", "generate_assignment", assignment, cwd=course)
    run("nbgrader", "db", "assignment", "add", assignment, "--duedate", "2026-10-09 17:00:00 UTC", cwd=course)
    for inbound in (course / "exchange").glob("*/inbound/*"):
        shutil.copytree(inbound, course / "submitted" / inbound.name.split("+")[0] / assignment)
    shutil.rmtree(course / "exchange")
    return course


def ordinary_course(folder, students):
    """A course of assert-style checks, as an instructor brings it."""
    course = folder / "course"
    cells = [new_code_cell("import numpy as np\nimport pandas as pd")]
    for name, (solution, check, _) in FUNCTIONS.items():
        source = f"def {name}(numbers):\n    ### BEGIN SOLUTION\n{solution}\n    ### END SOLUTION"
        meta = {"grade": False, "solution": True, "locked": False, "task": False, "schema_version": 3}
        cells.append(new_code_cell(source, metadata={"nbgrader": {**meta, "grade_id": name}}))
        meta |= {"grade": True, "solution": False, "locked": True, "points": 3, "grade_id": f"{name}-check"}
        cells.append(new_code_cell(check, metadata={"nbgrader": meta}))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    (course / "source" / CODE).mkdir(parents=True)
    nbformat.write(
        new_notebook(cells=cells, metadata={"kernelspec": kernel}), course / "source" / CODE / f"{CODE}.ipynb"
    )
    (course / "nbgrader_config.py").write_text(ORDINARY, encoding="utf-8")
    run("nbgrader", "generate_assignment", CODE, cwd=course)
    blank = nbformat.read(course / "release" / CODE / f"{CODE}.ipynb", as_version=4)
    for number in range(students):
        for cell in blank.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if name in FUNCTIONS:
                cell.source = f"def {name}(numbers):\n{FUNCTIONS[name][2][(number + len(name)) % 3]}"
        handed_in = course / "submitted" / f"s{number:04}" / CODE
        handed_in.mkdir(parents=True)
        nbformat.write(blank, handed_in / f"{CODE}.ipynb")
    return course


def part_of(course, students, to, only=bool):
    """The same, with the first students only."""
    shutil.rmtree(to, ignore_errors=True)
    for name in ("source", "release"):
        shutil.copytree(course / name, to / name)
    for name in ("nbgrader_config.py", "gradebook.db"):
        shutil.copy(course / name, to)
    for folder in [one for one in sorted((course / "submitted").iterdir()) if only(one)][:students]:
        shutil.copytree(folder, to / "submitted" / folder.name)
    os.sync()
    return to


def ours(course, students, folder):
    """Seconds that tarasoff grade takes for some students."""
    part = part_of(course, students, folder / "ours")
    return run("tarasoff", "grade", assignment_of(course), "--jobs", "2", cwd=part, ok=(0, 1))


def assignment_of(course):
    return next((course / "source").iterdir()).name


def stock(course, students, folder):
    """Seconds that nbgrader takes to start, and for one submission."""
    part = stock_course(course, students, folder)
    whole = run("nbgrader", "autograde", assignment_of(course), cwd=part)
    start = run("nbgrader", "autograde", assignment_of(course), cwd=part)
    return start, (whole - start) / students


def stock_course(course, students, folder):
    """Some students, whose notebooks nbgrader can open, in a course that has nbgrader as it comes."""
    part = part_of(course, students, folder / "stock", only=is_whole)
    if assignment_of(course) != CODE:
        shutil.copy(ROOT / "tests" / "workflow" / "stock_config.py", part / "nbgrader_config.py")
    return part


def is_whole(folder):
    """Whether a student has handed in every cell of the course's, once, under the right name."""
    assignment = next(folder.iterdir())
    blank = folder.parent.parent / "release" / assignment.name / f"{assignment.name}.ipynb"
    try:
        ids, wanted = (
            [cell["metadata"]["nbgrader"]["grade_id"] for cell in json.loads(file.read_text())["cells"]
             if "nbgrader" in cell["metadata"]]
            for file in (assignment / blank.name, blank)
        )  # fmt: skip
    except (OSError, ValueError, KeyError):
        return False
    return sorted(ids) == sorted(wanted)


def ratio(course, few, some, folder):
    """Seconds: nbgrader's start and what it takes for one, and what we take for some."""
    # In turn, so that whatever else the machine does hits both.
    rounds = [(stock(course, few, folder), ours(course, some, folder)) for _ in range(ROUNDS)]
    start, each = (statistics.median(one[0][at] for one in rounds) for at in (0, 1))
    took = statistics.median(one[1] for one in rounds)
    return start, each, took


def megabytes(pid):
    """What a process and those that it started hold, each shared page counted once."""
    held, tree = 0, [pid]
    while tree:
        one = Path("/proc") / str(tree.pop())
        try:
            held += next(int(line.split()[1]) for line in (one / "smaps_rollup").open() if line.startswith("Pss:"))
            for task in (one / "task").iterdir():
                tree += map(int, (task / "children").read_text().split())
        except (OSError, StopIteration):
            continue
    return held / 1024


def peak(course, students, folder):
    """The most that tarasoff grade holds at a time, in megabytes."""
    part = part_of(course, students, folder / "ours")
    command = ["tarasoff", "grade", assignment_of(course), "--jobs", "2"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=part, env={**os.environ, "PATH": PATH}, **quiet) as process:
        most = 0.0
        while process.poll() is None:
            most = max(most, megabytes(process.pid))
            time.sleep(0.05)
    return most


def main():
    # Not in the system's folder for temporary files, where with thousands of others a new file may cost dear.
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as name:
        folder = Path(name)
        data = course_of(folder / "data", DATA, MANY)
        start, each, some = ratio(data, STOCK, SOME, folder)
        whole = run("nbgrader", "autograde", DATA, cwd=stock_course(data, SOME, folder))
        alone, few, many = (
            statistics.median(ours(data, students, folder) for _ in range(ROUNDS)) for students in (1, FEW, MANY)
        )
        held = [peak(data, students, folder) for students in (FEW, MANY)]
        tables = course_of(folder / "tables", TABLES, SOME)
        tables_start, tables_each, tables_some = ratio(tables, STOCK, SOME, folder)
        code = ordinary_course(folder / "code", SOME)
        code_start, code_each, code_some = ratio(code, STOCK_CODE, SOME, folder)
        held += [peak(code, students, folder) for students in (FEW, SOME)]
    growth = ((many - alone) / (MANY - 1)) / ((few - alone) / (FEW - 1))
    figures = {
        "data_ratio": (start + MANY * each) / many,
        "data_ratio_300": whole / some,
        "tables_ratio_300": (tables_start + SOME * tables_each) / tables_some,
        "code_ratio": (code_start + SOME * code_each) / code_some,
        "peak_mb": max(held),
        "growth": growth,
        "stock_ms": 1000 * each,
        "ours_ms": 1000 * (many - alone) / (MANY - 1),
        "start_s": alone,
        "stock_code_ms": 1000 * code_each,
        "ours_code_ms": 1000 * code_some / SOME,
    }
    print(f"{DATA}, answers that are data: nbgrader starts in {start:.2f} s, a submission takes {1000 * each:.0f} ms")
    print(f"  {SOME}: nbgrader {whole:.1f} s (reckoned {start + SOME * each:.1f} s), tarasoff grade {some:.2f} s")
    print(
        f"  {MANY}: nbgrader {start + MANY * each:.0f} s (reckoned), tarasoff grade {many:.2f} s; for one {alone:.2f} s"
    )
    print(f"{TABLES}, tables and figures as data: {SOME}: tarasoff grade {tables_some:.2f} s")
    print(f"{CODE}, code: nbgrader {1000 * code_each:.0f} ms a submission; tarasoff grade {code_some:.1f} s for {SOME}")
    print(f"memory at most, all processes together: {', '.join(f'{one:.0f}' for one in held)} MB")
    print(f"  (data, {FEW} and {MANY} submissions; code, {FEW} and {SOME})")
    print(json.dumps({"bench": "grading", **{name: round(value, 2) for name, value in figures.items()}}))


if __name__ == "__main__":
    main()
