"""What a student gets back: everything that was earned, nothing of a key, and nothing that a browser would run."""

import json
import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from safegrade.contract import Line, Report
from safegrade.feedback.page import Booked, Comment, Grade, page, reports
from safegrade.feedback.steps import FeedbackPage
from safegrade.intake.mend import MARK
from tarasoff.assignment.files import load_part
from tarasoff.assignment.parts import PICKS
from tarasoff.marking.comments import part_of, reading, suggest, words
from tarasoff.marking.key_files import load_key
from tarasoff.marking.mark import mark
from tarasoff.nbgrader_plugin import CaseAnalysis

SCRIPT = "<script>alert(1)</script>"
HOSTILE = f"{SCRIPT} **bold** ![x](https://example.org/x.png) & \u202egnirts \x00\x1b[31m {'long' * 200}"


def ours(name, **flags):
    flags = {"grade": False, "solution": False, "locked": True, "task": False, **flags}
    return {"nbgrader": {"grade_id": name, "schema_version": 3, **flags}}


def notebook(*marked, reflection="*Write here.*", lines=()):
    """A graded notebook: a check for each report, a task, and a cell in which a person marks code."""
    checks = [
        new_code_cell(
            "sheet.check()",
            metadata={**ours(one.part, grade=True, points=one.points), MARK: json.loads(json.dumps(one.as_dict()))},
        )
        for one in marked
    ]
    cells = [
        new_markdown_cell("# Toys & <games>", metadata=ours("intro")),
        new_markdown_cell("## Part 1. Play\n\nText.", metadata=ours("lead")),
        *checks,
        new_markdown_cell("## Reflection\n\nThink.", metadata=ours("reflection", task=True, points=5)),
        new_markdown_cell(reflection),
        new_code_cell("# secret check", metadata=ours("ran", grade=True, points=2)),
        new_code_cell("print('my code')", metadata=ours("by-hand", grade=True, solution=True, locked=False, points=3)),
    ]
    return new_notebook(cells=cells, metadata={MARK: {"lines": list(lines)}})


def booked(*marked, **more):
    grades = {one.part: Grade(one.points, one.mark) for one in marked}
    grades |= {"reflection": Grade(5, None), "ran": Grade(2, 1.5), "by-hand": Grade(3, None, 2)}
    grades = more.pop("grades", grades)
    return Booked("eve", sum(one.score for one in grades.values()), grades, **{"comments": {}, **more})


def drawn(shown):
    html, _ = FeedbackPage().from_notebook_node(new_notebook(), resources={"feedback": shown})
    return html, ET.fromstring(html)  # noqa: S314  it is ours, and it has to be whole


def text(tree):
    return re.sub(r"\s+", " ", " ".join(tree.find("body").itertext()))


@pytest.fixture
def analysed(toys, case):
    """Two reports as marking gives them."""
    return (
        mark(*toys, {"ball": "b"}),
        mark(*case, {"action": "sell", "disclosure": {"press": ["price"]}, "criteria": {"big": "met"}}, ("A note.",)),
    )


def test_a_page_shows_marks_reasons_and_what_to_read(analysed):
    html, tree = drawn(page(notebook(*analysed), booked(*analysed), marker=CaseAnalysis()))
    said = text(tree)
    assert "Toys & <games>" in said
    assert tree.get("lang") == "en"
    assert "4.5 of 18 points so far; up to 5 more" in said
    for part in (
        "✗ No credit , 0 of 1 point Which is round? Question 1: A brick It has corners. Over-breach : this says",
        "○ Not answered , 0 of 1 point Which flies? Question 2 Nothing was answered here.",
        "The criteria , 1 of 2 points ✓ Full credit : It is big: Met Yes.",
        "▲ Too much. The press: “Its price”. Not the press's business.",
        "▼ Too little. 2 of the 2 things that somebody must hear",
        "Read: lecture 01, The promise and its limits: “Toys”.",
        "A note.",
        "up to 5 points, yet to be given by your teacher",
        "2 of 3 points, given by your teacher",
        "Your code was run to check it.",
        "print('my code')",
    ):
        assert part in said, part
    assert "secret check" not in html
    assert "sheet.check" not in html


def test_only_messages_of_what_was_chosen_are_there(analysed):
    said = text(drawn(page(notebook(*analysed), booked(*analysed)))[1])
    for message in ("Round.", "It flies.", "Good.", "It is blue.", "must know the name", "Nobody sees it.", "The rule"):
        assert message not in said


