"""What is handed out: generated from source/, whole, and without a word of any key."""

import filecmp
import shutil

import pytest

from tarasoff.assignment.files import load_parts
from tarasoff.authoring.leaks import secrets
from tarasoff.authoring.shuffle import shuffle_released
from tarasoff.knowledge.reading import read_yaml
from tarasoff.marking.key_files import load_key
from tarasoff.marking.mark import mark, model_answers, worst_answers

ASSIGNMENTS = ["ps1-limits", "ps2-tarasoff", "ps3-trust", "ps4-criteria", "ps5-conference"]


def loaded(root, assignment):
    source = root / "source" / assignment
    for name, part in load_parts(source).items():
        yield part, load_key(source / "keys" / f"{name}.yaml", part)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_student_who_knows_everything_gets_everything_and_one_who_says_nothing_gets_nothing(root, assignment):
    for part, key in loaded(root, assignment):
        assert mark(part, key, model_answers(part, key)).mark == part.points
        assert mark(part, key, None).mark == 0
        assert mark(part, key, worst_answers(part, key)).mark <= part.points * 0.1


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_part_has_a_graded_cell_worth_its_points(root, assignment):
    import nbformat

    notebook = nbformat.read(root / "source" / assignment / f"{assignment}.ipynb", as_version=4)
    worth = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    assert worth == {part.part: part.points for part, _ in loaded(root, assignment)}


