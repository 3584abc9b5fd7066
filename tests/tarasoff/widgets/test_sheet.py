import json
from types import MappingProxyType

import pytest

from tarasoff.widgets.forms.sheet import Sheet

# Each test has a folder as a student gets it, unless it says otherwise.
pytestmark = pytest.mark.usefixtures("notebook")


@pytest.fixture(autouse=True)
def quiet(capfd, monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    yield
    assert capfd.readouterr().err == ""


@pytest.fixture
def notebook(folder, parts):
    """A folder as a student gets it."""
    for name, text in parts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def said(monkeypatch):
    """What a cell shows, as HTML."""
    shown = []
    for room in ("sheet", "how_far"):
        monkeypatch.setattr(f"tarasoff.widgets.forms.{room}.display", lambda html, **_: shown.append(html.data))
    return shown


FULL = {"criteria": {"big": "met", "red": "unclear"}, "action": "show", "disclosure": {}}


def test_answering_in_python_is_the_same_as_in_the_form(saved, said):
    sheet = Sheet("ps")
    sheet.answer("toys", {"ball": "a"}, kite="b")
    assert "Saved." in said[-1]
    assert saved() == {"toys": {"ball": "a", "kite": "b"}}
    assert sheet.form("toys").answer == saved()["toys"]
    sheet.answer("case-toy", criteria={"big": "met"})
    sheet.answer("case-toy", criteria={"red": "met"}, disclosure=MappingProxyType({"boss": ("name",)}))
    assert saved()["case-toy"] == {"criteria": {"big": "met", "red": "met"}, "disclosure": {"boss": ["name"]}}
    sheet.answer("case-toy", criteria={"big": None})
    assert saved()["case-toy"]["criteria"] == {"red": "met"}
    sheet.answer("case-toy", criteria=None)
    assert saved()["case-toy"] == {"disclosure": {"boss": ["name"]}}


@pytest.mark.parametrize("given", ["a", ["ball", "a"], 5, True])
def test_an_answer_that_names_no_field_is_refused_in_words(saved, said, given):
    Sheet("ps").answer("toys", given)
    assert "Not saved:" in said[-1]
    assert "Write it like" in said[-1]
    assert saved() == {}


@pytest.mark.parametrize("given", [{"ball": "z"}, {"ball": 1}, {"gone": "a"}, {1: "a"}])
def test_a_wrong_answer_saves_nothing(saved, said, given):
    Sheet("ps").answer("toys", {"kite": "a", **given})
    assert "Not saved:" in said[-1]
    assert saved() == {}


@pytest.mark.parametrize("part", [5, None, "toyz", ["toys"]])
def test_a_part_that_is_not_there_is_named(part):
    for use in (Sheet("ps").form, Sheet("ps").check):
        with pytest.raises(KeyError, match=r"Did you mean toys|not a text, so it names no part of ps"):
            use(part)


@pytest.mark.parametrize("part", [5, None, "toyz", ["toys"]])
def test_a_student_who_misspells_a_case_is_told_and_nothing_is_saved(saved, said, part):
    Sheet("ps").answer("toys", {"ball": "a"})
    before = saved()
    Sheet("ps").answer(part, {"ball": "b"})
    assert "Not saved:" in said[-1]
    assert "Did you mean toys" in said[-1] or "names no part of ps" in said[-1]
    assert saved() == before


def test_answers_to_a_case_that_is_not_there_are_named_by_the_check(said, tmp_path):
    held = {"schema": 2, "assignment": "ps", "answers": {"toys": {"ball": "a", "kite": "b"}, "<b>toyz": {"ball": "a"}}}
    (tmp_path / "answers.json").write_text(json.dumps(held), encoding="utf-8")
    assert Sheet("ps").check("toys") is None
    assert "Two toys: complete, not marked." in said[-1]
    assert "There are answers to &#x27;&lt;b&gt;toyz&#x27;, which is not a part of this assignment" in said[-1]


def test_a_sheet_stays_in_its_folder_when_the_notebook_goes_elsewhere(tmp_path_factory, monkeypatch, saved):
    sheet = Sheet("ps", ".")
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    sheet.answer("toys", {"ball": "a"})
    assert saved() == {"toys": {"ball": "a"}}


class Output:
    """The output of a cell, which can be shown anew."""

    def __init__(self, html):
        self.data = html.data

    def update(self, html):
        self.data = html.data


@pytest.fixture
def outputs(monkeypatch):
    """The outputs of cells that follow the answers."""
    shown = []

    def display(html, **_):
        shown.append(Output(html))
        return shown[-1]

    monkeypatch.setattr("tarasoff.widgets.forms.how_far.display", display)
    return shown


def test_the_check_and_the_overview_follow_the_form(outputs):
    """A check that still says "Still open" below a form that is full teaches to trust neither."""
    sheet = Sheet("ps")
    form = sheet.form("toys")
    sheet.overview()
    sheet.check("toys")
    overview, check = outputs
    assert "0 of 2 parts are complete" in overview.data
    assert "Two toys: not begun" in overview.data
    form.answer = {"ball": "a"}
    assert "<li>Still open: Question 2</li>" in check.data
    assert "Two toys: 1 still open" in overview.data
    form.answer = {"ball": "a", "kite": "b"}
    assert check.data == "<p><strong>Two toys: complete, not marked.</strong></p>"
    assert "1 of 2 parts are complete" in overview.data
    assert "Two toys: complete, not marked" in overview.data


def test_check_says_what_is_open_and_then_that_nothing_is(said, monkeypatch, capfd):
    sheet = Sheet("ps")
    assert sheet.check("case-toy") is None
    assert ": not complete yet" in said[-1]
    assert "Still open: It is big" in said[-1]
    assert capfd.readouterr().err == ""
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert sheet.check("case-toy") == 0.0
    assert ": not complete yet.\nStill open: It is big" in capfd.readouterr().err
    sheet.answer("case-toy", FULL)
    assert sheet.check("case-toy") is None
    assert ": complete, not marked" in said[-1]
    assert ": complete, not marked.\nNothing is missing." in capfd.readouterr().err


@pytest.mark.slow
def test_validate_never_calls_a_success_what_nobody_has_marked(notebook, monkeypatch, capfd):
    """In JupyterLab's dialog a student would read that the notebook passes all the tests."""
    import nbformat
    from nbgrader.validator import Validator

    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
    wrong = {"ball": "b", "kite": "b"}
    (notebook / "answers.json").write_text(json.dumps({"schema": 2, "assignment": "ps", "answers": {"toys": wrong}}))
    book = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    grade = {"grade": True, "grade_id": "toys", "locked": True, "points": 2, "schema_version": 3, "solution": False}
    source = 'from tarasoff import Sheet\nSheet("ps").check("toys")'
    cell = nbformat.v4.new_code_cell(source, metadata={"nbgrader": {**grade, "task": False, "cell_type": "code"}})
    book.cells.append(cell)
    nbformat.write(book, notebook / "ps.ipynb")
    (failed,) = Validator().validate(str(notebook / "ps.ipynb"))["failed"]
    assert failed["raw_error"].strip().splitlines() == [
        "Two toys: complete, not marked.",
        "Nothing is missing. Whether it is right is not said here: your teacher's copy marks it.",
    ]
    # What the kernel says of itself is not ours.
    capfd.readouterr()


def test_a_complete_file_of_the_older_schema_is_complete(notebook, said, monkeypatch, capfd):
    document = {"version": 1, "assignment": "ps", "choices": {}, "cases": {"toy": {**FULL, "disclosure": []}}}
    (notebook / "answers.json").write_text(json.dumps(document))
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert Sheet("ps").check("case-toy") is None
    assert ": complete" in said[-1]
    assert "is read as schema 2" in said[-1]
    assert "complete, not marked" in capfd.readouterr().err
    assert json.loads((notebook / "answers.json").read_text()) == document, "a check must not save"


@pytest.mark.parametrize(
    ("content", "says"),
    [('{"schema": 9}', "newer version"), ('{"schema": 2, "assignment": "ps9", "answers": {}}', "ps9")],
)
def test_answers_that_cannot_be_used_are_never_complete(notebook, said, monkeypatch, content, says, capfd):
    (notebook / "answers.json").write_text(content)
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert Sheet("ps").check("case-toy") == 0.0
    assert says in said[-1]
    assert "not complete yet" in capfd.readouterr().err


def test_answers_to_another_assignment_earn_nothing_and_say_why(notebook, said, keys):
    document = {"schema": 2, "assignment": "ps9", "answers": {"case-toy": FULL}}
    (notebook / "answers.json").write_text(json.dumps(document))
    (notebook / "keys").mkdir()
    (notebook / "keys" / "case-toy.yaml").write_text(keys["case-toy"], encoding="utf-8")
    assert Sheet("ps").check("case-toy") == 0.0
    assert "holds answers to &#x27;ps9&#x27;, not to &#x27;ps&#x27;" in said[-1]
    (notebook / "answers.json").write_text(json.dumps({**document, "assignment": "ps"}))
    assert Sheet("ps").check("case-toy") > 0


def test_grading_without_a_key_is_never_full_marks(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(RuntimeError, match="the key is not here"):
        Sheet("ps").check("toys")


def test_no_text_of_a_part_or_an_answer_runs_as_a_script(notebook, parts, keys, said):
    evil = "<script>alert(1)</script>"
    (notebook / "case-toy.yaml").write_text(parts["case-toy"].replace("The toy <case>", evil), encoding="utf-8")
    (notebook / "answers.json").write_text(
        json.dumps({"schema": 2, "assignment": "ps", "answers": {"case-toy": {"action": evil, evil: evil}}})
    )
    sheet = Sheet("ps")
    sheet.check("case-toy")
    sheet.answer("case-toy", {"action": evil})
    (notebook / "keys").mkdir()
    (notebook / "keys" / "case-toy.yaml").write_text(keys["case-toy"], encoding="utf-8")
    sheet.check("case-toy")
    for html in said:
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def test_a_folder_without_parts_says_what_to_do(tmp_path_factory):
    with pytest.raises(FileNotFoundError, match="Open the notebook in the folder"):
        Sheet("ps", tmp_path_factory.mktemp("elsewhere"))


def test_nothing_is_left_beside_the_notebook_that_would_be_handed_in(notebook):
    before = {*notebook.iterdir()}
    Sheet("ps").form("toys").answer = {"ball": "a"}
    assert {*notebook.iterdir()} - before == {notebook / "answers.json"}
