"""What cannot be marked is said before anything is marked: which setting or file it is, and what to do."""

import pytest
from nbconvert.preprocessors import ExecutePreprocessor
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute, SaveAutoGrades

from safegrade.contract import GradingError
from safegrade.grade.prepare import prepare
from safegrade.gradebook.results import MarkedNotebook, Result


class Quicker(ExecutePreprocessor):
    """A step of a course's own that would run students' code here."""


def refused(converter, *students, assignment="ps"):
    with pytest.raises(GradingError) as caught:
        prepare(converter, assignment, students)
    return caught.value.problem, caught.value.remedy


@pytest.mark.parametrize(
    ("steps", "problem", "remedy"),
    [
        ([Quicker, Execute, SaveAutoGrades], "holds Quicker, which would run students' code as you.", "Take it out"),
        ([ExecutePreprocessor, SaveAutoGrades], "holds ExecutePreprocessor, which would", "put nbgrader's Execute in"),
        ([SaveAutoGrades], "lacks Execute, without which marks would be wrong.", "leave those in"),
        ([Execute], "lacks SaveAutoGrades, without", "leave those in"),
        ([], "lacks Execute and SaveAutoGrades, without", "leave those in"),
    ],
)
def test_steps_that_cannot_be_are_named_with_their_remedy(converter_with, steps, problem, remedy):
    said = refused(converter_with(Autograde={"autograde_preprocessors": steps}))
    assert f"Autograde.autograde_preprocessors in nbgrader_config.py {problem}" in said[0]
    assert remedy in said[1]


def test_there_has_to_be_a_gradebook(converter_with, course):
    (course / "gradebook.db").unlink()
    problem, remedy = refused(converter_with())
    assert "gradebook.db" in problem
    assert "nbgrader generate_assignment ps --force" in remedy


def test_there_has_to_be_such_an_assignment(converter_with):
    problem, remedy = refused(converter_with(), assignment="ps9")
    assert problem == "The gradebook has no assignment 'ps9'."
    assert remedy == "Run: nbgrader generate_assignment ps9"


def test_the_notebook_has_to_be_released(converter_with, course):
    (course / "release" / "ps" / "sheet.ipynb").unlink()
    problem, remedy = refused(converter_with())
    assert f"sheet.ipynb is not in {course / 'release' / 'ps'}" in problem
    assert remedy == "Run: nbgrader generate_assignment ps --force"


def test_an_assignment_has_to_have_notebooks(converter_with, gradebook):
    gradebook.add_assignment("bare")
    problem, remedy = refused(converter_with(), assignment="bare")
    assert problem == "The gradebook knows no notebook of bare."
    assert "--force" in remedy


@pytest.fixture
def without_code(monkeypatch):
    """No sandbox: what a rehearsal finds is a matter of its own."""
    monkeypatch.setattr("safegrade.grade.prepare.mark_one", lambda *_: None)


@pytest.fixture
def handed_in(course, without_code):  # noqa: ARG001
    for student in ("ada", "bob", "eve"):
        (course / "submitted" / student / "ps").mkdir(parents=True)
    return course


def test_somebody_has_to_have_handed_in(converter_with, course, without_code):  # noqa: ARG001
    problem, remedy = refused(converter_with())
    assert problem == f"Nobody has handed in: there is no folder {course}/submitted/*/ps."
    assert remedy == "Collect first, or mend the settings."


def test_whom_one_names_has_to_have_handed_in(converter_with, handed_in):
    problem, remedy = refused(converter_with(), "a*", "zoe")
    assert problem == f"There is no submission of 'zoe' in {handed_in}/submitted/*/ps."
    assert remedy == "Write ids as they stand there."


@pytest.fixture
def run(converter_with, handed_in):  # noqa: ARG001
    """Prepare to mark these; it is closed afterwards."""
    opened = []

    def run(*students, **more):
        made = prepare(converter_with(**more.pop("settings", {})), "ps", students, **more)
        opened.append(made)
        return made

    yield run
    for one in opened:
        one.close()


@pytest.mark.parametrize(
    ("chosen", "found"),
    [((), ["ada", "bob", "eve"]), (("b*",), ["bob"]), (("eve", "[ab]*", "ada"), ["ada", "bob", "eve"])],
)
def test_patterns_choose_each_of_them_once(run, chosen, found):
    assert [job.student for job in run(*chosen).jobs] == found


def test_a_stranger_is_one_whom_the_course_does_not_let_in(run):
    assert run(settings={"Autograde": {"create_student": False}}).strangers == {"eve"}
    assert run(settings={"Autograde": {"create_student": True}}).strangers == frozenset()


def test_a_job_knows_what_was_marked_before_unless_that_is_gone_or_is_to_be_marked_again(run, handed_in):
    marked = Result("ada", "f" * 64, notebooks=(MarkedNotebook("sheet", "{}", {"check": (1.0, False)}, {}, ()),))
    run().writer.write([marked])
    assert [job.known for job in run().jobs] == ["f" * 64, "", ""]
    assert [job.known for job in run(force=True).jobs] == ["", "", ""]
    (handed_in / "autograded" / "ada" / "ps" / "sheet.ipynb").unlink()
    assert [job.known for job in run().jobs] == ["", "", ""]


def test_the_gradebook_is_closed_where_it_ends_early(converter_with, course, without_code, monkeypatch):  # noqa: ARG001
    closed = []
    true_close = Gradebook.close
    monkeypatch.setattr(Gradebook, "close", lambda self: (closed.append(1), true_close(self)))
    refused(converter_with())
    assert closed


def test_whose_folder_is_a_link_is_not_marked_and_all_others_are(run, course):
    (course / "submitted" / "zoe").mkdir()
    (course / "submitted" / "zoe" / "ps").symlink_to(course / "submitted" / "ada" / "ps")
    made = run()
    assert [job.student for job in made.jobs] == ["ada", "bob", "eve"]
    assert list(made.refused) == ["zoe"]
