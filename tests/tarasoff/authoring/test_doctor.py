"""What is wrong with an assignment: all of it, each with file and remedy, and nothing where nothing is."""

import json
import shutil

import pytest
from click.testing import CliRunner

from tarasoff.authoring.doctor import examine
from tarasoff.cli import main


@pytest.fixture
def course(tmp_path, root):
    """A copy of the course's sources that may be broken."""
    for name in ("source", "course"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("answers.json"))
    return tmp_path


def change(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_assignments_and_the_spare_cases_of_the_course_are_well(root):
    names = sorted(one.name for one in (root / "source").iterdir() if one.is_dir())
    assert len(names) > 5
    assert {name: found for name in names if (found := examine(root, name))} == {}


def test_every_problem_is_listed_and_not_only_the_first(course):
    folder = course / "source" / "ps5-conference"
    change(folder / "case-mara.yaml", "profession: psychologist", "profession: psycologist")
    change(folder / "case-mara.yaml", "place: CO", "place: Colorodo")
    change(folder / "keys" / "case-mara.yaml", '"05 The elements"', '"05 The elemnts"')
    change(folder / "keys" / "case-mara.yaml", "sources: [law_CO, appelbaum_1985]", "sources: [law_C0]")
    (folder / "keys" / "case-ghost.yaml").write_text("schema: 1\n", encoding="utf-8")
    found = [one for one in map(str, examine(course, "ps5-conference")) if "mara" in one or "ghost" in one]
    text = "\n".join(found)
    for words in (
        "case-mara.yaml: There is no profession 'psycologist'. Did you mean psychologist",
        "There is no place 'Colorodo'. Did you mean Colorado?",
        "keys/case-mara.yaml: '05 The elemnts' is not a heading of a lecture. Did you mean 05 The elements",
        "There is no source 'law_C0'. Did you mean law_",
        "keys/case-ghost.yaml: This key belongs to no part. Name it like its part, or remove it.",
    ):
        assert words in text, text


def test_a_key_that_parts_from_the_engine_is_named(course):
    folder = course / "source" / "ps5-conference"
    change(folder / "keys" / "case-mara.yaml", "kind: duty", "kind: permission")
    change(folder / "keys" / "case-mara.yaml", "holds: [threatened, ", "holds: [")
    text = "\n".join(map(str, examine(course, "ps5-conference")))
    assert "The engine finds 'duty', and the key says 'permission'." in text
    assert "The facts of the engine and what the case holds differ in threatened." in text


def test_a_key_that_misreads_its_story_is_named(course):
    """The line on support must not be forgotten where the route, which only the key names, calls for it."""
    folder = course / "source" / ".bank"
    change(folder / "case-tuva.yaml", "support: ", "# support: ")
    change(folder / "keys" / "case-tuva.yaml", "withholds: [can_hold]", "withholds: [can_hold, danger, dangr]")
    text = "\n".join(map(str, examine(course, ".bank")))
    assert "keys/case-tuva.yaml: The case is about suicide, and has no line on support." in text
    assert "keys/case-tuva.yaml: It both holds and withholds danger. Decide for one." in text
    assert "There is no fact 'dangr'. Did you mean danger?" in text


def test_the_command_lists_them_and_exits_with_one(course):
    change(course / "source" / "ps1-limits" / "case-amal.yaml", "kind: case", "kind: cse")
    done = CliRunner().invoke(main, ["doctor", "ps1-limits", "--course", str(course), "--json"])
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert found[0]["file"] == "source/ps1-limits/case-amal.yaml, field kind"
    assert "Write questions, case or data." in found[0]["remedy"]
    well = CliRunner().invoke(main, ["doctor", "ps3-trust", "--course", str(course)])
    assert (well.exit_code, well.stdout) == (0, "")


def test_an_assignment_that_is_not_there_names_those_that_are(course):
    done = CliRunner().invoke(main, ["doctor", "ps9", "--course", str(course)])
    assert done.exit_code == 2
    assert "There is no folder source/ps9. There are: " in done.stderr


def test_a_third_of_the_cases_end_with_nobody_told(root):
    from tarasoff.assignment.files import load_parts
    from tarasoff.assignment.parts import Case
    from tarasoff.marking.key_files import load_key

    kept, told, routes, places = [], [], set(), set()
    for folder in (root / "source").iterdir():
        for name, part in load_parts(folder).items():
            if not isinstance(part, Case):
                continue
            key = load_key(folder / "keys" / f"{name}.yaml", part)
            must = key.disclosure.necessary if key.disclosure else key.engine and key.engine.kind != "no basis"
            (told if must else kept).append(name)
            routes.add(key.route)
            places.add(part.place)
    assert len(kept) + len(told) >= 30
    assert len(kept) >= (len(kept) + len(told)) / 3
    assert {"threat", "suicide", "abuse", "grey", "none"} <= routes
    assert len(places) > 10
