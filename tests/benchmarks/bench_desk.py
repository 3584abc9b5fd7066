"""What a teacher waits for at the desk, for a class of three thousand: the class page, exports, and marks sent by LTI.

The platform that takes the marks is the small one of the tests, on the same machine: a real one adds its own time.
"""

import importlib.util
import json
import os
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench_grading import DATA, MANY, ROOT, course_of, run

from safegrade.desk.sync.key import make_key, public_jwk

ROUNDS = 3
TO = ("csv", "canvas", "moodle", "blackboard")
# Somebody has marked what waited for a person, and a comment stands on each.
BY_HAND = """
UPDATE grade SET manual_score = 3, needs_manual_grade = 0 WHERE auto_score IS NULL OR needs_manual_grade;
UPDATE comment SET manual_comment = 'Say who was told, and why it had to be that much.';
"""


def processor(*command, cwd):
    """Seconds on the clock, and of the processor, that a command takes."""
    before = os.times()
    took = run(*command, cwd=cwd, ok=(0, 1))
    after = os.times()
    return took, sum(after[2:4]) - sum(before[2:4])


def median(*command, cwd):
    """The medians of both over some rounds."""
    rounds = [processor(*command, cwd=cwd) for _ in range(ROUNDS)]
    return tuple(statistics.median(one[at] for one in rounds) for at in (0, 1))


def platform():
    """The module with the small platform."""
    spec = importlib.util.spec_from_file_location("lms", ROOT / "tests" / "lms" / "lms.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sending(course, folder):
    """Seconds to say what there is to send, to send all of it, and to find that nothing is new."""
    module = platform()
    lms = module.Lms()
    with module.serve(lms):
        key = make_key(folder / "platform.pem")
        lms.register(public_jwk(key))
        for student in sorted(one.name for one in (course / "submitted").iterdir()):
            lms.add(f"user-{student}", lis_person_sourcedid=student)
        with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
            file.write(lms.settings(folder / "platform.pem"))
        first, _ = processor("tarasoff", "sync", DATA, cwd=course)
        begun = time.perf_counter()
        run("tarasoff", "sync", DATA, "--send", cwd=course, ok=(0, 1))
        took = time.perf_counter() - begun
        again, _ = processor("tarasoff", "sync", DATA, "--send", cwd=course)
        sent = len(lms.scores)
    assert sent == len({one["userId"] for one in lms.scores}) > 0.9 * MANY, f"only {sent} of {MANY} marks arrived"
    return first, took, again, sent


def main():
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as name:
        folder = Path(name)
        course = course_of(folder, DATA, MANY)
        run("tarasoff", "grade", DATA, cwd=course, ok=(0, 1))
        page = median("tarasoff", "report", DATA, "--html", "class.html", cwd=course)
        size = (course / "class.html").stat().st_size / 1e6
        exports = {to: median("tarasoff", "export", DATA, "marks.csv", "--to", to, cwd=course) for to in TO}
        own = median("nbgrader", "export", "--assignment", DATA, cwd=course)
        # What nbgrader takes to start: of an assignment that is not there it writes nothing.
        start = median("nbgrader", "export", "--assignment", "none", "--to", "nothing.csv", cwd=course)
        with closing(sqlite3.connect(course / "gradebook.db")) as gradebook:
            gradebook.executescript(BY_HAND)
        first, took, again, sent = sending(course, folder)
    slowest = max(exports.values())
    print(f"{MANY} submissions to {DATA}. On the clock, and of the processor:")
    print(f"  the class page {page[0]:.1f} s ({page[1]:.1f} s), {size:.2f} MB")
    for to, (clock, busy) in exports.items():
        print(f"  export to {to} {clock:.1f} s ({busy:.1f} s)")
    print(f"  nbgrader export {own[0]:.1f} s ({own[1]:.1f} s); its start alone {start[0]:.1f} s ({start[1]:.1f} s)")
    print(f"  sync: what there is to send {first:.1f} s; {sent} sent in {took:.1f} s; nothing new {again:.1f} s")
    figures = {
        "page_s": page[0], "page_cpu_s": page[1], "page_mb": size, "export_s": slowest[0], "export_cpu_s": slowest[1],
        "nbgrader_export_s": own[0], "nbgrader_start_s": start[0], "nbgrader_export_cpu_s": own[1],
        "nbgrader_start_cpu_s": start[1], "sync_a_second": sent / took, "sync_first_s": first, "sync_again_s": again,
    }  # fmt: skip
    print(json.dumps({"bench": "desk", **{name: round(value, 2) for name, value in figures.items()}}))


if __name__ == "__main__":
    main()
