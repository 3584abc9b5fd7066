"""What several tests of workflows hold against each other: the rows of gradebooks, and graded folders."""

import sqlite3
from contextlib import closing

import pytest

# Settings that nbgrader reads, not a module.
collect_ignore = ["stock_config.py"]

# The rows that matter, by names instead of ids, which are drawn anew each time.
ROWS = {
    "course": "SELECT id FROM course",
    "student": "SELECT id, first_name, last_name, email, lms_user_id FROM student",
    "assignment": "SELECT name, duedate, course_id FROM assignment",
    "submitted_assignment": """
SELECT a.name, s.student_id, s.timestamp, s.extension
FROM submitted_assignment s JOIN assignment a ON a.id = s.assignment_id""",
    "submitted_notebook": """
SELECT n.name, s.student_id, b.flagged, b.late_submission_penalty
FROM submitted_notebook b JOIN notebook n ON n.id = b.notebook_id JOIN submitted_assignment s ON s.id = b.assignment_id
""",
    "grade": """
SELECT c.name, c.type, n.name, s.student_id, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade
FROM grade g JOIN base_cell c ON c.id = g.cell_id JOIN submitted_notebook b ON b.id = g.notebook_id
JOIN notebook n ON n.id = b.notebook_id JOIN submitted_assignment s ON s.id = b.assignment_id""",
    "comment": """
SELECT c.name, c.type, n.name, s.student_id, g.auto_comment, g.manual_comment
FROM comment g JOIN base_cell c ON c.id = g.cell_id JOIN submitted_notebook b ON b.id = g.notebook_id
JOIN notebook n ON n.id = b.notebook_id JOIN submitted_assignment s ON s.id = b.assignment_id""",
}


@pytest.fixture(scope="session")
def rows():
    """Every row of a gradebook that matters, by table."""

    def rows(course):
        with closing(sqlite3.connect(course / "gradebook.db")) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return {table: sorted(database.execute(query), key=repr) for table, query in ROWS.items()}

    return rows


@pytest.fixture(scope="session")
def files():
    """Every file of autograded/, with who may read it."""

    def files(course):
        folder = course / "autograded"
        return {
            path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mode)
            for path in folder.rglob("*")
            if path.is_file()
        }

    return files


@pytest.fixture(scope="session")
def assert_same(rows, files):
    """Fail where two graded courses differ."""

    def assert_same(one, other):
        left, right = rows(one), rows(other)
        for table in ROWS:
            assert left[table] == right[table], table
        left, right = files(one), files(other)
        assert sorted(left) == sorted(right)
        assert [name for name in left if left[name] != right[name]] == []

    return assert_same
