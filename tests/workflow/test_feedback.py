"""Feedback through nbgrader's own commands: every kind of student gets a page, and no page gives a key away."""

import json
import re
from xml.etree import ElementTree as ET

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from safegrade.contract import number
from safegrade.desk.report import outcomes, read_kinds
from tarasoff.assignment.analysis import read
from tarasoff.assignment.answers import AnswersError, load
from tarasoff.assignment.files import load_parts
from tarasoff.assignment.parts import Case
from tarasoff.assignment.variants import drawn, variant
from tarasoff.authoring.invented_class import CONFIG, KINDS
from tarasoff.marking.comments import words
from tarasoff.marking.key_files import key_of
from tarasoff.marking.keys import CaseKey, choice_keys
from tarasoff.marking.step_keys import LadderKey
from tarasoff.marking.step_marking import clash_lines

# Between them they have every kind of part and every kind of step.
RELEASED = ["ps1-limits", "ps3-trust", "ps5-conference"]

pytestmark = [pytest.mark.slow]


def text(html):
    """What a reader sees; it fails where a tag was left open."""
    return plain(" ".join(ET.fromstring(html).find("body").itertext()))  # noqa: S314  it is ours


def plain(words):
    return re.sub(r"\s+", " ", words)


def nothing_runs_or_is_fetched(html):
    tree = ET.fromstring(html)  # noqa: S314  it is ours
    assert not {one.tag for one in tree.iter()} & {"script", "img", "link", "iframe", "object", "form", "base", "svg"}
    for one in tree.iter():
        for name, value in one.items():
            assert not name.startswith("on"), f"{one.tag} would run something"
            assert name not in {"src", "srcset", "style", "action"}
            assert name != "href" or value.startswith("#")
    assert "url(" not in "".join(style.text for style in tree.iter("style"))
    assert "@import" not in html


@pytest.fixture(
    scope="module", params=[pytest.param(one, marks=pytest.mark.xdist_group(f"feedback-{one}")) for one in RELEASED]
)
def invented(request, run, tmp_path_factory):
    """A course folder with one invented student of each kind, graded, with feedback; and the assignment's name."""
    name = request.param
    course = tmp_path_factory.mktemp("feedback") / "course"
    run("tarasoff", "class", course, "--students", len(KINDS), "--seed", "11", "--assignment", name)
    run("nbgrader", "generate_assignment", name, cwd=course)
    for command in ("collect", "autograde", "generate_feedback"):
        run("nbgrader", command, name, cwd=course)
    return course, name


@pytest.fixture(scope="module")
def pages(invented):
    course, name = invented
    return {
        student: (course / "feedback" / student / name / f"{name}.html").read_text(encoding="utf-8")
        for student in read_kinds(course)
    }


def test_every_kind_of_student_gets_a_page_with_their_marks(invented, pages):
    course, name = invented
    parts = load_parts(course / "source" / name)
    rows = {row.student: row for row in outcomes(course, name)}
    by_kind = {kind: rows[student].mark for student, kind in read_kinds(course).items()}
    assert set(by_kind) == set(KINDS)
    assert by_kind["careful"] > by_kind["blank"] == 0
    for student, html in pages.items():
        said, row = text(html), rows[student]
        assert f"{number(row.mark)} of {number(row.points)} points" in said
        for part, asked in parts.items():
            worth = f"{number(asked.points)} points"
            mark = row.marks[part]
            assert (f"up to {worth}, yet to be given" if mark is None else f"{number(mark)} of {worth}") in said
        # A line for whoever grades is for the student as well; how late it was stands there in other words.
        for line in row.lines:
            assert plain(line.partition(";")[0]) in said, f"{student} is not told"


def test_every_page_is_whole_and_has_no_more_than_itself(invented, pages):
    course, _ = invented
    for student, html in pages.items():
        tree = ET.fromstring(html)  # noqa: S314  it is ours
        assert html.startswith("<!DOCTYPE html>")
        assert tree.get("lang") == "en"
        assert student in tree.find("head/title").text
        assert len(list(tree.iter("h1"))) == 1
        ids = [one.get("id") for one in tree.iter() if one.get("id")]
        assert len(ids) == len(set(ids))
        nothing_runs_or_is_fetched(html)
        assert str(course) not in html


def test_no_page_holds_a_mark_scheme_a_check_or_a_traceback(invented, pages):
    course, name = invented
    source = nbformat.read(course / "source" / name / f"{name}.ipynb", as_version=4)
    schemes = re.findall(
        r"=== BEGIN MARK SCHEME ===\n(.*?)=== END", "\n".join(cell.source for cell in source.cells), flags=re.DOTALL
    )
    hidden = [plain(line) for scheme in schemes for line in scheme.splitlines() if len(line) > 20]
    assert hidden, "the test has to find the scheme first"
    for html in pages.values():
        said = text(html)
        assert not [line for line in hidden if line in said]
        for word in ("=== BEGIN", "### BEGIN", "Traceback", "sheet.check", "sheet.take"):
            assert word not in html


