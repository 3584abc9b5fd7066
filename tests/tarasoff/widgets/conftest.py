"""What a learner's browser does to a view, without a browser: it draws, sends changes, and hears back later."""

import json

import pytest

from tarasoff.assignment.files import load_part
from tarasoff.scenarios.files import scenario
from tarasoff.scenarios.log import as_data
from tarasoff.scenarios.play import Move, play
from tarasoff.scenarios.plot import Plot
from tarasoff.scenarios.resuming import log_of
from tarasoff.widgets.course.mock_exam import MockExam
from tarasoff.widgets.course.progress import Progress
from tarasoff.widgets.course.review import Review
from tarasoff.widgets.course.to_keep import ToKeep
from tarasoff.widgets.explorer import BreakEven, DisclosureSimulator
from tarasoff.widgets.forms.case_form import CaseForm
from tarasoff.widgets.forms.part_form import QuestionForm
from tarasoff.widgets.law.case_explorer import CaseExplorer
from tarasoff.widgets.law.codes_view import CodesView
from tarasoff.widgets.law.criteria_board import CriteriaBoard
from tarasoff.widgets.law.duty_finder import DutyFinder
from tarasoff.widgets.law.side_by_side import CompareStates, LawDates
from tarasoff.widgets.law.tile_map import TileMap
from tarasoff.widgets.lecture.consent_script import ConsentScript
from tarasoff.widgets.lecture.guess import Guess
from tarasoff.widgets.lecture.line_poll import LinePoll
from tarasoff.widgets.lecture.myths import Myths
from tarasoff.widgets.lecture.question import Question
from tarasoff.widgets.lecture.redactor import Redactor
from tarasoff.widgets.lecture.reflection import Reflection
from tarasoff.widgets.lecture.scenario import Scenario
from tarasoff.widgets.lecture.timeline import Timeline
from tarasoff.widgets.lecture.triage_board import TriageBoard
from tarasoff.widgets.thread.close import Close
from tarasoff.widgets.thread.thread_card import ThreadCard


class Browser:
    """One window on a view. What the view shows is news only once it is heard, as with a kernel that is busy."""

    def __init__(self, view):
        self.view = view
        self.clicks = 0
        self.hear()

    def hear(self):
        self.answer, self.note = dict(self.view.answer), self.view.note.get("count", 0)

    def click(self, **changes):
        self.clicks += 1
        self.answer |= changes
        self.view.set_state({"answer": dict(self.answer), "seen": [self.note, self.clicks / 7]})


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of a notebook, in which its kernel runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def saved(folder):
    """What lies in the file, by part."""

    def saved():
        file = folder / "answers.json"
        return json.loads(file.read_text("utf-8"))["answers"] if file.exists() else {}

    return saved


@pytest.fixture
def browser():
    return Browser


# A play of a scenario as it is kept, one choice long.
PLAYED = as_data(log_of(play(Plot(scenario("staff-door")), 7, [Move("who")])))



def ended(view):
    """A scenario in which always the first choice was taken, until it ended."""
    view.answer = {"staff-door": {"runs": [{"version": "", "steps": []}]}}
    while view.summary["state"] == "playing":
        run = view.answer["staff-door"]["runs"][-1]
        choice = view.summary["now"]["choices"][0]["id"]
        view.answer = {"staff-door": {"runs": [{**run, "steps": [*run["steps"], {"choice": choice}]}]}}
    return view


