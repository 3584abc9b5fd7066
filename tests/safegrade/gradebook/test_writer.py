"""Rows and folders are written together or not at all: no mark without its folder, no folder without its mark."""

import errno
import os
import signal
from datetime import datetime, timedelta

import pytest
from attrs import evolve
from nbgrader.plugins import LateSubmissionPlugin
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from safegrade.gradebook.folders import GradedFolders
from safegrade.gradebook.results import MarkedNotebook, Result
from safegrade.gradebook.writer import GradebookWriter

DUE = datetime(2026, 10, 9, 17)  # noqa: DTZ001  as nbgrader keeps them


def text_of(mark):
    return f'{{"cells": [], "metadata": {{"marked": {mark}}}}}'


def result(student, mark=1.0, **more):
    grades = {"check": (mark, False), "why": (None, True)}
    notebook = MarkedNotebook("sheet", text_of(mark), grades, {}, ())
    return Result(student, f"{mark}", notebooks=(notebook,), **more)


class HalfOff(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):  # noqa: ARG002
        return score / 2


@pytest.fixture
def writer(gradebook, sheets, converter_with):
    """Whoever writes for this course; what is late costs half."""
    gradebook.find_assignment("ps").duedate = DUE
    gradebook.db.commit()
    converter = converter_with(AssignLatePenalties={"plugin_class": HalfOff})

    def writer():
        return GradebookWriter(gradebook, converter, "ps", sheets, {})

    return writer


@pytest.fixture
def held(gradebook, course):
    """Marks in the gradebook, and what stands in autograded/, by student."""

    def held():
        query = """SELECT s.student_id, g.auto_score, b.late_submission_penalty FROM grade g
            JOIN grade_cells c ON c.id = g.cell_id JOIN base_cell n ON n.id = c.id AND n.name = 'check'
            JOIN submitted_notebook b ON b.id = g.notebook_id JOIN submitted_assignment s ON s.id = b.assignment_id"""
        with gradebook.engine.connect() as connection:
            marks = {student: (mark, penalty) for student, mark, penalty in connection.execute(text(query))}
        folders = {one.name: (one / "ps" / "sheet.ipynb").read_text() for one in course.glob("autograded/*")
                   if (one / "ps").exists()}  # fmt: skip
        hidden = [one.name for one in course.glob("autograded/*/.*")]
        return marks, folders, hidden

    return held


BEFORE = ({"ada": (1.0, None)}, {"ada": text_of(1.0)}, [])


def test_rows_and_folders_are_written(writer, held):
    made = writer()
    assert not made.in_place("ada")
    made.write([result("ada")])
    assert held() == BEFORE
    assert made.in_place("ada")
    assert writer().known["ada"].fingerprint == "1.0"


def test_a_folder_that_cannot_be_put_in_place_takes_rows_and_folders_back(writer, held, monkeypatch):
    writer().write([result("ada")])
    true_put = GradedFolders.put_in_place

    def put_in_place(self, student):
        true_put(self, student)
        if student == "bob":
            raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(GradedFolders, "put_in_place", put_in_place)
    again = writer()
    with pytest.raises(OSError, match="Permission denied"):
        again.write([result("ada", 2.0), result("bob", 2.0)])
    assert held() == BEFORE
    assert writer().known["ada"].fingerprint == "1.0"


def test_rows_that_cannot_be_written_leave_the_folders_as_they_were(writer, held, gradebook):
    writer().write([result("ada")])
    again = writer()
    with gradebook.engine.begin() as connection:
        connection.execute(text("DROP TABLE comment"))
    with pytest.raises(OperationalError):
        again.write([result("ada", 2.0)])
    assert held() == BEFORE


def test_a_full_disk_leaves_everything_as_it_was(writer, held, monkeypatch):
    writer().write([result("ada")])

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    again = writer()
    monkeypatch.setattr("safegrade.gradebook.folders.write_file", full)
    with pytest.raises(OSError, match="No space"):
        again.write([result("ada", 2.0)])
    assert held() == BEFORE


def test_a_server_that_went_away_may_have_made_the_rows_final_so_the_new_folder_stays(writer, held, monkeypatch):
    writer().write([result("ada")])
    true_put = GradedFolders.put_in_place

    def put_in_place(self, student):
        true_put(self, student)
        raise OperationalError("COMMIT", {}, Exception("gone"), connection_invalidated=True)

    monkeypatch.setattr(GradedFolders, "put_in_place", put_in_place)
    with pytest.raises(OperationalError):
        writer().write([result("ada", 2.0)])
    assert held()[1:] == ({"ada": text_of(2.0)}, [])


def test_ctrl_c_waits_until_what_has_begun_is_whole(writer, held, monkeypatch):
    true_put = GradedFolders.put_in_place

    def put_in_place(self, student):
        os.kill(os.getpid(), signal.SIGINT)
        true_put(self, student)

    monkeypatch.setattr(GradedFolders, "put_in_place", put_in_place)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        writer().write([result("ada")])
    assert held() == BEFORE
    assert signal.getsignal(signal.SIGINT) is before


def test_late_work_costs_what_the_course_takes_and_says_so(writer, held):
    late = result("ada", handed_in=DUE + timedelta(hours=3, minutes=20), lines=("A line.",))
    (said,) = writer().write([late])
    assert said.lines == ("A line.", "Handed in 3 h 20 min late; penalty 0.5.")
    assert held()[0] == {"ada": (1.0, 0.5)}
    assert writer().known["ada"].lines == said.lines


def test_a_penalty_goes_once_there_is_more_time(writer, held, gradebook):
    late = result("ada", handed_in=DUE + timedelta(hours=1))
    writer().write([late])
    gradebook.find_submission("ps", "ada").extension = timedelta(hours=1)
    gradebook.db.commit()
    (said,) = writer().write([evolve(late, fingerprint="2")])
    assert said.lines == ()
    assert held()[0] == {"ada": (1.0, None)}


def test_nothing_is_kept_from_others_while_workers_work(writer, gradebook, course):
    made = writer()
    assert not gradebook.db().in_transaction(), "a server keeps what was read, as it was, until this ends"
    assert made.where == f"{course}/gradebook.db"
