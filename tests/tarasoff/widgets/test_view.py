import errno
import json
import os
from pathlib import Path

import pytest

from tarasoff.assignment.answers import load
from tarasoff.knowledge.teaching import library
from tarasoff.widgets.forms.case_form import CaseForm
from tarasoff.widgets.forms.part_form import QuestionForm
from tarasoff.widgets.lecture.consent_script import ConsentScript
from tarasoff.widgets.lecture.line_poll import LinePoll
from tarasoff.widgets.lecture.question import Question
from tarasoff.widgets.lecture.triage_board import TriageBoard

# Each test has a notebook's folder of its own.
pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture(autouse=True)
def quiet(capfd):
    """A learner takes a line on stderr for a failure, and nbgrader gives zero for it."""
    yield
    assert capfd.readouterr().err == ""


def test_an_answer_is_saved_at_once_and_is_there_again_after_a_restart(any_view, saved):
    make, first, second, _ = any_view
    view = make()
    assert (view.answer, view.note) == ({}, {})
    for answer in (first, second):
        view.answer = {**view.answer, **answer}
        assert view.note["text"] == "Saved."
        assert saved()[view.section] == view.answer
        again = make()
        assert again.answer == view.answer
        assert again.summary == view.summary


def test_what_is_no_answer_is_refused_in_words_and_the_file_stays(any_view, folder):
    make, first, _, wrong = any_view
    view = make()
    view.answer = first
    before = (folder / "answers.json").read_bytes()
    for answer in wrong:
        view.answer = answer
        assert view.note["tone"] == "problem", f"{answer} was taken"
        assert view.note["text"].endswith((".", "?"))
        assert view.answer == first, "what is shown is not what is kept"
        assert (folder / "answers.json").read_bytes() == before


UNUSABLE = {
    "newer version of the course": b'{"schema": 3, "answers": {}}',
    "damaged at line 1": b'{"schema": 2, "answers": {"p"',
    "not UTF-8": b"\xff\xfe\x00",
    "a number that is too long": b'{"schema": 2, "answers": {}, "n": ' + b"9" * 5000 + b"}",
    "holds answers to 'other', not to": b'{"schema": 2, "assignment": "other", "answers": {}}',
}


def test_a_file_that_cannot_be_used_is_named_and_left_alone(any_view, folder):
    make, first, second, _ = any_view
    file, both = folder / "answers.json", {**first, **second}
    complaints = []
    for says, content in UNUSABLE.items():
        file.write_bytes(content)
        view = make()
        holds = {"it is not named as the view opens": says in view.note["text"]}
        view.answer = first
        holds |= {
            "the answer is not called a problem": view.note["tone"] == "problem",
            "it is not named at the answer": says in view.note["text"],
            "what the learner chose was taken from the screen": view.answer == first,
            "the file was changed": file.read_bytes() == content,
        }
        file.rename(folder / "answers-old.json")
        view.answer = both
        holds |= {
            "it is not saved once the file is away": view.note["text"] == "Saved.",
            "what was chosen before is lost": load(file).fields(view.section) == view.answer == both,
        }
        complaints += [f"{says}: {complaint}" for complaint, held in holds.items() if not held]
    assert not complaints, "\n".join(complaints)


