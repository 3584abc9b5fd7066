"""Empty class, one student, no marks yet, two of one name, odd ids: a clear line of each command, or a right file."""

import csv
import json
import shlex
import zipfile

import nbformat
import pytest
from click.testing import CliRunner

from safegrade.cli import main
from safegrade.gradebook.results import MarkedNotebook, Result
from safegrade.gradebook.writer import GradebookWriter

SETTINGS = "from safegrade import configure\n\nc = get_config()\nconfigure(c)\n"
FORMULA = "=1+1"
# As folders may be called: a comma, quotation marks, text from right to left, and a formula.
ODD = ("a,b", "o'hara", "\u05d0\u05d1\u05d2", FORMULA)
NAMESAKES = ("jo1", "jo2")
PLATFORMS = ("canvas", "moodle", "blackboard", "csv")

# Each has a gradebook.
pytestmark = pytest.mark.slow


@pytest.fixture
def class_of(course, gradebook, sheets, converter_with):
    """A course of these students, with final marks or none, and how to give it a command."""
    (course / "nbgrader_config.py").write_text(SETTINGS, encoding="utf-8")
    for student in ("ada", "bob"):
        gradebook.remove_student(student)

    def class_of(*students, marked=True):
        for student in students:
            gradebook.add_student(student, first_name="Jo", last_name="Doe", email="")
            (course / "submitted" / student / "ps").mkdir(parents=True)
        gradebook.db.rollback()
        cells = {"check": (1.0, False), "why": (2.0, False), "draw": (3.0, False)}
        done = MarkedNotebook("sheet", nbformat.writes(sheets[0].blank), cells, {}, ())
        if marked:
            writer = GradebookWriter(gradebook, converter_with(), "ps", sheets, {})
            writer.write([Result(student, "f" * 64, notebooks=(done,)) for student in students])
        return lambda *words: CliRunner().invoke(main, [*map(str, words), "--course", str(course)])

    return class_of


def table(file):
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


@pytest.mark.parametrize(
    ("students", "line"),
    [((), "ps: nobody has handed in yet."), (("ada",), "There are no marks yet. Run: tarasoff grade ps")],
)
def test_without_marks_each_command_says_so(class_of, tmp_path, students, line):
    run = class_of(*students, marked=False)
    done = run("report", "ps", "--html", tmp_path / "class.html")
    assert (done.exit_code, line in done.stdout) == (bool(students), True)
    assert "<html" in (tmp_path / "class.html").read_text("utf-8")
    if not students:
        assert line in run("report", "ps", "--all").stdout, "no table without a row"
    assert run("changes", "ps").stdout == "There are no marks yet. Run: tarasoff grade ps\n"
    assert json.loads(run("changes", "ps", "--json").stdout) == {"changes": [], "stale_feedback": [], "made_anew": []}
    assert "There is nothing to mark yet." in run("sheet", "ps", "why", tmp_path / "sheet.csv").stderr
    for platform in PLATFORMS:
        done = run("export", "ps", tmp_path / "marks.csv", "--to", platform)
        assert (done.exit_code, done.stdout) == (0, "")
        assert "There are no marks yet. Run: tarasoff grade ps" in done.stderr
        assert sum("ada" in row for row in table(tmp_path / "marks.csv")) == len(students)


def test_one_student_has_a_mark_in_every_file_and_is_not_shown_on_the_page(class_of, tmp_path):
    run = class_of("ada")
    done = run("report", "ps", "--html", tmp_path / "class.html")
    assert (done.exit_code, done.stdout.partition("\n")[0]) == (
        0, "ps: 1 submission, 1 marked; 0 with something to look at."
    )  # fmt: skip
    page = (tmp_path / "class.html").read_text("utf-8")
    assert "ada" not in page
    assert "Doe" not in page
    assert run("changes", "ps").stdout == "No mark has changed since it was first given.\n"
    for platform in PLATFORMS:
        assert run("export", "ps", tmp_path / "marks.csv", "--to", platform).exit_code == 0
        (row,) = [row for row in table(tmp_path / "marks.csv") if "ada" in row]
        assert "6" in row


