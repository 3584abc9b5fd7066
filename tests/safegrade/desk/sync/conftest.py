"""A class with marks, and a learning platform that knows it."""

import pytest

from safegrade.desk.sync.key import make_key, public_jwk
from safegrade.gradebook.results import MarkedNotebook, Result
from safegrade.gradebook.rows import SubmissionRows

SETTINGS = "from safegrade import configure\n\nc = get_config()\nconfigure(c)\n"


@pytest.fixture(scope="session")
def key_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("key") / "platform.pem"
    make_key(file)
    return file


@pytest.fixture(scope="session")
def jwk(key_file):
    from safegrade.desk.sync.key import read_key

    return public_jwk(read_key(key_file))


@pytest.fixture
def class_of(course, gradebook, sheets, lms, jwk, key_file):
    """A course of so many students, s000 and so on, all with a final mark; the platform knows each by address.

    With ids, the students are called so there.
    """

    def class_of(count, ids=(), **more):
        rows = SubmissionRows(gradebook.engine, gradebook.find_assignment("ps").id, sheets)
        for student in ("ada", "bob"):
            gradebook.remove_student(student)
        names = list(ids) or [f"s{number:03}" for number in range(count)]
        for address, name in ((f"s{number:03}", name) for number, name in enumerate(names)):
            gradebook.add_student(name, email=f"{address}@x.org")
            lms.add(f"user-{address}", email=f"{address.upper()}@X.org", name=f"Student {address}")
        gradebook.db.commit()
        results = [Result(name, "f", notebooks=(_marked(number % 3),)) for number, name in enumerate(names)]
        gradebook.db.rollback()
        with gradebook.engine.begin() as connection:
            rows.write_notebooks(connection, results, rows.write_submissions(connection, results))
        lms.add("teacher", role="Instructor", email="t@x.org", name="The Teacher")
        lms.register(jwk)
        (course / "nbgrader_config.py").write_text(SETTINGS + lms.settings(key_file, **more), encoding="utf-8")
        return course

    return class_of


def _marked(points):
    # A check of 2, an answer of 3 and a task of 5, all given.
    cells = {"check": (float(points), False), "why": (2.0, False), "draw": (5.0, False)}
    return MarkedNotebook("sheet", "", cells, {}, ())


@pytest.fixture
def set_mark(gradebook):
    """Give a mark by hand, or take it back: then it waits for a person."""

    def set_mark(student, points, comment=None, cell="why"):
        grade = gradebook.find_grade(cell, "sheet", "ps", student)
        grade.auto_score = None
        grade.manual_score, grade.needs_manual_grade = points, points is None
        if comment is not None:
            gradebook.find_comment(cell, "sheet", "ps", student).manual_comment = comment
        gradebook.db.commit()

    return set_mark
