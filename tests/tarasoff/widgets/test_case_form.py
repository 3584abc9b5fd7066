"""The form of a whole case: which steps it shows, what is open, and what becomes of answers of another version."""

import json
import os
import re
import shutil

import attrs
import pytest

from tarasoff.widgets.forms import case_words
from tarasoff.widgets.forms.case_form import CaseForm
from tarasoff.widgets.forms.sheet import Sheet

pytestmark = pytest.mark.usefixtures("folder")

FULL = {
    "facts": [2],
    "criteria": {"big": "met", "red": "unclear"},
    "rule": "shop",
    "actions": ["show", "keep"],
    "disclosure": {"boss": ["name"]},
    "record": ["shown"],
    "rationale": "Because it is so.",
}


@pytest.fixture(autouse=True)
def quiet(capfd):
    yield
    assert capfd.readouterr().err == ""


@pytest.fixture
def form(whole, folder):
    return CaseForm(whole[0], "ps", folder)


@pytest.fixture
def said(monkeypatch):
    """What a cell shows, as HTML."""
    shown = []
    for room in ("sheet", "how_far"):
        monkeypatch.setattr(f"tarasoff.widgets.forms.{room}.display", lambda html, **_: shown.append(html.data))
    return shown


@pytest.fixture
def sheet(whole, folder):
    """The answer sheet in a folder in which the whole case lies."""
    shutil.copy(whole[1] / "case-toy.yaml", folder)
    return Sheet("ps")


def steps(form):
    return [step["id"] for step in form.content["steps"]]


def marks(form):
    return {step: state["text"] for step, state in form.summary["steps"].items()}


def stored(folder, **fields):
    document = {"schema": 2, "assignment": "ps", "answers": {"case-toy": fields}}
    (folder / "answers.json").write_text(json.dumps(document), encoding="utf-8")


def test_every_step_that_is_asked_is_shown_and_no_other(form, case, whole, folder):
    assert steps(form) == ["facts", "criteria", "rule", "actions", "disclosure", "record", "rationale"]
    assert steps(CaseForm(case[0], "ps", folder)) == ["criteria", "action", "disclosure"]
    only = attrs.evolve(whole[0], sentences=False, criteria=(), rules=(), actions=(), items=(), record=())
    assert steps(CaseForm(only, "ps", folder)) == ["rationale"]


def test_place_day_and_cast_are_given_in_words_where_they_are_known(form, case, whole, folder):
    assert form.content["where_and_when"] == "Colorado, 1 November 2026."
    assert form.content["cast"] == ["Mia, a child", "The boss"]
    plain = CaseForm(case[0], "ps", folder)
    assert (plain.content["where_and_when"], plain.content["cast"]) == ("", [])
    for place, day, says in (
        ("CO", "", "Colorado."),
        ("", "2026-12-24", "24 December 2026."),
        ("Mars", "2026", "Mars, 2026."),
    ):
        elsewhere = CaseForm(attrs.evolve(whole[0], place=place, day=day), "ps", folder)
        assert elsewhere.content["where_and_when"] == says
        assert says in elsewhere.text()


def test_each_step_says_whether_it_is_open(form):
    assert set(marks(form).values()) == {"Open"}
    assert form.summary["text"] == "8 still open, in steps 1, 2, 3, 4, 5, 6 and 7."
    form.answer = {"criteria": {"big": "met"}, "disclosure": {}}
    assert marks(form)["criteria"] == "Open: 1 of 2 answered"
    assert marks(form)["disclosure"] == "Answered", "nobody is told anything, and that is an answer"
    form.answer = {**FULL, "rationale": " \n"}
    assert form.summary["text"] == "1 still open: Your rationale."
    assert marks(form)["rationale"] == "Open"
    form.answer = FULL
    assert set(marks(form).values()) == {"Answered"}
    assert form.summary["text"].startswith("Everything here is answered.")
    form.answer = {**FULL, "facts": None, "actions": None, "record": None, "rule": None}
    assert form.summary["text"] == "4 still open, in steps 1, 3, 4 and 6."