def answers_of(course, name, student):
    try:
        return load(course / "submitted" / student / name / "answers.json", name).answers
    except AnswersError:
        return {}


def messages(key, reading):
    """Each sentence of a key that belongs to a choice, and whether the student has made that choice."""
    for where, choice in choice_keys(key).items():
        for option, credit in choice.options.items():
            yield credit.why, reading.choices.get(where) == option
    if not isinstance(key, CaseKey):
        return
    if key.disclosure is not None:
        told = reading.disclosure or frozenset()
        for pair in (*key.disclosure.necessary, *key.disclosure.acceptable, *key.disclosure.too_much):
            yield pair.why, pair.pair in told
        yield key.disclosure.nobody, reading.disclosure == frozenset()
    for step, picks in key.picks.items():
        chosen = set(map(str, reading.picked.get(step, ())))
        if isinstance(picks, LadderKey):
            yield from ((credit.why, one in chosen) for one, credit in picks.options.items())
            yield from ((rung.lacking, bool(chosen) and not chosen & set(rung.ways)) for rung in picks.ladder)
        else:
            yield from ((why, one in chosen) for one, why in {**picks.needed, **picks.fine, **picks.wrong}.items())
    for clash in key.clashes:
        yield clash.why, bool(clash_lines((clash,), reading))


def test_no_page_holds_a_sentence_of_the_key_that_its_student_has_not_chosen(invented, pages):
    course, name = invented
    source = course / "source" / name
    kept_back = 0
    for student, html in pages.items():
        said, answers = text(html), answers_of(course, name, student)
        found = []
        for part_id in load_parts(source):
            letter = drawn(source, part_id, name, student)
            part = variant(source, part_id, letter)
            found += messages(key_of(source, part, letter), read(part, answers.get(part_id)))
        earned = {plain(why) for why, chosen in found if chosen}
        for why in {plain(why) for why, chosen in found if not chosen and len(why) > 15}:
            if not any(why in one for one in earned):
                kept_back += 1
                assert why not in said, f"{student} reads what was not chosen"
        for why in earned:
            assert why in said, f"{student} does not read what was chosen"
    assert kept_back > 100, "the test has to find the key first"


def test_who_marks_by_hand_finds_a_comment_on_what_was_found(invented):
    course, name = invented
    kinds = read_kinds(course)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        suggested = {
            kinds[student]: [
                comment.auto_comment
                for comment in gradebook.find_submission_notebook(name, name, student).comments
                if comment.auto_comment
            ]
            for student in kinds
        }
    for kind in ("blank", "empty folder"):
        assert set(suggested[kind]) == {words().comments.blank}
    over, under = (
        " ".join(suggested[f"{one}-breaching"]).replace(words().comments.blank, "") for one in ("over", "under")
    )
    if any(isinstance(part, Case) for part in load_parts(course / "source" / name).values()):
        assert not over.strip() or re.search("too much|more than", over)
        assert not under.strip() or re.search("too little|not told enough", under)


# Two more runs of nbgrader; what they show is the same everywhere.
ONE = pytest.param("ps1-limits", marks=pytest.mark.xdist_group("feedback-ps1-limits"))


@pytest.mark.parametrize("invented", [ONE], indirect=True)
def test_what_a_teacher_writes_stays_and_reaches_the_student(invented, run):
    course, name = invented
    student = next(one for one, kind in read_kinds(course).items() if kind == "over-breaching")
    url = f"sqlite:///{course / 'gradebook.db'}"
    with Gradebook(url) as gradebook:
        before = [one.auto_comment for one in gradebook.find_submission_notebook(name, name, student).comments]
        for number_, comment in enumerate(gradebook.find_submission_notebook(name, name, student).comments):
            comment.manual_comment = f"I have read it: <{number_}>."
            gradebook.find_grade(comment.name, name, name, student).manual_score = 1.5
        gradebook.db.commit()
    assert before, "no cell here is marked by hand"
    run("nbgrader", "autograde", name, "--student", student, "--force", cwd=course)
    run("nbgrader", "generate_feedback", name, "--student", student, "--force", cwd=course)
    with Gradebook(url) as gradebook:
        comments = gradebook.find_submission_notebook(name, name, student).comments
        assert [one.auto_comment for one in comments] == before
        assert [one.manual_comment for one in comments] == [f"I have read it: <{at}>." for at in range(len(before))]
    said = text((course / "feedback" / student / name / f"{name}.html").read_text(encoding="utf-8"))
    assert "Your teacher writes I have read it: <0>." in said
    assert re.search(r"1\.5 of \d+ points, given by your teacher", said)
    assert "yet to be given" not in said
    assert "from the marking" not in said


