"""The lectures and the assignment as a learner opens them: empty, readable, and running without a word of error."""

import ast
import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from tarasoff.knowledge.teaching import library

LECTURES = sorted(path.name for path in (Path(__file__).parents[2] / "course").glob("*.ipynb"))
# A lecture has a number. A room has none: it holds what is further, and belongs to the lecture whose sources it shows.
ROOMS = {name for name in LECTURES if not name[0].isdigit()}
STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
WIDGETS = {
    *("CaseExplorer", "CompareStates", "ConsentScript", "DutyFinder", "LawDates", "LinePoll", "Myths"),
    *("Question", "TileMap", "Timeline", "TriageBoard", "form"),
    *("CriteriaBoard", "PeopleGrid", "Redactor", "RocBoard", "ThresholdExplorer"),
    *("BreakEven", "ClinicYears", "DisclosureSimulator", "TrustLedger"),
    *("BalanceMap", "Guess", "Practice", "Reflection", "Close", "CodesView", "Figure", "ThreadCard"),
    *("MockExam", "Next", "Opinions", "Progress", "Review", "Scenario", "ToKeep", "YourPlace"),
}
# What a cell shows that is no widget: a table.
TABLES = {"Sources"}


@pytest.fixture(params=LECTURES)
def lecture(request, root):
    """A lecture's file."""
    return root / "course" / request.param


@pytest.fixture
def cells(lecture):
    """Its cells as they stand in the file: nbformat would mend some mistakes as it reads."""
    return json.loads(lecture.read_text(encoding="utf-8"))["cells"]


@pytest.fixture
def words(cells):
    """What a learner reads in it."""
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def code(cells):
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def number_of(cells):
    """The number of the lecture whose sources a notebook shows."""
    return next(found[1] for source in code(cells) if (found := re.search(r'Sources\.about\("(\w+)"', source)))


def called(source):
    """What a cell calls last: `Question` for `Question.about("00")`, `form` for `sheet.form("questions")`."""
    body = ast.parse(source).body
    if not body or not isinstance(body[-1], ast.Expr) or not isinstance(body[-1].value, ast.Call):
        return None
    func = body[-1].value.func
    if isinstance(func, ast.Attribute):
        assert isinstance(func.value, ast.Name)
        return func.value.id if func.value.id[0].isupper() else func.attr
    return func.id


# As it stands in the repository.


def test_there_are_lectures():
    assert {"00-start.ipynb", "01-promise.ipynb"} <= set(LECTURES)


def test_a_lecture_is_a_valid_notebook_with_an_id_for_each_cell(lecture, cells):
    nbformat.validate(json.loads(lecture.read_text(encoding="utf-8")))
    ids = [cell["id"] for cell in cells]
    assert len(set(ids)) == len(ids)


def test_a_lecture_is_handed_out_without_anything_that_somebody_ran(lecture, cells):
    assert "widgets" not in json.loads(lecture.read_text(encoding="utf-8"))["metadata"]
    for cell in cells:
        assert not cell.get("outputs"), cell["id"]
        assert cell.get("execution_count") is None, cell["id"]
        assert not cell.get("attachments"), cell["id"]


def test_a_lecture_asks_nobody_to_read_a_program(cells):
    for source in code(cells):
        body = ast.parse(source).body
        assert len({type(node) for node in body}) <= 1, source
        for node in body:
            one_call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
            assert one_call or isinstance(node, ast.Import | ast.ImportFrom), source
            assert not one_call or len(body) == 1, f"one thing a cell: {source}"
            assert not any(isinstance(part, ast.Lambda) for part in ast.walk(node)), source
            # Otherwise the run below would not know whether a view has to come.
            assert not one_call or called(source) in WIDGETS | TABLES, source


def test_a_lecture_says_what_it_is_for_how_long_it_takes_and_what_it_is_not(lecture, words):
    assert words.startswith("# ")
    assert f"**{'In this room' if lecture.name in ROOMS else 'After this lecture'} you can**" in words
    assert re.search(r"\bAbout \d+ minutes\b", words)
    assert words.lower().count("legal advice") == 1
    assert "not legal advice" in words


