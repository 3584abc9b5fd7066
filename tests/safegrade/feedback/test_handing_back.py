"""Feedback through the exchange: a page for everybody who handed in there; nobody is kept from theirs by another."""

import json
import logging

import pytest
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import notebook_hash
from traitlets.config import Config

from safegrade.feedback.handing_back import HandBackToEach
from safegrade.grade.course_files import taken_along
from safegrade.intake.scan import SECRET, scan


@pytest.fixture
def release(course, tmp_path):
    """Release the feedback of a class: student to their secret, or None. What is in the exchange then, by name."""

    def release(secrets, **settings):
        for student, secret in secrets.items():
            handed_in = course / "submitted" / student / "ps"
            handed_in.mkdir(parents=True)
            (handed_in / "sheet.ipynb").write_text("{}", encoding="utf-8")
            if secret is not None:
                (handed_in / SECRET).write_bytes(secret)
            page = course / "feedback" / student / "ps" / "sheet.html"
            page.parent.mkdir(parents=True)
            page.write_text(f"page of {student}", encoding="utf-8")
        (tmp_path / "exchange").mkdir()
        (tmp_path / "exchange").chmod(0o777)
        config = Config({"Exchange": {"root": str(tmp_path / "exchange")}})
        folders = CourseDirectory(root=str(course), course_id="c", assignment_id="ps", **settings)
        # A log of its own: that of an application which another test has left may lead nowhere.
        HandBackToEach(coursedir=folders, config=config, log=logging.getLogger("handing back")).start()
        there = tmp_path / "exchange" / "c" / "feedback"
        return {file.name: file.read_text(encoding="utf-8") for file in there.iterdir()}

    return release


def named(secret):
    return f"{notebook_hash(secret=secret, notebook_id='sheet')}.html"


def test_each_page_lies_under_the_name_that_its_student_looks_for(release):
    assert release({"ada": b"a" * 128, "bob": b"b" * 128}) == {
        named("a" * 128): "page of ada", named("b" * 128): "page of bob",
    }  # fmt: skip


def test_who_handed_in_by_other_means_keeps_nobody_from_their_page(release, caplog):
    assert release({"ada": None, "bob": b"b" * 128, "eve": b"\xff\xfe"}) == {named("b" * 128): "page of bob"}
    assert "2 of these did not hand in through the exchange" in caplog.text
    assert "ada, eve" in caplog.text


def test_one_student_alone_is_handed_a_page_if_that_is_asked(release):
    assert list(release({"ada": b"a", "bob": b"b"}, student_id="bob")) == [named("b")]


def test_a_secret_that_is_a_link_is_none(release, course, tmp_path):
    (tmp_path / "other").write_text("b" * 128, encoding="utf-8")
    (course / "submitted" / "eve" / "ps").mkdir(parents=True)
    (course / "submitted" / "eve" / "ps" / SECRET).symlink_to(tmp_path / "other")
    page = course / "feedback" / "eve" / "ps" / "sheet.html"
    page.parent.mkdir(parents=True)
    page.write_text("page of eve", encoding="utf-8")
    assert release({"bob": b"b" * 128}) == {named("b" * 128): "page of bob"}


def test_the_secret_is_nbgraders_own_and_stays_where_it_is(tmp_path):
    for name in (SECRET, "timestamp.txt"):
        (tmp_path / name).write_text("2026-10-01 10:00:00 UTC", encoding="utf-8")
    assert scan(tmp_path).is_empty, "nothing was handed in but notes of nbgrader's"
    (tmp_path / "sheet.ipynb").write_text(json.dumps({}), encoding="utf-8")
    taken, lines = taken_along(scan(tmp_path), [], [])
    assert (list(taken), lines) == (["timestamp.txt"], ()), "no line about it to anybody"