def full(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_takes_nothing_from_the_screen_or_the_file(any_view, folder, monkeypatch):
    make, first, second, _ = any_view
    file, both = folder / "answers.json", {**first, **second}
    complaints = []
    for what in ("fsync", "replace"):
        file.unlink(missing_ok=True)
        view = make()
        view.answer = first
        before = file.read_bytes()
        with monkeypatch.context() as patch:
            patch.setattr(os, what, full)
            view.answer = both
            holds = {
                "the full disk is not named": "Not saved: No space left" in view.note["text"],
                "what the learner chose was taken from the screen": view.answer == both,
                "the file was changed": file.read_bytes() == before,
                "something is left beside the file": [one.name for one in folder.iterdir()] == ["answers.json"],
            }
            told = view.note["count"]
            view.answer = first
            # This is in the file; otherwise the page waits for word and says that it is not.
            holds |= {
                "what stands in the file is not called saved": view.note["text"] == "Saved.",
                "the page does not hear that it is saved": view.note["count"] > told,
            }
        view.answer = both
        holds |= {"the answer after it is not saved": make().answer == both}
        complaints += [f"{what}: {complaint}" for complaint, held in holds.items() if not held]
    assert not complaints, "\n".join(complaints)


def test_a_folder_that_cannot_be_written_is_named(any_view, folder):
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    make, first, _, _ = any_view
    folder.chmod(0o500)
    try:
        view = make()
        view.answer = first
        assert "Not saved: Permission denied" in view.note["text"]
        assert view.answer == first
    finally:
        folder.chmod(0o700)


def test_a_folder_in_which_nothing_can_be_made_is_named(any_view, monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    make, first, _, _ = any_view
    view = make()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        view.answer = first
    assert "Not saved: Read-only file system" in view.note["text"]
    assert view.answer == first


def test_an_older_file_is_read_and_said_so(toys, folder):
    (folder / "answers.json").write_text(json.dumps({"version": 1, "assignment": "ps", "choices": {"ball": "a"}}))
    part = toys[0]
    view = QuestionForm(part, "ps", folder)
    assert "older schema" in view.note["text"]
    assert view.note["tone"] == "fine"


# Two forms on one file.


def test_a_form_that_has_not_heard_of_an_answer_does_not_delete_it(case, folder, saved, browser):
    one, other = (browser(CaseForm(case[0], "ps", folder)) for _ in range(2))
    other.click(action="keep", criteria={"red": "unclear"})
    one.click(criteria={"big": "met"})
    one.click(criteria={"big": "met"}, disclosure={})
    assert saved()["case-toy"] == {"action": "keep", "criteria": {"red": "unclear", "big": "met"}, "disclosure": {}}
    assert one.view.answer == saved()["case-toy"], "what is in the file is not shown"
    assert one.view.note["text"] == "Saved."


def test_an_old_answer_on_one_screen_does_not_undo_a_new_one_from_another(toys, folder, saved, browser):
    one = browser(QuestionForm(toys[0], "ps", folder))
    one.click(ball="a")
    one.hear()
    other = browser(QuestionForm(toys[0], "ps", folder))
    other.click(ball="b")
    # Two quick clicks: the second leaves before the first one's "Saved" and the new ball arrive.
    one.click(kite="a")
    one.click(kite="b")
    assert saved()["toys"] == {"ball": "b", "kite": "b"}
    assert one.view.answer == saved()["toys"]
    assert one.view.note["text"] == "Saved."


def test_two_quick_clicks_on_one_answer_are_no_conflict(toys, folder, saved, browser):
    one = browser(QuestionForm(toys[0], "ps", folder))
    for option in "abcb":
        one.click(ball=option)
    assert saved()["toys"] == {"ball": "b"}
    assert one.view.note["text"] == "Saved."


def test_the_newer_answer_stands_and_the_learner_hears_of_it(case, folder, saved, browser):
    one, other = (browser(CaseForm(case[0], "ps", folder)) for _ in range(2))
    other.click(action="keep")
    one.click(action="show")
    assert "another window or another form" in one.view.note["text"]
    # Sent before that was heard: it is about something else, and is saved, or about the same, and is not.
    one.click(criteria={"big": "met"})
    assert saved()["case-toy"] == {"action": "keep", "criteria": {"big": "met"}}
    one.click(action="sell")
    assert "another window or another form" in one.view.note["text"]
    assert saved()["case-toy"]["action"] == "keep"
    one.hear()
    assert one.answer["action"] == "keep"
    one.click(action="show")
    assert one.view.note["text"] == "Saved."
    assert saved()["case-toy"] == {"action": "show", "criteria": {"big": "met"}}


def test_what_could_not_be_saved_goes_with_the_next_click(toys, folder, saved, browser, monkeypatch):
    one = browser(QuestionForm(toys[0], "ps", folder))
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        one.click(ball="a")
        one.hear()
    one.click(kite="b")
    assert saved()["toys"] == {"ball": "a", "kite": "b"}


def test_a_cleared_answer_is_gone_from_the_file_too(case, folder, saved, browser):
    one = browser(CaseForm(case[0], "ps", folder))
    one.click(disclosure={}, action="keep")
    one.click(disclosure=None)
    assert saved()["case-toy"] == {"action": "keep"}
    assert one.view.answer == {"action": "keep"}
    assert "Who is told what" in one.view.summary["text"]


def test_a_file_that_was_deleted_comes_back_with_everything_that_is_on_the_screen(case, folder, saved, browser):
    one = browser(CaseForm(case[0], "ps", folder))
    one.click(action="keep", criteria={"big": "met"})
    one.hear()
    (folder / "answers.json").unlink()
    one.click(criteria={"big": "met", "red": "met"})
    assert one.view.note["text"] == "Saved."
    assert saved()["case-toy"] == {"action": "keep", "criteria": {"big": "met", "red": "met"}}


def test_the_same_question_twice_in_a_lecture_is_not_blamed_on_another_window(saved):
    alone, among = Question("opening"), Question.about("00")
    alone.answer = {"opening": {"picked": "a", "checked": True}}
    assert among.answer == alone.answer, "the deck does not hear of what was answered above it"
    among.answer = {"opening": {"picked": "b", "checked": False}}
    assert among.note["text"] == alone.note["text"] == "Saved."
    assert saved()["practice"] == alone.answer == {"opening": {"picked": "b", "checked": False}}


def test_a_question_answered_above_its_deck_is_no_conflict_in_the_browser_either(saved, browser):
    alone, deck = browser(Question("opening")), browser(Question.about("00"))
    alone.click(opening={"picked": "a", "checked": True})
    deck.hear()
    assert deck.answer["opening"] == {"picked": "a", "checked": True}
    deck.click(opening={"picked": "b", "checked": False})
    deck.click(opening={"picked": "b", "checked": True})
    assert saved()["practice"] == {"opening": {"picked": "b", "checked": True}}
    assert deck.view.note["tone"] == "fine"


def test_what_another_form_saved_is_not_what_this_one_waits_to_hear_of(toys, folder, browser):
    one, other = (browser(QuestionForm(toys[0], "ps", folder)) for _ in range(2))
    one.click(ball="a")
    heard = one.view.note["heard"]
    other.click(kite="b")
    assert one.view.answer == {"ball": "a", "kite": "b"}
    assert one.view.note["heard"] == heard
    assert other.view.note["heard"] == other.view.seen[1]


def test_views_of_one_section_keep_each_other_s_answers(saved):
    ids = list(library.questions())[:2]
    views = [Question(one) for one in ids]
    for one, view in zip(ids, views, strict=True):
        view.answer = {one: {"picked": "a", "checked": True}}
        assert list(view.answer) == [one]
    assert list(saved()["practice"]) == ids
    first, again = LinePoll(), LinePoll(again=True)
    first.answer = {"first": {"rung": "unkind"}}
    again.answer = {"again": {"rung": "none"}}
    assert saved()["line"] == {"first": {"rung": "unkind"}, "again": {"rung": "none"}}
    assert "At the start you drew it here" in again.summary["text"]


def test_the_line_of_the_start_stands_beside_the_new_one_and_not_before_it():
    LinePoll().answer = {"first": {"rung": "despair", "why": "She needs help."}}
    again = LinePoll(again=True)
    assert "first" not in again.summary
    assert "She needs help" not in json.dumps(again.summary)
    again.answer = {"again": {"rung": "named-plan"}}
    assert again.summary["first"] == "despair"
    assert "Your reason was: She needs help." in again.summary["text"]
    assert again.summary["text"].endswith("You moved it by 3 rungs: you would now tell later.")
    again.answer = {**again.answer, "again": {"rung": "passing-thought"}}
    assert again.summary["text"].endswith("You moved it by one rung: you would now tell sooner.")
    again.answer = {**again.answer, "again": {"rung": "despair"}}
    assert again.summary["text"].endswith("You drew it where it was.")


def test_the_board_says_to_which_side_one_leans_from_the_sixth_on_and_can_be_begun_again(browser, saved):
    board = browser(TriageBoard())
    ids = [one.id for one in library.situations().situations]
    for count, one in enumerate(ids[:6], start=1):
        assert "lean to" not in board.view.summary.get("text", "")
        board.click(**{one: "act"})
        assert board.view.summary["text"].startswith(f"{count} of 12 placed")
    assert "▲ too much" in board.view.summary["text"]
    board.hear()
    board.click(**dict.fromkeys(ids))
    assert board.view.answer == board.view.summary == {}
    assert saved()["triage"] == {}


# A file from another version of the course.


PICKED = {"picked": "a", "checked": False}
OLD = [
    # Where it lies; what the file holds; what of it is shown; what is answered; what the file holds then.
    (
        "case-toy",
        {"criteria": {"big": "met", "gone": "met"}},
        {"criteria": {"big": "met"}},
        {"criteria": {"big": "met", "red": "met"}},
        {"criteria": {"big": "met", "red": "met"}},
    ),
    (
        "case-toy",
        {"disclosure": {"boss": ["name", "gone"], "gone": ["name"]}},
        {"disclosure": {"boss": ["name"]}},
        {"disclosure": {"boss": ["name", "price"]}},
        {"disclosure": {"boss": ["name", "price"]}},
    ),
    # Not "nobody is told anything": that would be an answer.
    ("case-toy", {"disclosure": {"gone": ["name"]}}, {}, {"disclosure": {}}, {"disclosure": {}}),
    ("case-toy", {"action": "gone"}, {}, {"action": "keep"}, {"action": "keep"}),
    ("case-toy", {"gone": 1, "action": "keep"}, {"action": "keep"}, {"action": "sell"}, {"gone": 1, "action": "sell"}),
    ("case-toy", {"criteria": 5}, {}, {"criteria": {"big": "met"}}, {"criteria": {"big": "met"}}),
    ("case-toy", ["no", "fields"], {}, {"action": "show"}, {"action": "show"}),
    (
        "line",
        {"first": {"rung": "gone", "why": "So."}},
        {"first": {"why": "So."}},
        {"first": {"rung": "none", "why": "So."}},
        {"first": {"rung": "none", "why": "So."}},
    ),
    (
        "triage",
        {"employer-calls": "gone", "gone": "keep"},
        {},
        {"employer-calls": "keep"},
        {"employer-calls": "keep", "gone": "keep"},
    ),
    ("practice", {"opening": {"picked": "z", "checked": True}}, {}, {"opening": PICKED}, {"opening": PICKED}),
]


@pytest.mark.parametrize("old", OLD)
def test_an_answer_that_this_version_cannot_show_locks_nobody_out(case, folder, saved, browser, old):
    section, held, shown, answer, after = old
    owner = "ps" if section == "case-toy" else "course"
    document = {"schema": 2, "assignment": owner, "answers": {section: held}}
    (folder / "answers.json").write_text(json.dumps(document))
    make = {
        "case-toy": lambda: CaseForm(case[0], "ps", folder),
        "line": LinePoll,
        "triage": TriageBoard,
        "practice": lambda: Question("opening"),
    }
    one = browser(make[section]())
    assert one.answer == shown
    one.click(**answer)
    assert one.view.note["text"] == "Saved."
    assert saved()[section] == after


def test_one_old_phrase_does_not_hide_the_whole_script(folder, saved):
    first, second = (phrase.id for phrase in library.consent_material().phrases[:2])
    document = {"schema": 2, "assignment": "course", "answers": {"consent": {"phrases": [first, "gone"]}}}
    (folder / "answers.json").write_text(json.dumps(document))
    view = ConsentScript()
    assert view.answer == {"phrases": [first]}
    view.answer = {"phrases": [first, second]}
    assert view.note["text"] == "Saved."
    assert saved()["consent"] == {"phrases": [first, second]}


# What single views say.


def test_a_reason_that_is_too_long_and_one_that_is_no_text_are_told_apart():
    poll = LinePoll()
    poll.answer = {"first": {"rung": "unkind", "why": "x" * 2001}}
    assert "too long" in poll.note["text"]
    poll.answer = {"first": {"rung": "unkind", "why": 5}}
    assert "not text" in poll.note["text"]


@pytest.mark.parametrize("ids", [(), (1,), (None,), (["opening"],), ("opening", "openning")])
def test_a_question_that_cannot_be_named_is_said_in_python_not_in_the_browser(ids):
    with pytest.raises(KeyError, match=r"No question is named|not a text, so it names no|Did you mean"):
        Question(*ids)


@pytest.mark.parametrize("lecture", [1, None, "99", ["01"]])
def test_a_lecture_without_questions_says_which_have_some(lecture):
    with pytest.raises(KeyError, match=r"'00'|There are: 00"):
        Question.about(lecture)


def test_a_lecture_in_two_parts_has_the_questions_of_each_part_apart():
    first, second = ({one["id"] for one in Question.about(part).content["questions"]} for part in ("05", "05b"))
    assert "flags-at-three-percent" in second - first
    assert first
    assert not first & second


def test_every_option_of_a_long_question_is_shown(monkeypatch):
    from tarasoff.knowledge.records import Option
    from tarasoff.knowledge.records import Question as Asked

    options = tuple(Option(f"Option {n}", "Because.", right=n == 8) for n in range(9))
    asked = Asked("long", "00 Long", "Which?", options, ("a",))
    monkeypatch.setattr(library, "questions", lambda: {"long": asked})
    view = Question("long")
    assert [option["letter"] for option in view.content["questions"][0]["options"]] == list("abcdefghi")
    view.answer = {"long": {"picked": "i", "checked": True}}
    assert view.note["text"] == "Saved."


@pytest.mark.slow
def test_every_shipped_question_place_phrase_and_rung_can_be_answered():
    lectures = {question.lecture for question in library.questions().values()}
    for lecture in lectures:
        view = Question.about(lecture)
        ids = [question["id"] for question in view.content["questions"]]
        view.answer = {one: {"picked": "d", "checked": True} for one in ids}
        assert view.note["text"] == "Saved."
    board = TriageBoard()
    for situation in library.situations().situations:
        for choice in situation.feedback:
            board.answer = {**board.answer, situation.id: choice}
            assert board.note["text"] == "Saved."
    script = ConsentScript()
    script.answer = {"phrases": [phrase.id for phrase in library.consent_material().phrases if not phrase.problem]}
    assert script.summary["heading"].startswith("All "), script.summary["missing"]
    assert script.summary["missing"] == script.summary["problems"] == []
    poll = LinePoll()
    for rung in poll.content["rungs"]:
        poll.answer = {"first": {"rung": rung["id"]}}
        assert poll.note["text"] == "Saved."


def test_every_view_can_be_read_where_it_cannot_be_shown(any_view):
    make, *_ = any_view
    view = make()
    bundle = view._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    # What waits for a guess is not told by the text beside it either.
    words = view.gate.text() if view.closed else view.text()
    assert data["text/plain"] == words
    assert len(words) > 20