def test_all_words_of_the_form_stand_in_one_place(root):
    static = root / "lib" / "tarasoff" / "widgets" / "static"
    shared = [static / name for name in ("shared/ordered.js", "keeping/writing.js")]
    views = [static / "views" / f"{view}.js" for view in ("case_form", "practice")]
    files = [*shared, *views, *(static / "case").glob("*.js")]
    code = "".join(file.read_text(encoding="utf-8") for file in files)
    code = re.sub(r"/\*\*.*?\*/|^import .*?;$", "", code, flags=re.DOTALL | re.MULTILINE)
    used = set(re.findall(r"\bwords\.(\w+)", code)) | set(re.findall(r'\bact\("(\w+)"', code))
    # Python itself says what is open, and that a case is ready.
    said = {*case_words.words(), *case_words.practice_words()} - {"ready", "still_open", "still_right", "partly_right"}
    assert used == said, "a word is missing, or nobody says it any more"
    strings = re.findall(r'"([A-Z][a-z]+ [^"]*|[a-z]+ [a-z]+ [a-z ]+)"', re.sub(r"//.*", "", code))
    assert strings == [], "words for people stand in the code"


def test_the_same_answers_in_python(sheet, said, saved):
    sheet.answer(
        "case-toy", facts=[2], rule="shop", actions=["show", "keep"], record=("shown",), rationale="Because it is so."
    )
    sheet.answer("case-toy", criteria=FULL["criteria"], disclosure=FULL["disclosure"])
    assert saved()["case-toy"] == FULL
    assert sheet.form("case-toy").answer == FULL
    assert sheet.check("case-toy") is None
    assert ": complete" in said[-1]
    sheet.answer("case-toy", facts=None)
    sheet.check("case-toy")
    assert "Still open: The sentences that matter" in said[-1]


@pytest.mark.parametrize(
    ("field_and_value", "says"),
    [
        (("facts", [9]), "The sentences that matter: 9 is not one of them (1 to 2)."),
        (("facts", 2), "The sentences that matter: 2 is not a list."),
        (("actions", ["show", "keep", "sell"]), "choose 2 at most"),
        (("actions", ["shw"]), "is not one of them (keep, show, sell)."),
        (("action", "show"), "There is no field"),
        (("record", ["gone"]), "What goes on record:"),
        (("rule", "gone"), "The rule that governs:"),
        (("rationale", 5), "Your rationale: 5 is not a text."),
        (("rationale", "x" * 10_001), "has 10001 characters"),
    ],
)
def test_a_slip_in_python_is_named_and_saves_nothing(sheet, said, saved, field_and_value, says):
    sheet.answer("case-toy", dict([field_and_value]), criteria={"big": "met"})
    assert "Not saved:" in said[-1]
    assert says in said[-1]
    assert saved() == {}


def test_a_case_without_a_single_choice_can_be_misread_too(said, folder, parts):
    lines = [line for line in parts["case-toy"].splitlines() if not line.startswith(("criteria", "actions"))]
    (folder / "case-toy.yaml").write_text("\n".join([*lines, "sentences: true"]), encoding="utf-8")
    Sheet("ps").answer("case-toy", [1, 2])
    assert "Write it like {&#x27;disclosure&#x27;: ...}" in said[-1]


# A file from another version of the course, or from another hand.
OLD = [
    # What the file holds; what of it is shown; what is answered; what the file holds then.
    ({"facts": [2, 9, "x"]}, {"facts": [2]}, {"facts": [1, 2]}, {"facts": [1, 2]}),
    ({"facts": [9]}, {}, {"rule": "shop"}, {"facts": [9], "rule": "shop"}),
    ({"facts": [2, 2, True]}, {"facts": [2]}, {"facts": None}, {}),
    ({"facts": "all"}, {}, {"facts": [1]}, {"facts": [1]}),
    # From when the case asked for one action only, and the other way round.
    ({"action": "keep"}, {}, {"actions": ["show"]}, {"action": "keep", "actions": ["show"]}),
    (
        {"actions": ["gone", "show"]},
        {"actions": ["show"]},
        {"rule": "shop"},
        {"actions": ["gone", "show"], "rule": "shop"},
    ),
    # From when more of them counted: what does not count is not shown, and nobody is locked out.
    (
        {"actions": ["keep", "show", "sell"]},
        {"actions": ["keep", "show"]},
        {"rule": "shop"},
        {"actions": ["keep", "show", "sell"], "rule": "shop"},
    ),
    (
        {"actions": ["keep", "keep", "show"]},
        {"actions": ["keep", "show"]},
        {"actions": ["show", "keep"]},
        {"actions": ["show", "keep"]},
    ),
    (
        {"record": ["shown", "gone"]},
        {"record": ["shown"]},
        {"record": ["shown", "liked"]},
        {"record": ["shown", "liked"]},
    ),
    ({"rule": "gone"}, {}, {"rule": "street"}, {"rule": "street"}),
    ({"rationale": 5}, {}, {"rationale": "So."}, {"rationale": "So."}),
    (
        {"rationale": "x" * 10_005},
        {"rationale": "x" * 10_000},
        {"rule": "shop"},
        {"rationale": "x" * 10_005, "rule": "shop"},
    ),
]