def test_a_lecture_leaves_time_to_think_and_names_its_sources(lecture, cells, words):
    # The poll of lecture 00 asks for a sentence, too; of a room nobody has to write.
    calls = [called(source) for source in code(cells)]
    asks = {"Reflection", "LinePoll", "Close"} & {*calls} or "Think, then write" in words
    assert asks or lecture.name in ROOMS
    assert "\n## Sources\n" in words
    assert calls.count("Sources") == 1


def test_every_section_of_a_lecture_has_a_name_of_its_own(words):
    names = re.findall(r"^## (.+)$", words, re.MULTILINE)
    assert len(set(names)) == len(names)


def test_whoever_meets_suicide_in_a_lecture_finds_somebody_to_call(cells, words):
    calls = [called(source) for source in code(cells)]
    shown = [words]
    shown += [question.stem for question in library.questions().values() if question.lecture == number_of(cells)]
    shown += [one.text for one in library.situations().situations] if "TriageBoard" in calls else []
    shown += [one.text for one in library.consent_material().phrases] if "ConsentScript" in calls else []
    notes = library.redactions().notes if "Redactor" in calls else ()
    shown += ["suicide" for note in notes if note.support]
    if not re.search(r"suicid", " ".join(shown), re.IGNORECASE):
        return
    assert "If this is close to you" in words
    lines = [one for one in library.sources() if one.startswith("support_")]
    assert len(lines) >= 2
    for one in lines:
        number = re.search(r"\d[\d ]*\d", library.source(one).says).group()
        assert number in words, f"{one} is not named"
        assert one in library.sources_of(number_of(cells)), f"{one} is named without its source"


def test_every_link_to_another_file_finds_it(lecture, words):
    links = re.findall(r"\]\(([^()\s]+)\)", words)
    for link in links:
        target = link.partition("#")[0]
        if target and not re.match(r"[a-z]+:", target):
            assert (lecture.parent / target).is_file(), f"{lecture.name} links to {link}"


def test_every_lecture_is_reached_from_the_first(root):
    first = (root / "course" / LECTURES[0]).read_text(encoding="utf-8")
    assert not [name for name in LECTURES[1:] if name not in ROOMS and f"]({name})" not in first]


def test_every_room_is_reached_from_its_lecture_and_leads_back(root):
    for room in ROOMS:
        words = (root / "course" / room).read_text(encoding="utf-8")
        back = {name for name in LECTURES if name not in ROOMS and f"]({name})" in words}
        assert back, f"{room} leads back to no lecture"
        assert [name for name in back if f"]({room})" in (root / "course" / name).read_text(encoding="utf-8")], room


def test_what_a_lecture_says_of_the_number_of_its_questions_is_so(lecture, cells, words):
    if f'Question.about("{lecture.name[:2]}")' not in code(cells):
        return
    number = sum(question.lecture == lecture.name[:2] for question in library.questions().values())
    ones = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    ones += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
    tens = {20: "twenty", 30: "thirty", 40: "forty"}
    word = ones[number] if number < len(ones) else f"{tens[number // 10 * 10]}-{ones[number % 10]}".rstrip("-")
    assert re.search(rf"\b{word} questions\b", words, re.IGNORECASE), f"it has {number}"


# As it runs.