def test_headings_are_in_order_and_every_link_leads_somewhere(analysed):
    _, tree = drawn(
        page(notebook(*analysed), booked(*analysed, comments={"reflection": Comment("Good.", by_teacher=True)}))
    )
    levels = [int(one.tag[1]) for one in tree.iter() if re.fullmatch("h[1-6]", one.tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    links = [one.get("href") for one in tree.iter("a")]
    assert links
    assert {link.removeprefix("#") for link in links} <= set(ids)


def test_two_parts_under_one_heading_keep_their_own_titles(analysed):
    titles = [one.title for one in page(notebook(*analysed), booked(*analysed)).sections]
    assert titles == ["Part 1. Play", "The toy <case>", "Reflection", "Ran", "By hand"]


def test_what_a_student_or_a_file_says_is_only_ever_text(case):
    report = mark(*case, {HOSTILE: 1, "action": HOSTILE}, (HOSTILE,))
    shown = page(
        notebook(report, reflection=HOSTILE, lines=[HOSTILE]),
        booked(
            report,
            comments={"reflection": Comment(HOSTILE, by_teacher=True), "by-hand": Comment(HOSTILE, by_teacher=False)},
        ),
    )
    html, tree = drawn(shown)
    assert SCRIPT not in html
    assert html.count("&lt;script&gt;") >= 5
    assert not [one.tag for one in tree.iter() if one.tag in {"script", "img", "iframe", "link", "object", "strong "}]
    assert not [one for one in tree.iter() if {"src", "style", "srcset"} & set(one.keys())]
    assert not re.search("[\x00-\x08\x0b-\x1f]", html)


def test_a_half_character_does_not_stop_the_page(case):
    report = mark(*case, None)
    html, _ = drawn(page(notebook(report, reflection="before \ud800 after"), booked(report)))
    assert "before \ufffd after" in html.encode("utf-8").decode("utf-8")


def test_a_student_s_metadata_cannot_bring_in_a_report(case):
    book = notebook(mark(*case, None))
    forged = {MARK: Report("forged", "F", 1, (Line("All", 1, 1, "met", ("Mine.",)),)).as_dict()}
    book.cells += [new_code_cell("1", metadata=forged), new_markdown_cell("2", metadata=forged)]
    assert list(reports(book)) == ["case-toy"]


def test_a_teacher_s_marks_comments_and_what_being_late_costs(analysed):
    grades = booked(*analysed).grades | {
        "toys": Grade(2, 0, 1.5),
        "reflection": Grade(5, None, 4, 1),
    }
    comments = {
        "reflection": Comment("You see both sides.", by_teacher=True),
        "by-hand": Comment("No response.", by_teacher=False),
    }
    late = booked(*analysed, grades=grades, comments=comments, late="3 h 20 min", penalty=2)
    said = text(drawn(page(notebook(*analysed), late))[1])
    assert "1.5 of 2 points, set by your teacher (the marking had found 0)" in said
    assert "5 of 5 points, given by your teacher, 1 of them extra" in said
    assert "Your teacher writes You see both sides." in said
    assert "To think about, from the marking No response." in said
    assert "Handed in 3 h 20 min late. That costs 2 points" in said
    assert "9 of 18 points." in said
    assert "so far" not in said


def test_who_left_the_cell_as_it_was_has_written_nothing(case):
    report = mark(*case, None)
    said = text(drawn(page(notebook(report), booked(report), frozenset({"*Write here.*", "print('my code')"})))[1])
    assert said.count("Nothing was written here.") == 2
    assert "*Write here.*" not in said


def test_being_late_never_takes_more_than_there_is(case):
    report = mark(*case, None)
    assert page(notebook(report), booked(report, penalty=50)).total == 0


def test_a_line_on_support_stays_with_its_case(case):
    report = mark(*case, None)._replace(support="Call <somebody>.")
    said = text(drawn(page(notebook(report), booked(report)))[1])
    assert said.count("Call <somebody>.") == 1


@pytest.fixture
def with_rationale(tmp_path, texts):
    (tmp_path / "keys").mkdir()
    part = texts["part"].replace("story:", 'rationale: "Say why."\nstory:')
    (tmp_path / "case-toy.yaml").write_text(part, encoding="utf-8")
    (tmp_path / "keys" / "case-toy.yaml").write_text(texts["key"], encoding="utf-8")
    loaded = load_part(tmp_path / "case-toy.yaml")
    return loaded, load_key(tmp_path / "keys" / "case-toy.yaml", loaded)


def test_a_rationale_stands_where_it_is_marked(with_rationale):
    report = mark(*with_rationale, {"rationale": "nothing was written."})
    assert report.written == "nothing was written.", "what a student writes is never taken for our own words"
    report = mark(*with_rationale, {"rationale": "Because\nof that."})
    assert report.written == "Because\nof that."
    assert mark(*with_rationale, {}).written == ""
    assert Report("p", "P", 1, ()).written is None
    (part, *_) = page(notebook(report), booked(report)).sections
    assert [one.text for one in part.written] == ["Because\nof that."]
    assert part.notes == ()
    book = notebook(report)
    book.cells[3].metadata["nbgrader"]["grade_id"] = "case-toy-rationale"
    part, task, *_ = page(book, booked(report), frozenset({"*Write here.*"}), CaseAnalysis()).sections
    assert part.written is None
    assert [one.text for one in task.written] == ["Because\nof that."]


def test_what_to_read_is_a_link_where_the_course_says_where_its_lectures_are(analysed):
    marker = CaseAnalysis("https://hub.example.org/lab/tree/course/{notebook}.ipynb#{heading}")
    _, tree = drawn(page(notebook(*analysed), booked(*analysed), marker=marker))
    links = [one.get("href") for one in tree.iter("a")]
    assert links.count("https://hub.example.org/lab/tree/course/01-promise.ipynb#Toys") > 1
    with pytest.raises(ValueError, match=r"Use no other places than \{notebook\}"):
        CaseAnalysis("https://hub.example.org/{lecture}")


def test_the_story_is_there_and_what_decides_in_it_is_marked(case):
    report = mark(*case, {"criteria": {"big": "met"}})
    decided = report._replace(lines=(report.lines[0]._replace(sentences=(1,)), *report.lines[1:]))
    _, tree = drawn(page(notebook(decided), booked(decided)))
    assert [one.text for one in tree.iter("mark")] == [case[0].story[0]]
    assert len(list(tree.find(".//details/ol"))) == len(case[0].story)


def test_the_lectures_are_called_as_they_are_in_the_course(root):
    for file in sorted((root / "course").glob("[0-9][0-9]*-*.ipynb")):
        first = nbformat.read(file, as_version=4).cells[0].source.splitlines()[0]
        assert words().lectures[file.name.partition("-")[0]] == first.removeprefix("# ")
        assert words().notebooks[file.name.partition("-")[0]] == file.stem
    assert reading("99 Nowhere") == "99 Nowhere"


OVER = Line("Action: Tell all", 2, 0, "not met", ("Too far.",), "action", "over", chosen="Tell all")
UNDER = Line("Who is told what", 2, 1.5, "partly", ("Somebody lacks it.",), "disclosure", "under")
CLASH = Line("What does not fit together", 0, 0, "clash", ("You found X, and did Y.",), "clash", "over")
FINE = Line("It is big: Met", 1, 1, "met", ("Yes.",))


def test_a_comment_names_what_does_not_fit_then_the_steps_and_asks_once():
    found = {"case-toy": Report("case-toy", "Toy", 5, (FINE, OVER, UNDER, CLASH))}
    assert suggest("reflection", found, written=True).split("\n\n") == [
        (
            "In your answers to “Toy”, two answers do not fit together. You found X, and did Y. "
            "Somebody who could protect is not told enough for it. "
            "You chose: “Tell all.” That says, or leads to saying, too much."
        ),
        words().comments.ask["all parts"],
    ]


def test_a_cell_called_after_a_part_is_about_that_part_only():
    found = {
        "case-a": Report("case-a", "A", 5, (OVER,)),
        "case-a-b": Report("case-a-b", "B", 5, (UNDER,)),
        "questions": Report("questions", "Q", 5, (FINE,)),
    }
    comment = suggest("case-a-b-rationale", found, written=True)
    assert "“B”" in comment
    assert "“A”" not in comment
    assert comment.endswith(words().comments.ask["one part"])
    assert part_of("case-a-rationale", found) == "case-a"
    assert suggest("questions-why", found, written=True) is None


def test_of_many_lines_that_call_for_the_same_the_dearest_stands_for_all():
    cheap = Line("It is red: Met", 0.5, 0, "not met", ("No.",), "criteria", "over", chosen="Met")
    dear = Line("It is old: Met", 1, 0, "not met", ("No.",), "criteria", "over", chosen="Met")
    comment = suggest("r", {"case-toy": Report("case-toy", "Toy", 5, (cheap, dear, cheap))}, written=True)
    assert "“It is old: Met.”" in comment
    assert "red" not in comment


def test_no_more_is_suggested_than_a_person_reads():
    found = {f"case-{one}": Report(f"case-{one}", one, 5, (OVER, UNDER, CLASH)) for one in "abc"}
    comment = suggest("reflection", found, written=True)
    assert len(comment.split("\n\n")) == words().comments.most + 1
    assert comment.count("do not fit together") == 3


def test_what_is_true_of_several_parts_is_said_once():
    found = {f"case-{one}": Report(f"case-{one}", one, 5, (UNDER,)) for one in "abc"}
    comment = suggest("reflection", found, written=True)
    assert comment.startswith("In your answers to “a”, “b” and “c”, somebody who could protect")
    assert len(comment.split("\n\n")) == 2


def test_braces_in_a_title_are_only_braces():
    found = {"case-toy": Report("case-toy", "{0} {why}", 5, (OVER,))}
    assert "“{0} {why}”" in suggest("r", found, written=True)


def test_where_nothing_was_written_nothing_else_is_asked():
    assert suggest("r", {"case-toy": Report("case-toy", "Toy", 5, (OVER,))}, written=False) == words().comments.blank


def test_the_steps_in_the_bank_are_those_of_reports(analysed):
    """A step that is renamed would lose its comment unseen."""
    steps = {one.step for one in words().comments.suggestions}
    assert steps <= {"", "rule", "decision", *PICKS, *(line.step for one in analysed for line in one.lines)}