# A toy assignment with what the course does not have, or not yet: code that is run, code that a person marks, and a
# rationale that is marked in a cell of its own.
CASE = """
schema: 1
part: case-toy
kind: case
title: "The toy <case>"
points: 6
setting: "A shop."
rule: "Toys may be shown."
story: ["One."]
support: "You may call <somebody>."
criteria: [{id: big, label: "It is big"}]
actions: [{id: keep, label: "Keep it"}, {id: sell, label: "Sell it"}]
rationale: "Say why."
"""
CASE_KEY = """
schema: 1
part: case-toy
weights: {criteria: 3, action: 3}
criteria:
  big:
    section: "01 Toys"
    sources: [a]
    options: {met: {credit: 1, why: "Yes."}, not_met: {credit: 0, why: "No."}, unclear: {credit: 0, why: "It is."}}
action:
  section: "01 Toys"
  sources: [a]
  options: {keep: {credit: 1, why: "Yes."}, sell: {credit: 0, breach: over, why: "Too far."}}
clashes: [{when: {criteria: {big: met}, does: sell}, why: "You sold what is big.", breach: over}]
"""
SECRET = "the secret number is 41, and not 42"  # noqa: S105  nobody's password
CHECK = f"total\n### BEGIN HIDDEN TESTS\nassert total == 41, {SECRET!r}\n### END HIDDEN TESTS"
TASK = "## Rationale\n\n=== BEGIN MARK SCHEME ===\nFive for a reason that others can follow.\n=== END MARK SCHEME ==="
SCRIPT = "<script>alert(1)</script> ![x](https://example.org/x.png)"


def ours(name, **flags):
    plain_cell = {"grade": False, "solution": False, "locked": True, "task": False, "schema_version": 3}
    return {"nbgrader": {"grade_id": name, **plain_cell, **flags}}


@pytest.fixture(scope="module")
def toy(tmp_path_factory, run):
    """A course with one student, who has written what no page should run, and whose code fails a hidden test."""
    course = tmp_path_factory.mktemp("toy") / "course"
    folder = course / "source" / "ps"
    (folder / "keys").mkdir(parents=True)
    (course / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    (folder / "case-toy.yaml").write_text(CASE, encoding="utf-8")
    (folder / "keys" / "case-toy.yaml").write_text(CASE_KEY, encoding="utf-8")
    cells = [
        new_markdown_cell("# Toys", id="intro", metadata=ours("intro")),
        new_code_cell("1", id="case-toy", metadata=ours("case-toy", grade=True, points=6)),
        new_markdown_cell(TASK, id="task", metadata=ours("task-toy", task=True, points=5)),
        new_code_cell(
            "# Write code.", id="own", metadata=ours("own", grade=True, solution=True, locked=False, points=2)
        ),
        new_code_cell("total = 0", id="total"),
        new_code_cell(CHECK, id="ran", metadata=ours("ran", grade=True, points=1)),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=cells, metadata=kernel), folder / "ps.ipynb")
    run("nbgrader", "generate_assignment", "ps", cwd=course)
    handed_in = course / "submitted" / "eve" / "ps"
    handed_in.mkdir(parents=True)
    notebook = nbformat.read(course / "release" / "ps" / "ps.ipynb", as_version=4)
    notebook.cells[3].source = f"print({SCRIPT!r})"
    nbformat.write(notebook, handed_in / "ps.ipynb")
    said = {"criteria": {"big": "met"}, "action": "sell", "rationale": f"Because {SCRIPT}."}
    document = {"schema": 2, "assignment": "ps", "answers": {"case-toy": said, SCRIPT: {}}}
    (handed_in / "answers.json").write_text(json.dumps(document), encoding="utf-8")
    run("nbgrader", "db", "student", "add", "eve", "--first-name", "<b>Eve</b>", "--last-name", "Toy", cwd=course)
    run("nbgrader", "autograde", "ps", cwd=course)
    run("nbgrader", "generate_feedback", "ps", cwd=course)
    return course


@pytest.mark.xdist_group("feedback-toy")
def test_code_that_a_person_marks_is_shown_and_a_hidden_check_is_not(toy):
    html = (toy / "feedback" / "eve" / "ps" / "ps.html").read_text(encoding="utf-8")
    said = text(html)
    nothing_runs_or_is_fetched(html)
    assert "<script>" not in html
    assert "<b>Eve</b> Toy (eve)" in said
    assert f"print({SCRIPT!r})" in said
    failed = "What you can see of this check passed. A part of this check that you cannot see failed."
    assert f"0 of 1 point {failed}" in said
    assert SECRET not in said
    assert "assert total" not in said
    assert "AssertionError" not in said
    assert "Five for a reason" not in said
    assert "You may call <somebody>." in said
    assert f"Rationale up to 5 points, yet to be given by your teacher What you wrote Because {SCRIPT}." in said


@pytest.mark.xdist_group("feedback-toy")
def test_a_rationale_is_asked_for_what_does_not_fit_together(toy):
    with Gradebook(f"sqlite:///{toy / 'gradebook.db'}") as gradebook:
        comment = gradebook.find_comment("task-toy", "ps", "ps", "eve").auto_comment
        assert comment.startswith(
            "In your answers to “The toy <case>”, two answers do not fit together. You sold what is big."
        )
        assert comment.endswith(words().comments.ask["one part"])
        assert gradebook.find_comment("own", "ps", "ps", "eve").auto_comment.endswith(words().comments.ask["all parts"])