@pytest.mark.parametrize("old", OLD)
def test_an_answer_that_this_version_cannot_show_locks_nobody_out(whole, folder, saved, browser, old):
    held, shown, answer, after = old
    stored(folder, **held)
    one = browser(CaseForm(whole[0], "ps", folder))
    assert one.answer == shown
    one.click(**answer)
    assert one.view.note["text"] == "Saved."
    assert saved()["case-toy"] == after


def test_a_case_that_asks_less_than_before_keeps_the_rest_in_the_file(case, folder, saved):
    stored(folder, **FULL)
    form = CaseForm(case[0], "ps", folder)
    assert form.answer == {"criteria": FULL["criteria"], "disclosure": FULL["disclosure"]}
    form.answer = {**form.answer, "action": "show"}
    assert saved()["case-toy"] == {**FULL, "action": "show"}


# Two windows.


def test_each_step_is_an_answer_of_its_own_in_two_windows(whole, folder, saved, browser):
    one, other = (browser(CaseForm(whole[0], "ps", folder)) for _ in range(2))
    for field, value in FULL.items():
        (one if field in {"facts", "actions", "rationale"} else other).click(**{field: value})
    assert saved()["case-toy"] == FULL
    assert one.view.note["text"] == other.view.note["text"] == "Saved."
    one.click(facts=None)
    assert "facts" not in saved()["case-toy"]


def test_a_text_from_another_window_is_not_written_over_unseen(whole, folder, saved, browser):
    one, other = (browser(CaseForm(whole[0], "ps", folder)) for _ in range(2))
    other.click(rationale="Theirs.")
    one.click(rationale="Mine.")
    assert "another window" in one.view.note["text"]
    assert saved()["case-toy"] == {"rationale": "Theirs."}
    assert one.view.answer == {"rationale": "Theirs."}, "the learner is not shown what the other window kept"
    one.hear()
    one.click(rationale="Mine.")
    assert one.view.note["text"] == "Saved."
    assert saved()["case-toy"] == {"rationale": "Mine."}


def test_an_order_that_could_not_be_saved_stays_on_the_screen(form, monkeypatch, folder, saved):
    def full(*_):
        raise OSError(28, os.strerror(28))

    form.answer = {"actions": ["keep"]}
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        form.answer = {"actions": ["show", "keep"]}
    assert "Not saved: No space left" in form.note["text"]
    assert form.answer == {"actions": ["show", "keep"]}
    assert saved()["case-toy"] == {"actions": ["keep"]}
    assert [one.name for one in folder.iterdir()] == ["answers.json"]


def test_the_form_says_where_its_answers_are_without_saying_where_they_lie(whole, folder, tmp_path_factory):
    here, again = (CaseForm(whole[0], "ps", folder).kept for _ in range(2))
    elsewhere = CaseForm(whole[0], "ps", tmp_path_factory.mktemp("copy")).kept
    assert here == again != elsewhere
    assert re.fullmatch(r"[0-9a-f]{20}", here)


def test_the_whole_case_can_be_read_where_no_form_can_be_shown(form):
    text = form.text()
    for words in (
        "Mia, a child; The boss",
        "  2. Two.",
        "Rules:",
        "  shop: What a shop may do",
        "Actions, at most 2 in order:",
        "Record:",
        "Rationale: In ten words: why?",
    ):
        assert words in text


def test_what_the_form_saves_is_what_the_schema_of_answers_describes(form, folder, root):
    from jsonschema import Draft202012Validator

    rules = json.loads((root / "docs" / "answers.schema.json").read_text(encoding="utf-8"))
    described = rules["properties"]["answers"]["patternProperties"]["^case-"]["properties"]
    # A case for practice also keeps whether it was marked, and how often it was tried.
    assert set(described) - {"marked", "tries"} == {*FULL, "action"} == set(case_words.STEPS)
    form.answer = FULL
    saved = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(rules).iter_errors(saved)) == []
    for field, value in (("facts", ["2"]), ("facts", [0]), ("actions", "show"), ("record", [1]), ("rationale", None)):
        wrong = {**saved, "answers": {"case-toy": {**FULL, field: value}}}
        assert list(Draft202012Validator(rules).iter_errors(wrong)), f"{field}: {value} is allowed"


def test_every_field_of_a_case_and_of_its_answers_is_in_the_manual(whole, root):
    manual = (root / "docs" / "formats.md").read_text(encoding="utf-8")
    for field in {*attrs.asdict(whole[0], recurse=False), *case_words.STEPS}:
        assert re.search(rf"\b{field}\b", manual), f"formats.md does not know {field}"
