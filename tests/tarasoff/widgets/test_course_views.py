"""The end of a lecture, and the state that is chosen once."""

import json
from weakref import WeakValueDictionary

import pytest

from tarasoff import CompareStates, DutyFinder, Next, Question, Review, ThreadCard, TileMap, YourPlace
from tarasoff.assignment.your_place import chosen_here
from tarasoff.knowledge.teaching import library
from tarasoff.widgets.view import View


@pytest.fixture(autouse=True)
def nothing_open(tmp_path, monkeypatch):
    """A learner's folder, and a kernel in which no view was opened before."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(View, "_views", WeakValueDictionary())


def answer(question, ids):
    question.answer = {one: {"picked": "a", "checked": True} for one in ids}


def test_the_end_counts_what_is_done_and_follows_what_is_answered_later():
    ids = ["default-is-silence", "balance"]
    question, end = Question(*ids), None
    end = Next("01")
    assert end.summary == {"done": 0, "of": 2, "open": question.kept}
    answer(question, ids[:1])
    assert end.text().startswith("1 of 2 exercises here are done. ")
    answer(question, ids)
    assert end.summary == {"done": 2, "of": 2, "open": ""}
    assert end.text().startswith("Everything here is done. ")


def test_what_was_answered_in_another_lecture_is_not_done_here():
    earlier, later = ThreadCard("04"), ThreadCard("05b")
    earlier.answer = {field: {"choice": "ask"} for field in earlier.fields}
    assert earlier.note["tone"] == "fine"
    assert [earlier.done, later.done] == [(1, 1), (0, 1)]


def test_a_cell_that_was_run_twice_is_counted_once():
    views = [Question("balance"), Question("balance"), Question("trust-why")]
    assert Next("01").summary["of"] == 2
    answer(views[2], ["trust-why"])
    assert Next("01").summary["done"] == 1


def test_the_first_that_is_open_is_the_first_on_the_page():
    first, second = Question("balance"), Question("trust-why")
    end = Next("01")
    assert end.summary["open"] == first.kept
    answer(first, ["balance"])
    assert end.summary["open"] == second.kept


@pytest.mark.parametrize("name", library.lectures())
def test_every_end_leads_on_to_a_file_that_is_there(name, root):
    end = Next(name).content
    for file in (end["href"], *(one["href"] for one in end["rooms"])):
        assert (root / "course" / file).is_file()


def test_a_room_leads_on_and_back_to_its_lecture():
    end = Next("atlas").content
    assert end["href"] == "04-trust.ipynb"
    assert end["rooms"][0]["href"] == "03-law.ipynb"


def test_an_assignment_is_a_link_only_where_it_lies(tmp_path, monkeypatch):
    assert Next("01").content["due"]["href"] == ""
    (tmp_path / "release" / "ps1-limits").mkdir(parents=True)
    (tmp_path / "release" / "ps1-limits" / "ps1-limits.ipynb").touch()
    (tmp_path / "course").mkdir()
    monkeypatch.chdir(tmp_path / "course")
    assert Next("01").content["due"]["href"] == "../release/ps1-limits/ps1-limits.ipynb"


def test_every_lecture_stands_in_the_list_as_it_calls_itself(root):
    listed = {one.file: one for one in library.lectures().values()}
    notebooks = sorted((root / "course").glob("*.ipynb"))
    assert {path.name for path in notebooks} == set(listed)
    for path in notebooks:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        opening, end = "".join(cells[0]["source"]), "".join(cells[-1]["source"])
        lecture = listed[path.name]
        assert opening.splitlines()[0] == f"# {lecture.title}"
        assert f"About {lecture.minutes} minutes" in opening
        assert end == f'Next("{lecture.id}")', "each lecture ends by saying what is next"


def test_every_assignment_that_is_due_is_one_that_is_handed_out(root):
    due = [one.due.assignment for one in library.lectures().values() if one.due]
    assert len(due) == len(set(due)) == 5
    for name in due:
        assert (root / "release" / name / f"{name}.ipynb").is_file()


def test_the_state_is_kept_and_can_be_taken_back():
    assert chosen_here() is None
    view = YourPlace()
    view.answer = {"place": "MI"}
    assert chosen_here() == "MI"
    assert "Michigan" in YourPlace().text()
    view.answer = {"place": None}
    assert chosen_here() is None


def test_a_place_that_is_none_is_not_kept():
    view = YourPlace()
    view.answer = {"place": "Atlantis"}
    assert view.note["tone"] == "problem"
    assert chosen_here() is None


def test_a_damaged_file_does_not_keep_the_views_of_the_law_from_opening(tmp_path):
    (tmp_path / "answers.json").write_text("{", encoding="utf-8")
    assert chosen_here() is None
    assert YourPlace().note["tone"] == "problem"


def test_views_of_the_law_begin_in_the_state_that_was_chosen():
    assert DutyFinder().given({})["place"] == "CA"
    YourPlace().answer = {"place": "OR"}
    assert DutyFinder().given({})["place"] == "OR"
    assert TileMap().content["start"] == "OR"
    assert DutyFinder(state="NM").given({})["place"] == "NM", "a lecture that names a state means that one"
    assert DutyFinder(guess="corin-in-michigan").given({})["place"] == "MI", "the guess is about Michigan"
    assert "OR" in CompareStates().given({}).values()


def test_the_map_of_the_states_begins_at_its_own_for_somebody_abroad():
    before = TileMap().content["start"]
    YourPlace().answer = {"place": "IRELAND"}
    assert TileMap().content["start"] == before


def test_what_is_asked_again_before_a_lecture_is_asked_anew_and_a_wrong_answer_there_comes_back_in_the_review():
    first = Question("opening")
    first.answer = {"opening": {"picked": "d", "checked": True}}
    again = Question("opening", before="07b")
    assert again.answer == {}, "the old answer and all reasons would stand there already"
    again.answer = {"opening": {"picked": "a", "checked": True}}
    assert first.answer["opening"]["picked"] == "d", "what was answered in the lecture stays as it was"
    assert "1 of them wrong at the last try" in Review().text()
    with pytest.raises(KeyError, match="99"):
        Question("opening", before="99")