# Every view, a first answer, another one, and something that is no answer.
VIEWS = {
    "question": (
        lambda _toys, _case, _folder: Question("opening"),
        {"opening": {"picked": "a", "checked": False}},
        {"opening": {"picked": "b", "checked": True}},
        [{"opening": {"picked": "z", "checked": False}}, {"opening": "a"}, {"gone": {"picked": "a", "checked": False}}],
    ),
    "question that was wrong before": (
        lambda _toys, _case, _folder: Question("opening"),
        {"opening": {"picked": None, "checked": False, "missed": ["a"]}},
        {"opening": {"picked": "d", "checked": True, "missed": ["a", "b"]}},
        [
            {"opening": {"picked": None, "checked": True, "missed": ["a"]}},
            {"opening": {"picked": "a", "checked": True, "missed": ["z"]}},
            {"opening": {"picked": "a", "checked": True, "missed": "a"}},
        ],
    ),
    "progress": (
        lambda _toys, _case, _folder: Progress("03"),
        {"03": True},
        {"04": True},
        [{"03": False}, {"03": "yes"}, {"99": True}],
    ),
    "review": (
        lambda _toys, _case, _folder: Review(),
        {"now": {"day": "2026-11-02", "kind": "all", "topic": "00", "ids": ["opening"], "given": {}, "kept": []}},
        {"opening": {"tries": [{"at": "2026-11-02T09:00:00+00:00", "picked": "a", "right": False}]}},
        [
            {"now": {"day": "Monday", "kind": "all", "topic": ""}},
            {"now": {"day": "2026-11-02", "kind": "gone", "topic": ""}},
            {"now": {"day": "2026-11-02", "kind": "all", "topic": "99"}},
            {"now": {"day": "2026-11-02", "kind": "all", "topic": "", "ids": ["gone"]}},
            {"now": {"day": "2026-11-02", "kind": "all", "topic": "", "ids": [], "given": {"opening": "a"}}},
            {"now": 5},
            {"opening": {"tries": 5}},
            {"gone": {"tries": []}},
        ],
    ),
    "to keep": (
        lambda _toys, _case, _folder: ToKeep(),
        {"shown": "record", "name": "Ada <b>"},
        {"name": "Ada é"},
        [{"name": 5}, {"name": "a" * 101}, {"shown": ["record"]}, {"gone": "x"}],
    ),
    "exam": (
        lambda _toys, _case, _folder: MockExam(),
        {
            "now": {
                "size": 20,
                "timed": True,
                "ids": ["opening"],
                "given": {"opening": "a"},
                "begun": "2026-11-02T09:00:00+00:00",
            }
        },
        {"past": {"exams": [{"at": "2026-11-02T09:00:00+00:00", "right": 1, "of": 20, "minutes": 9}]}},
        [
            {"now": {"size": 0, "timed": True}},
            {"now": {"size": 20}},
            {"now": {"size": 20, "timed": True, "ids": ["opening"], "given": {}}},
            {"past": {"exams": 5}},
            {"gone": {"tries": []}},
        ],
    ),
    "triage": (
        lambda _toys, _case, _folder: TriageBoard(),
        {"employer-calls": "act"},
        {"employer-calls": "keep"},
        [{"employer-calls": "gone"}, {"employer-calls": ["keep"]}, {"gone": "keep"}],
    ),
    "consent": (
        lambda _toys, _case, _folder: ConsentScript(),
        {"phrases": ["PHRASE"]},
        {"phrases": []},
        [{"phrases": ["gone"]}, {"phrases": "all"}, {"phrases": [["PHRASE"]]}, {"gone": []}],
    ),
    "line": (
        lambda _toys, _case, _folder: LinePoll(),
        {"first": {"rung": "unkind", "why": "Because."}},
        {"first": {"rung": "none", "why": ""}},
        [{"first": {"rung": "gone"}}, {"first": "unkind"}, {"first": {"rung": "unkind", "why": 5}}, {"gone": {}}],
    ),
    "myths": (
        lambda _toys, _case, _folder: Myths(),
        {"kept-silent": "true"},
        {"kept-silent": "false"},
        [{"kept-silent": "maybe"}, {"kept-silent": ["true"]}, {"gone": "true"}],
    ),
    "timeline": (
        lambda _toys, _case, _folder: Timeline(),
        {"at": "1969-08-18-session"},
        {"at": "1969-08-20-report"},
        [{"at": "gone"}, {"at": ["1969-08-18-session"]}, {"gone": "1969-08-18-session"}],
    ),
    "cases": (
        lambda _toys, _case, _folder: CaseExplorer(),
        {"a": "peck_1985", "fact": "identifiable"},
        {"b": "volk_2016"},
        [{"a": "gone"}, {"a": ["peck_1985"]}, {"fact": "gone"}, {"fact": 5}, {"gone": "peck_1985"}],
    ),
    "codes": (
        lambda _toys, _case, _folder: CodesView(),
        {"danger": "client", "asks": "imminent"},
        {"told": "before"},
        [{"danger": "gone"}, {"asks": ["imminent"]}, {"gone": "client"}],
    ),
    "thread": (
        lambda _toys, _case, _folder: ThreadCard("04"),
        {"corin-silent": {"choice": "ask", "why": "He asked."}},
        {"ilse-promise": {"choice": "keep", "why": ""}},
        [
            {"corin-silent": {"choice": "gone"}},
            {"corin-silent": "ask"},
            {"corin-silent": {"choice": "ask", "why": 5}},
            {"corin-silent": {"choice": "ask", "why": "a" * 501}},
            {"corin-silent": {"choice": "ask", "other": 1}},
            {"gone": {"choice": "ask"}},
        ],
    ),
    "close": (
        lambda _toys, _case, _folder: Close("04"),
        {"04": {"rung": "same", "client": "I call now.", "hearer": ""}},
        {"04": {"rung": "later"}},
        [
            {"04": {"rung": "gone"}},
            {"04": "same"},
            {"04": {"client": 5}},
            {"04": {"hearer": "a" * 601}},
            {"04": {"other": "x"}},
            {"99": {"rung": "same"}},
        ],
    ),
    "finder": (
        lambda _toys, _case, _folder: DutyFinder(),
        {"place": "TX", "imminent": "yes"},
        {"day": "2018-01-01"},
        [
            {"place": "XX"},
            {"day": "1.1.2018"},
            {"day": 2018},
            {"day": "0018-12-12"},
            {"imminent": "maybe"},
            {"imminent": True},
            {"gone": "CA"},
        ],
    ),
    "criteria": (
        lambda _toys, _case, _folder: CriteriaBoard(),
        {"imminent": "yes", "plan": "no"},
        {"threatened": "self"},
        [{"imminent": "maybe"}, {"plan": True}, {"place": "CA"}, {"day": "2018-01-01"}, {"gone": "yes"}],
    ),
    "redactor": (
        lambda _toys, _case, _folder: Redactor(),
        {"at": "ida/ruth", "ida/ruth": {"said": ["plan"], "checked": False}},
        {"ida/ruth": {"said": ["plan", "money"], "checked": True}},
        [
            {"at": "ida"},
            {"at": ["ida/ruth"]},
            {"ida/gerd": {"said": [], "checked": True}},
            {"ida/ruth": {"said": ["love"], "checked": False}},
            {"ida/ruth": {"said": "plan", "checked": False}},
            {"ida/ruth": {"said": [["plan"]], "checked": False}},
            {"ida/ruth": {"said": ["plan"], "checked": "yes"}},
            {"ida/ruth": {"said": [], "extra": 1}},
            {"ida/ruth": ["plan"]},
            {"gone": {"said": [], "checked": True}},
        ],
    ),
    "explorer": (
        lambda _toys, _case, _folder: BreakEven(),
        {"m": 0.5, "e_report": 0.6},
        {"m": 0.64},
        [{"m": 0.505}, {"m": "0.5"}, {"m": True}, {"e": 0.5}, {"m": [0.5]}],
    ),
    "explorer behind a guess": (
        lambda _toys, _case, _folder: DisclosureSimulator(guess="who-still-tells"),
        {"guess": 60},
        {"guess": 10, "m": 0.5},
        [{"guess": 101}, {"guess": "60"}, {"guess": True}, {"m": 0.505}, {"gone": 60}],
    ),
    "guess": (
        lambda _toys, _case, _folder: Guess("told-their-clinician"),
        {"told-their-clinician": 60},
        {"told-their-clinician": 10.5},
        [{"told-their-clinician": -1}, {"told-their-clinician": [60]}, {"gone": 60}, {"guess": 60}],
    ),
    "guess of one of several": (
        lambda _toys, _case, _folder: Guess("who-had-heard"),
        {"who-had-heard": "nobody"},
        {"who-had-heard": "police"},
        [{"who-had-heard": "gone"}, {"who-had-heard": ["police"]}, {"who-had-heard": 1}],
    ),
    "reflection": (
        lambda _toys, _case, _folder: Reflection("passed-on"),
        {"passed-on": "I said less."},
        {"passed-on": "I said less.\n\nAnd to fewer. é"},
        [{"passed-on": 5}, {"passed-on": ["So."]}, {"passed-on": "x" * 10_001}, {"gone": "So."}],
    ),
    "scenario": (
        lambda _toys, _case, _folder: Scenario("staff-door", seed=7),
        {"staff-door": {"runs": [PLAYED]}, "staff-door/session": "He means it."},
        {"staff-door/session": "He means it. é"},
        [
            {"staff-door": {"runs": []}},
            {"staff-door": "who"},
            {"staff-door": {"runs": [{**PLAYED, "steps": [{"choice": "gone"}]}]}},
            {"staff-door": {"runs": [{**PLAYED, "steps": [{"choice": "who", "draw": 1}]}]}},
            {"staff-door": {"runs": [{"version": "gone", "steps": [{"choice": "who"}]}]}},
            {"staff-door": {"runs": [{"seed": "7"}]}},
            {"staff-door/session": 5},
            {"staff-door/gone": "So."},
            {"gone": {"runs": []}},
        ],
    ),
    "border": (
        lambda _toys, _case, _folder: CompareStates(),
        {"client": "ME"},
        {"home": "TX"},
        [{"place": "CA"}, {"client": "gone"}],
    ),
    "dates": (
        lambda _toys, _case, _folder: LawDates(),
        {"place": "ME", "before": "2019-09-18"},
        {"after": "2019-09-19"},
        [{"before": "yesterday"}, {"day": "2018-01-01"}],
    ),
    "map": (
        lambda _toys, _case, _folder: TileMap(),
        {"at": "TX"},
        {"by": "imminence"},
        [{"at": "XX"}, {"by": "gone"}, {"gone": "TX"}, {"at": ["TX"]}],
    ),
    "questions of an assignment": (
        lambda toys, _case, folder: QuestionForm(toys, "ps", folder),
        {"ball": "a"},
        {"ball": "b"},
        [{"ball": "z"}, {"ball": 1}, {"ball": ["a"]}, {"gone": "a"}],
    ),
    "case of an assignment": (
        lambda _toys, case, folder: CaseForm(case, "ps", folder),
        {"criteria": {"big": "met"}, "action": "keep"},
        {"disclosure": {"boss": ["name"]}},
        [
            {"criteria": {"big": "gone"}},
            {"criteria": {"gone": "met"}},
            {"criteria": "met"},
            {"action": {}},
            {"disclosure": {"boss": ["gone"]}},
            {"disclosure": ["boss"]},
            {"gone": "met"},
        ],
    ),
    "whole case of an assignment": (
        lambda _toys, case, folder: CaseForm(case, "ps", folder),
        {"facts": [1, 2], "criteria": {"big": "met"}, "actions": ["show"], "rationale": "So.\n\nAnd so. é"},
        {"facts": [2], "rule": "shop", "actions": ["keep", "show"], "record": ["shown"], "disclosure": {}},
        [
            {"facts": [3]},
            {"facts": ["1"]},
            {"facts": [True]},
            {"facts": [1, 2.0]},
            {"facts": 1},
            {"facts": {"1": True}},
            {"criteria": {"big": "gone"}},
            {"rule": "gone"},
            {"rule": ["shop"]},
            {"actions": ["gone"]},
            {"actions": [["keep"]]},
            {"actions": "keep"},
            {"actions": ["keep", "show", "sell"]},
            {"action": "keep"},
            {"record": ["gone"]},
            {"record": "shown"},
            {"rationale": 5},
            {"rationale": ["So."]},
            {"rationale": "x" * 10_001},
            {"gone": "met"},
        ],
    ),
}

