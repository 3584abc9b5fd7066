"""nbgrader's own commands and formgrader's button: without configure(c) nothing is marked, and nothing handed out."""

import logging

import pytest
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from safegrade.contract import GradingError
from safegrade.grade import converters
from safegrade.grade.converters import AutogradeEverything, ReleaseWithoutAnswers
from safegrade.grade.grade import MARKED, NOT_MARKED, UNCHANGED, Done, GradingStoppedError
from safegrade.no_marker import NoMarker
from safegrade.settings import plug_in


class OwnAnswers(NoMarker):
    own_files = frozenset({"answers.json"})


@pytest.fixture
def made(tmp_path):
    """One of our converters, for one student or all."""

    def made(kind, student="*", *, configured=True):
        config = Config()
        if configured:
            plug_in(config, OwnAnswers())
        course = CourseDirectory(root=str(tmp_path), assignment_id="ps", student_id=student, config=config)
        converter = kind(coursedir=course, config=config)
        converter.log = logging.getLogger("toys")
        return converter

    return made


@pytest.mark.parametrize("kind", [AutogradeEverything, ReleaseWithoutAnswers])
def test_unconfigured_nothing_is_marked_and_nothing_is_made(made, kind, tmp_path, caplog, monkeypatch):
    monkeypatch.setattr(GenerateAssignment, "start", lambda _: pytest.fail("keys were handed out"))
    monkeypatch.setattr(converters, "prepare", lambda *_, **__: pytest.fail("code was run here"))
    with pytest.raises(NbGraderException, match=r"does not call configure\(c\)\. Mend it\."):
        made(kind, configured=False).start()
    assert list(tmp_path.iterdir()) == []
    assert [record.levelname for record in caplog.records] == ["ERROR"]


class Run:
    """A run whose marking gives this."""

    class setup:  # noqa: N801
        assignment = "ps"

    class writer:  # noqa: N801
        folder = staticmethod(lambda student: f"autograded/{student}/ps")

    closed = False

    def close(self):
        self.closed = True


@pytest.fixture
def start(made, monkeypatch, caplog):
    """Start marking, which gives this; what was asked and said is kept."""
    caplog.set_level(logging.INFO)

    def start(*given, student="*"):
        start.run = Run()

        def prepare(_, assignment, students, *, force):
            start.asked = (assignment, students, force)
            return start.run

        def grade(*_):
            for one in given:
                if isinstance(one, Exception):
                    raise one
                yield one

        monkeypatch.setattr(converters, "prepare", prepare)
        monkeypatch.setattr(converters, "grade", grade)
        made(AutogradeEverything, student).start()

    return start


def test_all_went_well_and_the_log_says_who_was_marked(start, caplog):
    start(Done("ada", MARKED, ("Renamed.",)), Done("bob", UNCHANGED, ()))
    assert start.asked == ("ps", (), False)
    assert [(one.levelname, one.message) for one in caplog.records] == [
        ("WARNING", "ada, ps: Renamed."),
        ("INFO", "ada, ps: marked"),
        ("INFO", "Skipping existing assignment: autograded/bob/ps"),
    ]
    assert start.run.closed


def test_one_that_was_not_marked_makes_the_command_fail_after_the_others(start, caplog):
    with pytest.raises(NbGraderException, match="Some submissions were not marked; see above"):
        start(Done("ada", NOT_MARKED, ("It could not be read.",)), Done("bob", MARKED, ()))
    assert caplog.messages[:2] == ["ada, ps: It could not be read.", "bob, ps: marked"]
    assert start.run.closed


def test_the_button_marks_one_student(start):
    start(student="ada")
    assert start.asked == ("ps", ("ada",), False)


def test_where_marking_had_to_stop_the_log_says_why(start, caplog):
    with pytest.raises(NbGraderException, match="No room"):
        start(Done("ada", MARKED, ()), GradingStoppedError("No room. Make room."))
    assert caplog.messages[-1] == "No room. Make room."
    assert start.run.closed


def test_what_cannot_be_marked_is_logged(made, monkeypatch, caplog):
    def refuse(*_, **__):
        raise GradingError("There is no gradebook.", "Make one.")

    monkeypatch.setattr(converters, "prepare", refuse)
    with pytest.raises(NbGraderException, match=r"There is no gradebook\. Make one\."):
        made(AutogradeEverything).start()
    assert caplog.messages == ["There is no gradebook. Make one."]


def test_a_teachers_own_answers_are_not_handed_out(made, tmp_path, monkeypatch):
    release = tmp_path / "release" / "ps"

    def init_assignment(*_):
        release.mkdir(parents=True)
        for name in ("answers.json", "toys.csv"):
            (release / name).touch()

    monkeypatch.setattr(GenerateAssignment, "init_assignment", init_assignment)
    made(ReleaseWithoutAnswers).init_assignment("ps", ".")
    assert [one.name for one in release.iterdir()] == ["toys.csv"]
