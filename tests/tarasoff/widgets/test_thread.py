"""The three clients who come back, the ends of the lectures, the twelve codes and the pictures, without a browser."""

import json
import re

import pytest

from tarasoff.engine.find import find
from tarasoff.exhibits.figures import figure
from tarasoff.knowledge.evidence import studies
from tarasoff.knowledge.law.facts import Facts
from tarasoff.knowledge.law.tables import clauses
from tarasoff.knowledge.teaching import library
from tarasoff.widgets.figure import Figure
from tarasoff.widgets.law.codes_view import CodesView
from tarasoff.widgets.lecture.line_poll import LinePoll
from tarasoff.widgets.thread.close import Close
from tarasoff.widgets.thread.thread_card import ThreadCard

CARDS = {card.id: card for card in library.thread().cards}
CLIENTS = {client.id: client for client in library.thread().clients}


@pytest.fixture(autouse=True)
def _in_a_folder(folder):
    """Each view keeps its answers in a folder of its own."""


@pytest.mark.parametrize("card", [card for card in CARDS.values() if card.finding], ids=lambda card: card.id)
def test_the_law_on_a_card_is_what_the_engine_finds(card):
    client = CLIENTS[card.client]
    found = find(Facts(**{**client.facts, **card.facts}), client.place, library.thread().day)
    assert found.kind == card.finding


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.id)
def test_a_card_never_calls_fitting_what_the_law_forbids_or_too_little_what_it_asks_for(card):
    fits = {reply for reply, judged in card.answers.items() if judged.verdict == "fits"}
    assert fits
    if card.finding == "duty":
        assert fits == {"must"}
        assert card.answers["keep"].verdict == "under"
    elif card.finding == "permission":
        assert "may" in fits
        assert "must" not in fits
    elif card.finding:
        assert not fits & {"may", "must"}


def test_silence_fits_as_often_as_speaking():
    fits = [reply for card in CARDS.values() for reply, judged in card.answers.items() if judged.verdict == "fits"]
    assert fits.count("keep") >= fits.count("may") + fits.count("must")


def test_nothing_of_what_fits_is_sent_before_an_answer():
    view = ThreadCard("04")
    sent = json.dumps([view.content, view.summary], ensure_ascii=False)
    for card in library.thread().of("04"):
        assert not [one.why for one in card.answers.values() if one.why in sent]
    view.answer = {"corin-silent": {"choice": "must", "why": ""}}
    told = view.summary["told"]["corin-silent"]
    assert (told["verdict"], told["fitting"], told["law"]["kind"]) == ("over", "Ask more", "facts missing")
    assert "ilse-promise" not in view.summary["told"]


def test_a_reason_that_was_typed_and_no_answer_shows_nothing():
    view = ThreadCard("04")
    view.answer = {"corin-silent": {"why": "I am not sure."}}
    assert view.summary["told"] == {}


def test_the_answer_of_the_lecture_before_is_remembered(saved):
    ThreadCard("04").answer = {"bram-first-time": {"choice": "may", "why": ""}}
    later = ThreadCard("05b")
    assert later.summary["before"] == {"bram-number": "In lecture 04 your answer was: Tell: I may."}
    later.answer = {"bram-number": {"choice": "keep", "why": ""}}
    assert set(saved()["thread"]) == {"bram-first-time", "bram-number"}


def test_the_end_of_a_lecture_remembers_the_line_and_makes_a_phrase_book():
    assert Close("01").summary["line"] == "You have not drawn your line yet: lecture 00 asks for it."
    LinePoll().answer = {"first": {"rung": "despair", "why": ""}}
    # The rung of 01 is milder than despair, that of 05 graver.
    assert Close("01").summary["line"] == "By the line that you drew in lecture 00, you would keep this."
    assert Close("05").summary["line"] == "By the line that you drew in lecture 00, you would tell somebody here."
    first = Close("01")
    assert first.summary["examples"] == {}
    first.answer = {"01": {"client": "I am calling now.", "hearer": ""}}
    assert list(first.summary["examples"]) == ["client"], "an example comes after one's own sentence, not before"
    book = Close("02").summary["book"]
    said = {"to": "To Ilse, before you speak", "text": "I am calling now."}
    assert book == [{"lecture": "01", "says": [said]}]


def test_every_rung_that_is_asked_again_is_on_the_ladder():
    rungs = {rung.id for rung in library.line().rungs}
    endings = library.endings().values()
    assert {ending.rung for ending in endings if ending.rung} <= rungs
    assert [ending.lecture for ending in endings if not ending.rung] == ["07b"], "the whole ladder is drawn again there"


def test_every_lecture_but_the_first_ends_with_two_sentences():
    numbered = [one.id for one in library.lectures().values() if not one.beside]
    assert list(library.endings()) == numbered[1:]


def test_the_last_end_asks_for_sentences_and_for_no_rung():
    view = Close("07b")
    assert (view.content["rung"], view.summary["line"]) == ("", "")
    view.answer = {"07b": {"client": "Most of it stays here.", "hearer": ""}}
    assert view.summary["examples"] == {"client": "Most of it stays here. May I tell you what does not?"}


def test_the_codes_are_filtered_by_what_they_say():
    view = CodesView()
    view.answer = {"asks": "imminent"}
    assert view.summary["left"] == ["nasw", "hipaa", "quebec", "aps"]
    view.answer = {"asks": "imminent", "danger": "client", "told": "before"}
    assert view.summary["left"] == ["nasw"]
    view.answer = {"told": None, "asks": None, "danger": None, "whom": "none", "who": "counselors"}
    assert view.summary["left"] == ["aca", "bacp"]