def nested(value):
    """Every dictionary in plain data."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from nested(one)


@pytest.fixture
def open_and_run(monkeypatch):
    """Choose Run All Cells in a notebook, in the folder in which it lies."""
    # The kernel of this environment, even where the user has another one by that name.
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    for name in ("NBGRADER_EXECUTION", "JUPYTER_PATH", "PYTHONWARNINGS"):
        monkeypatch.delenv(name, raising=False)

    def open_and_run(path):
        notebook = nbformat.read(path, as_version=4)
        client = NotebookClient(
            notebook,
            timeout=120,
            kernel_name="python3",
            store_widget_state=True,
            resources={"metadata": {"path": str(path.parent)}},
        )
        client.execute(cwd=str(path.parent))
        return notebook

    return open_and_run


def assert_quiet_and_readable(notebook):
    state = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    assert "Traceback" not in json.dumps(state)
    parts = list(nested(json.loads(json.dumps(state))))
    assert not [part for part in parts if part.get("output_type") == "error"]
    assert not [part for part in parts if part.get("tone") == "problem"]
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        kinds = [output.output_type for output in cell.outputs]
        assert "error" not in kinds, cell.source
        assert not [output for output in cell.outputs if output.get("name") == "stderr"], cell.source
        views = [output for output in cell.outputs if VIEW in output.get("data", {})]
        name = called(cell.source)
        assert len(views) == (name in WIDGETS), cell.source
        for view in views:
            assert view.data[VIEW]["model_id"] in state, cell.source
        for output in views or (cell.outputs if name in TABLES else []):
            text = output.data["text/plain"]
            assert not text.startswith("<"), text
            assert len(re.findall(r"\b[a-z]{2,}\b", text)) > 10, text
            assert not re.search(r"\b[A-Z]\w+\(\w+=|object at 0x", text), text


slow = pytest.mark.slow
# What Jupyter and its parts warn of is not ours.
anything = pytest.mark.filterwarnings("default")


@slow
@anything
def test_a_lecture_runs_without_a_word_of_error(lecture, open_and_run, tmp_path):
    for path in (lecture.parent).glob("*.ipynb"):
        shutil.copy2(path, tmp_path)
    notebook = open_and_run(tmp_path / lecture.name)
    assert_quiet_and_readable(notebook)
    assert [cell for cell in notebook.cells if cell.cell_type == "code" and called(cell.source) in WIDGETS]
    assert sorted(path.name for path in tmp_path.iterdir()) == LECTURES, "opening a lecture leaves something behind"


def checks(notebook):
    """Part to what its check says."""
    said = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and called(cell.source) == "check":
            part = ast.literal_eval(ast.parse(cell.source).body[-1].value.args[0])
            said[part] = " ".join(output.data["text/html"] for output in cell.outputs if "data" in output)
    return said


# Nothing handed in yet; and a file, as after a first choice was taken back.
NOTHING = (None, {"schema": 2, "assignment": "ps1-limits", "saved": "2026-11-24T09:00:00+00:00", "answers": {}})


@slow
@anything
@pytest.mark.parametrize("answers", NOTHING, ids=["no file", "no answers"])
def test_the_assignment_opens_and_says_what_is_open(copy_of_release, open_and_run, answers):
    assert not (copy_of_release / "keys").exists()
    if answers:
        (copy_of_release / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    notebook = open_and_run(copy_of_release / "ps1-limits.ipynb")
    assert_quiet_and_readable(notebook)
    said = checks(notebook)
    assert set(said) == {"questions", "case-amal", "case-joris"}
    assert all(": not complete yet" in text for text in said.values())
    # Eight questions; seven criteria, an action and a disclosure.
    assert {part: text.count("Still open:") for part, text in said.items()} == {
        "questions": 8,
        "case-amal": 9,
        "case-joris": 9,
    }


@slow
@anything
def test_the_notebook_alone_says_that_its_parts_are_missing(copy_of_release, open_and_run, tmp_path):
    alone = tmp_path / "Downloads"
    alone.mkdir()
    shutil.copy2(copy_of_release / "ps1-limits.ipynb", alone)
    with pytest.raises(CellExecutionError) as caught:
        open_and_run(alone / "ps1-limits.ipynb")
    assert caught.value.ename == "FileNotFoundError"
    assert "No part of ps1-limits lies in the folder Downloads." in caught.value.evalue
    assert "with the .yaml files beside it" in caught.value.evalue
