"""The locked cell below a student's code: what it takes, what it says, and that nothing is lost."""

import json

import pytest

from tarasoff.widgets.forms.sheet import Sheet

pytestmark = pytest.mark.usefixtures("notebook")

TABLE = {"price": [10, 4], "sold": [3, 20], "maker": ["Ann", "Bo"]}


@pytest.fixture(autouse=True)
def quiet(capfd, monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    yield
    assert capfd.readouterr().err == ""


@pytest.fixture
def notebook(folder, data_texts):
    """A folder as a student gets it."""
    for name, (part, _) in data_texts.items():
        (folder / f"{name}.yaml").write_text(part, encoding="utf-8")
    return folder


@pytest.fixture
def names(monkeypatch):
    """What the cells of the notebook have made."""
    made = {}
    monkeypatch.setattr("tarasoff.widgets.forms.notebook._names", lambda: made)
    return made


@pytest.fixture
def said(monkeypatch):
    shown = []
    for room in ("sheet", "how_far"):
        monkeypatch.setattr(f"tarasoff.widgets.forms.{room}.display", lambda html, **_: shown.append(html.data))
    return shown


def test_what_the_code_made_is_kept_under_its_name(names, saved, said):
    names["toys"] = TABLE
    assert Sheet("ps").take("data-toys") is None
    assert saved() == {"data-toys": {"table": TABLE}}
    assert "Toys &lt;counted&gt;: complete, not marked." in said[-1]
    assert "Kept: a table with 2 rows" in said[-1]


def test_a_cell_that_was_never_run_is_a_sentence(names, saved, said):
    assert Sheet("ps").take("data-toys") is None
    assert "There is no &#x27;toys&#x27; yet. Write your code in the cell above and run it" in said[-1]
    assert "not complete yet" in said[-1]
    names["Toy"] = TABLE
    Sheet("ps").take("data-toys")
    assert "but there is &#x27;Toy&#x27;. Call it toys" in said[-1]
    assert saved() == {}


def test_outside_a_notebook_there_is_nothing_and_it_is_said(said):
    Sheet("ps").take("data-toys")
    assert "There is no &#x27;toys&#x27; yet." in said[-1]


@pytest.mark.parametrize(
    "worse",
    [
        None,
        "37.4",
        {},
        {"price": [10, 4]},
        {**TABLE, "sold": [3, None]},
        {**TABLE, "sold": ["3", "20"]},
        {"Price": [10, 4], "Sold": [3, 20]},
        {name: values * 100 for name, values in TABLE.items()},
    ],
)
def test_what_was_complete_stays_when_something_worse_comes(names, saved, said, worse):
    sheet = Sheet("ps")
    sheet.take("data-toys", TABLE)
    names["toys"] = worse
    assert sheet.take("data-toys") is None
    assert saved() == {"data-toys": {"table": TABLE}}
    assert "complete, as it was kept before; not marked." in said[-1]
    assert "It was not kept: what was kept before stays." in said[-1]


def test_what_is_half_done_is_kept_and_replaced_by_what_is_no_less(saved, said):
    sheet = Sheet("ps")
    one, two = {**TABLE, "sold": [3, None]}, {**TABLE, "sold": [None, 21]}
    for table, kept in ((one, one), ({"price": [10, 4]}, one), (two, two), (TABLE, TABLE)):
        sheet.take("data-toys", table)
        assert saved()["data-toys"]["table"] == kept
    assert "price 4: sold is empty" in said[0]


def test_a_complete_table_replaces_a_complete_one(saved):
    for sold in ([1, 1], [2, 2]):
        Sheet("ps").take("data-toys", {**TABLE, "sold": sold})
        assert saved()["data-toys"]["table"]["sold"] == sold


def test_names_of_other_columns_go_when_nothing_is_missing_any_more(saved):
    Sheet("ps").take("data-picked", {"Id": ["ball"]})
    assert saved()["data-picked"] == {"table": {}, "others": ["Id"]}
    Sheet("ps").take("data-picked", {"id": ["ball"]})
    assert saved()["data-picked"] == {"table": {"id": ["ball"]}}


def test_other_parts_and_fields_of_a_later_version_stay(notebook, saved):
    held = {"schema": 2, "assignment": "ps", "answers": {"toys": {"ball": "a"}, "data-toys": {"later": 1}}, "new": 1}
    (notebook / "answers.json").write_text(json.dumps(held), encoding="utf-8")
    Sheet("ps").take("data-toys", TABLE)
    assert saved() == {"toys": {"ball": "a"}, "data-toys": {"later": 1, "table": TABLE}}
    assert json.loads((notebook / "answers.json").read_text(encoding="utf-8"))["new"] == 1


@pytest.mark.parametrize("content", ['{"schema": 9}', "{", '{"schema": 2, "assignment": "ps9", "answers": {}}'])
def test_a_file_that_cannot_be_used_is_said_once_and_left_alone(notebook, said, content, monkeypatch, capfd):
    (notebook / "answers.json").write_text(content, encoding="utf-8")
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert Sheet("ps").take("data-toys", TABLE) == 0.0
    assert said[-1].count("answers.json") >= 1
    assert said[-1].count("It was left as it is") == 1
    assert capfd.readouterr().err.count("It was left as it is") == 1
    assert (notebook / "answers.json").read_text(encoding="utf-8") == content


def test_answers_of_the_older_schema_are_read_and_kept(notebook, saved):
    document = {"version": 1, "assignment": "ps", "choices": {"ball": "a"}, "cases": {}}
    (notebook / "answers.json").write_text(json.dumps(document), encoding="utf-8")
    Sheet("ps").take("data-toys", TABLE)
    assert saved() == {"questions": {"ball": "a"}, "data-toys": {"table": TABLE}}


def test_what_is_kept_is_as_the_published_schema_says(notebook, root):
    from jsonschema import Draft202012Validator

    rules = Draft202012Validator(json.loads((root / "docs" / "answers.schema.json").read_text(encoding="utf-8")))
    figure = {"title": None, "drawn": [{"kind": "bars", "points": [["10 coins", 3], [4, None], 5]}]}
    for part, made in (("data-toys", {"Price": [10], "sold": [None, "3", True]}), ("data-figure", figure)):
        Sheet("ps").take(part, made)
    document = json.loads((notebook / "answers.json").read_text(encoding="utf-8"))
    assert set(document["answers"]) == {"data-toys", "data-figure"}
    rules.validate(document)
    wrong = {**document, "answers": {"data-toys": {"table": [1]}}}
    assert not rules.is_valid(wrong)


def test_typing_the_answer_is_as_good(saved, said):
    sheet = Sheet("ps")
    sheet.answer("data-toys", table={name: tuple(values) for name, values in TABLE.items()})
    assert "Saved." in said[-1]
    assert saved() == {"data-toys": {"table": TABLE}}
    sheet.answer("data-toys", {"table": None})
    assert saved() == {"data-toys": {}}
    figure = {"title": "T", "x_label": "x", "y_label": "y", "drawn": [{"kind": "bars", "points": [[10, 3], [4, 20]]}]}
    sheet.answer("data-figure", figure=figure)
    assert saved()["data-figure"] == {"figure": figure}


@pytest.mark.parametrize(
    "given", ["a", 5, {"table": "a"}, {"table": {**TABLE, "sold": [3, "20"]}}, {"figure": {}}, {"tabel": TABLE}]
)
def test_a_typed_answer_that_is_wrong_saves_nothing(saved, said, given):
    Sheet("ps").answer("data-toys", given)
    assert "Not saved:" in said[-1]
    assert saved() == {}


def test_a_part_that_is_made_with_code_has_no_form_and_says_so():
    with pytest.raises(KeyError, match=r"'data-toys' has no form\. Make toys with code"):
        Sheet("ps").form("data-toys")


def test_a_check_alone_reads_and_saves_nothing(names, saved, said):
    names["toys"] = TABLE
    Sheet("ps").check("data-toys")
    assert "Still open: The table &#x27;toys&#x27;" in said[-1]
    assert saved() == {}


def test_with_the_key_there_is_a_mark_and_a_wrong_table_is_not_counted_twice(notebook, said, data_texts):
    (notebook / "keys").mkdir()
    for name, (_, key) in data_texts.items():
        (notebook / "keys" / f"{name}.yaml").write_text(key, encoding="utf-8")
    sheet = Sheet("ps")
    assert sheet.take("data-toys", {**TABLE, "sold": [3, 9]}) == 2.0
    typed = {"title": "Price, sold", "x_label": "price", "y_label": "sold"}
    assert sheet.take("data-figure", {**typed, "drawn": [{"kind": "line", "points": [[10, 3], [4, 9]]}]}) == 5.0
    assert "As your table says." in said[-1]


def test_validating_and_grading_without_a_key_are_as_for_other_parts(monkeypatch, capfd):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert Sheet("ps").take("data-toys", {"price": [10]}) == 0.0
    assert "not complete yet" in capfd.readouterr().err
    assert Sheet("ps").take("data-toys", TABLE) is None
    assert "complete, not marked" in capfd.readouterr().err
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(RuntimeError, match="the key is not here"):
        Sheet("ps").take("data-toys", TABLE)


def test_no_text_that_a_student_made_runs_as_a_script(names, said):
    evil = "<script>alert(1)</script>"
    names["picked"] = [evil]
    names["toys"] = evil
    for part in ("data-picked", "data-toys"):
        Sheet("ps").take(part)
    Sheet("ps").take("data-figure", {"title": evil, evil: 1, "drawn": [{"kind": evil, "points": [[evil, evil]]}]})
    assert all("<script" not in html for html in said)
    assert "&lt;script&gt;" in said[-1]