def test_two_of_one_name_are_told_apart(class_of, tmp_path):
    run = class_of(*NAMESAKES)
    for platform in PLATFORMS:
        assert run("export", "ps", tmp_path / "marks.csv", "--to", platform).exit_code == 0
        rows = [row for row in table(tmp_path / "marks.csv") if set(row) & set(NAMESAKES)]
        assert [next(cell for cell in row if cell in NAMESAKES) for row in rows] == list(NAMESAKES)
        assert len({tuple(row) for row in rows}) == len(NAMESAKES)
    canvas = run("export", "ps", tmp_path / "marks.csv", "--to", "canvas")
    assert canvas.exit_code == 0
    assert [row[0] for row in table(tmp_path / "marks.csv")[2:]] == ["Doe, Jo (jo1)", "Doe, Jo (jo2)"]


def test_odd_ids_are_right_in_every_file_and_run_nothing(class_of, tmp_path):
    run = class_of(*ODD)
    shown = {row["student"] for row in json.loads(run("report", "ps", "--json").stdout)}
    assert shown == set(ODD)
    assert run("report", "ps", "--all", "--csv", tmp_path / "report.csv").exit_code == 0
    assert {row[0] for row in table(tmp_path / "report.csv")[1:]} == {*ODD[:-1], f"'{FORMULA}"}
    assert run("changes", "ps").exit_code == 0
    for platform in PLATFORMS:
        done = run("export", "ps", tmp_path / "marks.csv", "--to", platform)
        cells = {cell for row in table(tmp_path / "marks.csv") for cell in row}
        assert set(ODD[:-1]) <= cells
        assert FORMULA not in cells
        told = "Left out: =1+1, because its id would run as a formula in a spreadsheet."
        assert (done.exit_code, told in done.stderr) == ((0, False) if platform == "csv" else (1, True))


def test_a_roster_takes_ids_as_they_stand(class_of, tmp_path):
    run = class_of()
    with (tmp_path / "r.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [[one, "Jo", "Doe"] for one in (*ODD, 'q"q')]
        csv.writer(file).writerows([["Username", "First name", "Last name"], *rows])
    dry = json.loads(run("roster", tmp_path / "r.csv", "--json").stdout)
    assert set(dry["new"]) == set(ODD), dry["left_out"]
    assert set(dry["namesakes"]) == set(ODD)
    assert dry["left_out"] == {'row 6 (q"q)': "no student's folder can be called that"}
    assert run("roster", tmp_path / "r.csv", "--write").exit_code == 1, "somebody must look at what is left out"
    again = json.loads(run("roster", tmp_path / "r.csv", "--json").stdout)
    assert (again["same"], again["new"], again["missing"]) == (len(ODD), [], [])


def test_columns_with_other_names_are_named_and_the_next_command_can_be_copied(class_of, tmp_path):
    run = class_of()
    file = tmp_path / "r.csv"
    file.write_text("Matrikelnr.;Wer;Mail\n7;Jo Doe;jo@x.org\n", encoding="utf-8")
    done = run("roster", file)
    assert (done.exit_code, "It has 'Matrikelnr.', 'Wer', 'Mail'. Name it: --id COLUMN" in done.stderr) == (2, True)
    done = run("roster", file, "--id", "Matrikelnr.")
    assert "No column was taken for names. Not used: 'Wer'. To take one: --name, --first or --last." in done.stdout
    assert "New: 7." in done.stdout
    done = run("roster", file, "--id", "Matrikelnr.", "--name", "Wer")
    assert "No column" not in done.stdout
    words = shlex.split(done.stderr.partition("tarasoff ")[2])
    assert words == ["roster", str(file), "--id", "Matrikelnr.", "--name", "Wer", "--write"]
    assert run(*words).exit_code == 0


def test_an_archive_with_nothing_in_it_is_said(class_of, tmp_path):
    zipfile.ZipFile(tmp_path / "empty.zip", "w").close()
    done = class_of()("collect", "ps", tmp_path / "empty.zip", "--from", "canvas")
    assert (done.exit_code, "The archive is empty. Download all submissions from Canvas again." in done.stderr) == (
        0, True
    )  # fmt: skip