@pytest.mark.slow
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_word_of_a_key_is_where_students_can_read_it(root, assignment):
    hidden = list(secrets(root / "source" / assignment))
    assert len(hidden) > {"ps1-limits": 50}.get(assignment, 40), "the test has to find the key first"
    for folder in ("release", "course", "lib", "docs"):
        for file in (root / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                text = file.read_text(encoding="utf-8", errors="replace")
                found = [one for one in hidden if one in text]
                assert not found, f"{file} holds a piece of the key: {found[0]}"


def numbers(value):
    """Every number that says what is right, as somebody would write it."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from map(str, one) if name == "values" else numbers(one)
    elif isinstance(value, list):
        for one in value:
            yield from numbers(one)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_number_of_a_key_is_handed_out(root, assignment):
    release = root / "release" / assignment
    text = " ".join(file.read_text(encoding="utf-8") for file in release.rglob("*") if file.is_file())
    for file in sorted((root / "source" / assignment / "keys").glob("data-*.yaml")):
        # Whole ones, such as 63, and the ids of some rows stand in the text for other reasons.
        hidden = [one for one in numbers(read_yaml(file, dict)) if "." in one and not one.endswith(".0")]
        assert len(hidden) > 20 or file.stem != "data-base-rates", "the test has to find the key"
        assert not [one for one in hidden if one in text], f"release/ holds a number of {file.name}"
    assert not list(release.rglob("keys"))


def test_picked_rows_are_those_of_the_table(root):
    from tarasoff import evidence

    studies = evidence.studies()
    picked = studies[(studies["topic"] == "violence_risk") & (studies["confidence"] == "high")]
    key = read_yaml(root / "source" / "ps3-trust" / "keys" / "data-picked.yaml", dict)
    assert key["rows"]["values"] == list(picked.index), "the table of studies has changed: change the key"


def test_the_numbers_of_the_key_are_those_of_the_model(root):
    from tarasoff.knowledge.evidence import studies
    from tarasoff.models.risk import Accuracy, people

    accuracy = Accuracy(studies()["V13"].share, studies()["V14"].share)
    rows = [people(accuracy, studies()[one].share, 1000) for one in ("B03", "B06", "V23")]
    part, key = next(one for one in loaded(root, "ps3-trust") if one[0].part == "data-base-rates")
    assert list(part.table.rows.given) == [studies()[one].value for one in ("B03", "B06", "V23")]
    assert list(key.columns["flagged"].values) == pytest.approx([one.flagged for one in rows])
    ppv = [100 * one.positive_predictive_value for one in rows]
    assert list(key.columns["ppv"].values) == pytest.approx(ppv, abs=0.001)
    assert [round(one, 1) for one in ppv] == [37.4, 19.1, 4.6]
    figure = next(key for part, key in loaded(root, "ps3-trust") if part.part == "data-figure")
    assert figure.drawn.values == key.columns["ppv"].values


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_key_of_questions_cannot_be_guessed_from_position_or_length(root, assignment):
    for part, key in loaded(root, assignment):
        if part.kind == "questions":
            best = [max(one.options, key=lambda o, one=one: one.options[o].credit) for one in key.questions.values()]
            assert len(set(best)) > 2, "the same letter is right nearly everywhere"
            longest = [
                max(question.options, key=lambda o, q=question: len(q.options[o])) for question in part.questions
            ]
            assert sum(map(str.__eq__, best, longest)) <= len(best) // 2, "the longest option is right too often"


@pytest.mark.slow
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_release_is_what_source_generates(root, run, tmp_path, assignment):
    import shutil

    shutil.copytree(root / "source", tmp_path / "source", ignore=shutil.ignore_patterns("answers.json"))
    shutil.copy(root / "nbgrader_config.py", tmp_path)
    run("nbgrader", "generate_assignment", assignment, cwd=tmp_path)
    fresh, kept = tmp_path / "release" / assignment, root / "release" / assignment
    shuffle_released(tmp_path / "source" / assignment, fresh)
    names = sorted(str(file.relative_to(fresh)) for file in fresh.rglob("*") if file.is_file())
    assert names == sorted(
        str(file.relative_to(kept)) for file in kept.rglob("*") if file.is_file() and file.name != "answers.json"
    )
    _, different, odd = filecmp.cmpfiles(fresh, kept, names, shallow=False)
    assert not different + odd, "source/ was changed without: make release"


@pytest.fixture
def course(tmp_path, root):
    """A copy of the course from which something can be released."""
    for name in ("source", "course"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("answers.json"))
    for name in ("nbgrader_config.py", ".dockerignore"):
        shutil.copy(root / name, tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("how", ["run", pytest.param("run_anew", marks=pytest.mark.every)])
def test_the_gate_lets_through_what_is_whole(course, root, request, how):
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write('c.CourseDirectory.db_url = f"sqlite:///{here}/marks.db"\n')
    done = request.getfixturevalue(how)("tarasoff", "release", "ps1-limits", cwd=course)
    assert "case-amal: best 6 of 6" in done.stdout
    assert [file.name for file in course.glob("*.db")] == ["marks.db"], "it was not noted where the settings say"
    assert not filecmp.dircmp(course / "release" / "ps1-limits", root / "release" / "ps1-limits").diff_files


@pytest.mark.slow
@pytest.mark.parametrize("where", ["case-amal.yaml", "ps1-limits.ipynb"])
def test_the_gate_writes_nothing_where_a_key_shows(course, run, where):
    secret = next(one for one in secrets(course / "source" / "ps1-limits") if '"' not in one and "'" not in one)
    file = course / "source" / "ps1-limits" / where
    text = file.read_text(encoding="utf-8")
    old = next(one for one in ("What is threatened is", "Assignment 1") if one in text)
    file.write_text(text.replace(old, f"{old} {secret}", 1), encoding="utf-8")
    done = run("tarasoff", "release", "ps1-limits", cwd=course, ok=(1,))
    assert "✗ no key in what is handed out" in done.stdout
    assert "Nothing was written" in done.stderr
    assert not (course / "release").exists()


def test_a_hub_lists_the_assignments_and_not_the_folder_of_spare_cases(root, tmp_path):
    from nbgrader.apps.api import NbGraderAPI
    from traitlets.config import Config

    settings = Config(CourseDirectory={"root": str(root)}, Exchange={"root": str(tmp_path)})
    assert sorted(NbGraderAPI(config=settings).get_source_assignments()) == ASSIGNMENTS