# What makes the toy case a whole one, with each step that there is.
STEPS = """
place: CO
day: "2026-11-01"
cast: [{id: mia, label: "Mia, a child"}, {id: boss, label: "The boss"}]
sentences: true
rules: [{id: shop, label: "What a shop may do"}, {id: street, label: "What anybody may do"}]
order: 2
record: [{id: shown, label: "What was shown"}, {id: liked, label: "Whether it was liked"}]
rationale: "In ten words: why?"
"""


@pytest.fixture(scope="session")
def whole(parts, tmp_path_factory):
    """A case with all its steps, and the folder in which its file lies."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "case-toy.yaml").write_text(parts["case-toy"] + STEPS, encoding="utf-8")
    return load_part(folder / "case-toy.yaml"), folder


def plain(value, phrase):
    return json.loads(json.dumps(value).replace("PHRASE", phrase))


# What a view keeps is the same code for all. Those that work out the law, or open a story, each time take longest.
LONG = ("cases", "finder", "criteria", "border", "dates", "map", "scenario", "explorer behind a guess")


@pytest.fixture(params=[pytest.param(name, marks=[pytest.mark.slow] * (name in LONG)) for name in VIEWS])
def any_view(request, toys, case, whole, folder):
    """One view after the other: how to open it, two answers, and answers to refuse."""
    from tarasoff.knowledge.teaching import library

    make, first, second, wrong = VIEWS[request.param]
    phrase = library.consent_material().phrases[0].id
    asked = whole[0] if request.param.startswith("whole") else case[0]
    return lambda: make(toys[0], asked, folder), *(plain(one, phrase) for one in (first, second, wrong))


@pytest.fixture
def every_view(toys, case, whole, folder):
    """All of them at once, by name; and a scenario that has ended, which looks back."""
    (folder / "ended").mkdir()
    views = {
        name: make(toys[0], whole[0] if name.startswith("whole") else case[0], folder)
        for name, (make, *_) in VIEWS.items()
    }
    return {**views, "scenario at its end": ended(Scenario("staff-door", seed=7, folder=folder / "ended"))}