def test_what_a_code_does_is_what_its_first_row_says():
    words = {"permits": "permits", "guides": "guides", "forbids": "forbids"}
    for code in library.codes().codes:
        if code.id == "part_2":  # its first row is one of the exceptions
            continue
        assert clauses()[code.sources[0]].permits_or_requires == words[code.does], code.id


@pytest.mark.parametrize("name", ["serious", "foreseeable", "imminent"])
def test_what_a_code_asks_of_the_harm_stands_in_its_rows(name):
    words = {"serious": r"serious|life", "foreseeable": "foreseeable", "imminent": "imminent|immediate"}
    for code in library.codes().codes:
        rows = " ".join(clauses()[one].trigger.lower() for one in code.sources if one in clauses())
        if name in code.asks and code.id != "quebec":  # its row is one of the law's tables
            assert any(word in rows for word in words[name].split("|")), code.id


def test_the_codes_wait_for_the_guess():
    view = CodesView(guess="codes-that-require")
    assert set(view.content) == {"title", "gate", "closed"}
    view.answer = {"guess": 3}
    assert view.summary["gate"]["said"] == "You said 3; it is 0 of 12."
    assert len(view.content["codes"]) == 12


@pytest.mark.parametrize("name", library.figures())
def test_every_picture_says_in_words_what_it_shows(name):
    view = Figure(name)
    assert view.text().startswith(view.content["says"])
    for item in view.content["items"]:
        assert item["name"] in view.text()


def test_the_ladder_marks_the_line_that_the_learner_drew_as_soon_as_it_is_drawn():
    picture, poll = Figure("ladder"), LinePoll()
    assert picture.summary == {"own": []}
    poll.answer = {"first": {"rung": "despair", "why": ""}}
    assert picture.summary == {"own": [{"rung": "despair", "name": "your line"}]}
    LinePoll(again=True).answer = {**poll.answer, "again": {"rung": "none"}}
    assert [line["name"] for line in Figure("ladder").summary["own"]] == ["your line at the start", "your line now"]


def test_a_picture_is_no_exercise_that_is_never_done():
    assert Figure("doors").done == (0, 0)
    assert Figure("word", guess="which-word-changed").done == (0, 1)


def test_where_to_read_on_is_a_lecture_that_there_is(root):
    text = (root / "lib/tarasoff/widgets/static/shared/lectures.js").read_text("utf-8")
    found = dict(re.findall(r'"(\w+)": "([\w-]+)"', text))
    lectures = {path.stem for path in (root / "course").glob("[0-9]*.ipynb")}
    assert set(found.values()) == lectures
    assert all(name.startswith(f"{number}-") for number, name in found.items())


def test_the_struck_word_waits_for_the_guess():
    view = Figure("word", guess="which-word-changed")
    assert "protect" not in json.dumps(view.content["gate"]["question"]) + json.dumps(view.summary)
    assert "items" not in view.content
    view.answer = {"guess": view.gate.truth}
    assert [item["text"] for item in view.content["items"]] == ["warn", "protect"]


@pytest.mark.parametrize("name", ["places", "whose-danger"])
def test_a_picture_of_places_counts_each_place_once_and_says_so_in_words(name):
    text = Figure(name).text()
    for column in figure(name)["columns"]:
        places = [place for kind in column["kinds"] for place in kind["places"]]
        assert len(places) == len(set(places)) == 51
        first = column["kinds"][0]
        assert f"{column['name']}: {len(first['places'])} {first['kind']}" in text


def test_whose_danger_it_is_decides_what_is_owed():
    found = {
        column["name"].split(":")[0]: {kind["kind"]: kind["places"] for kind in column["kinds"]}
        for column in figure("whose-danger")["columns"]
    }
    # As lecture 06 says: mostly a permission where the client is in danger, a duty where a child is.
    assert len(found["A child"]["duty"]) > 45
    assert len(found["The client"]["permission"]) > 40
    # A report of an abused adult is a permission in two places (NY-adult_abuse-1, PA-adult_abuse-1), and in Idaho for a
    # psychologist of an outpatient clinic, whom its list does not name (ID-adult_abuse-3); a duty where a client is in
    # danger stands in Maine's rule ("maine-and-the-client").
    assert found["An adult of 70 who relies on others"]["permission"] == ["ID", "NY", "PA"]
    assert "ME" in found["The client"]["duty"]


def test_the_studies_stand_where_their_rows_put_them():
    at = {item["name"]: item for item in figure("studies")["items"]}
    of = {row: studies()[row].share for row in ("T01", "T02", "T08", "T09", "T10", "T11")}
    # m: those who tell when it may be passed on, of those who tell in private.
    assert at["Ford 1997"]["low"] == pytest.approx(of["T01"] / of["T02"], abs=0.01)
    assert at["Anestis and Green 2015"]["low"] == pytest.approx(of["T11"] / of["T10"], abs=0.01)
    assert at["Lothen-Kline 2003"]["low"] == pytest.approx(of["T09"] / of["T08"], abs=0.01)
    warner = studies()["T14"]
    assert (at["Warner 2011"]["low"], at["Warner 2011"]["high"]) == (1 / warner.upper, 1 / warner.lower)
