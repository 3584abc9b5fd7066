"""What is wrong with an assignment: all of it, each with file and remedy, and nothing where nothing is."""

import json
import shutil

import pytest
from click.testing import CliRunner

from tarasoff.assignment.practice import ANSWERS, PRACTICE, practice_case, practice_cases
from tarasoff.authoring import doctor
from tarasoff.authoring.doctor import examine, examine_practice
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


@pytest.mark.slow
def test_the_assignments_and_the_spare_cases_of_the_course_are_well(root):
    names = sorted(one.name for one in (root / "source").iterdir() if one.is_dir())
    assert len(names) > 5
    assert {name: found for name in names if (found := examine(root, name))} == {}


@pytest.mark.slow
def test_every_problem_is_listed_and_not_only_the_first(course):
    folder = course / "source" / "ps5-conference"
    change(folder / "case-mara.yaml", "profession: psychologist", "profession: psycologist")
    change(folder / "case-mara.yaml", "place: CO", "place: Colorodo")
    change(folder / "keys" / "case-mara.yaml", '"05 The elements"', '"05 The elemnts"')
    change(folder / "keys" / "case-mara.yaml", "sources: [CO-protect-1, appelbaum_1985]", "sources: [law_C0]")
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


@pytest.mark.slow
def test_a_key_that_parts_from_the_engine_is_named(course):
    folder = course / "source" / "ps5-conference"
    change(folder / "keys" / "case-mara.yaml", "kind: duty", "kind: permission")
    change(folder / "keys" / "case-mara.yaml", "holds: [threatened, ", "holds: [")
    text = "\n".join(map(str, examine(course, "ps5-conference")))
    assert "The engine finds 'duty', and the key says 'permission'." in text
    assert "The facts of the engine and what the case holds differ in threatened." in text


@pytest.mark.slow
def test_a_key_that_misreads_its_story_is_named(course):
    """The line on support must not be forgotten where the route, which only the key names, calls for it."""
    folder = course / "source" / ".bank"
    change(folder / "case-bente.yaml", "support: ", "# support: ")
    change(folder / "keys" / "case-bente.yaml", "withholds: [can_hold]", "withholds: [can_hold, danger, dangr]")
    text = "\n".join(map(str, examine(course, ".bank")))
    assert "keys/case-bente.yaml: The case is about suicide, and has no line on support." in text
    assert "keys/case-bente.yaml: It both holds and withholds danger. Decide for one." in text
    assert "There is no fact 'dangr'. Did you mean danger?" in text


def test_the_command_lists_them_and_exits_with_one(course):
    change(course / "source" / "ps1-limits" / "case-amal.yaml", "kind: case", "kind: cse")
    done = CliRunner().invoke(main, ["doctor", "ps1-limits", "--course", str(course), "--json"])
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert found[0]["file"] == "source/ps1-limits/case-amal.yaml, field kind"
    assert "Write questions, case, data or scenario." in found[0]["remedy"]
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
    folders = [(folder, folder / "keys") for folder in (root / "source").iterdir()]
    both = [(part, keys) for folder, keys in folders for part in load_parts(folder).values() if isinstance(part, Case)]
    both += [(practice_case(name), PRACTICE / ANSWERS) for name in practice_cases()]
    for part, keys in both:
        name = part.part
        key = load_key(keys / f"{name}.yaml", part)
        must = key.disclosure.necessary if key.disclosure else key.engine and key.engine.kind != "no basis"
        (told if must else kept).append(name)
        routes.add(key.route)
        places.add(part.place)
    assert len(kept) + len(told) >= 30
    assert len(kept) >= (len(kept) + len(told)) / 3
    assert {"threat", "suicide", "abuse", "grey", "none"} <= routes
    assert len(places) > 10


def said(course, assignment):
    return "\n".join(map(str, examine(course, assignment)))


@pytest.mark.slow
def test_a_case_that_was_added_half_is_said_in_full(course):
    """What somebody does who follows docs/cases.md and changes only one id: five mistakes, one run."""
    folder = course / "source" / "ps4-criteria"
    for inner in (".", "keys"):
        shutil.copy(course / "source" / ".bank" / inner / "case-bente.yaml", folder / inner / "case-kim.yaml")
        change(folder / inner / "case-kim.yaml", "part: case-bente", "part: case-kim")
    file = folder / "ps4-criteria.ipynb"
    notebook = json.loads(file.read_text(encoding="utf-8"))
    ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook["cells"]]
    at = ids.index("case-hana-form")
    form, check = notebook["cells"][at : at + 2]
    added = json.loads(json.dumps([form, check]).replace('\\"case-hana\\"', '\\"case-kim\\"'))
    added[1]["metadata"]["nbgrader"] |= {"grade_id": "case-kim", "points": 12}
    notebook["cells"][at + 2 : at + 2] = [*added, form]
    file.write_text(json.dumps(notebook), encoding="utf-8")
    text = said(course, "ps4-criteria")
    for words in (
        "The id case-hana-form stands in 3 cells, and nbgrader stops at that.",
        'sheet.form("case-hana") stands in 2 cells.',
        "case-kim asks for a rationale, and no cell is there to mark it in. Add a cell that is graded by hand, ",
        "The opening says 52 points, and the cells add up to 64.",
        "The opening says Eight cases, and there are 9.",
    ):
        assert words in text, text


def test_points_in_the_text_are_those_of_the_cell(course):
    change(course / "source" / "ps1-limits" / "ps1-limits.ipynb", "Six points: two", "Seven points: two")
    assert said(course, "ps1-limits") == (
        "source/ps1-limits/ps1-limits.ipynb: The text above case-amal says Seven points, and the cell is worth 6. "
        "Correct the text."
    )


def test_a_file_that_cannot_be_read_hides_nothing_else(course):
    folder = course / "source" / "ps1-limits"
    change(folder / "case-amal.yaml", "kind: case", "kind: [case")
    change(folder / "keys" / "case-amal.yaml", "sources: [ca_43_92]", "sources: [ca_43_29]")
    change(folder / "case-joris.yaml", "part: case-joris", "part: case-jory")
    change(folder / "keys" / "case-joris.yaml", "credit: 0.6, why", "credit: 6, why")
    change(folder / "keys" / "case-joris.yaml", "credit: 0.3, why", "credit: x, why")
    change(folder / "keys" / "questions.yaml", '"01 What to say at the start"', '"01 What to say"')
    (folder / "ps1-limits.ipynb").write_text("{", encoding="utf-8")
    (course / "course" / "02-tarasoff.ipynb").write_text("[]", encoding="utf-8")
    text = said(course, "ps1-limits")
    for words in (
        "case-amal.yaml, line",
        "keys/case-amal.yaml: There is no source 'ca_43_29'.",
        "'case-jory' is not the name of this file.",
        "keys/case-joris.yaml, line 14, field criteria['communicated'].options['unclear']: 6.0 is not a credit.",
        "keys/case-joris.yaml, line 38, field criteria['imminent'].options['unclear'].credit: 'x' is not a number.",
        "keys/questions.yaml: '01 What to say' is not a heading of a lecture.",
        "ps1-limits.ipynb: It cannot be read: ",
        "course/02-tarasoff.ipynb: It cannot be read: ",
    ):
        assert words in text, text


def test_every_difference_between_a_part_and_its_key_is_named(course):
    key = course / "source" / "ps2-tarasoff" / "keys" / "case-runa.yaml"
    change(key, "weights: {facts: 1,", "weights: {facts: 2,")
    change(key, "    everywhere: {credit", "    nowhere: {credit")
    change(key, '    "11": "That somebody', '    "12": "That somebody')
    change(key, "sources: [law_ME]", "sources: [law_MEE]")
    text = said(course, "ps2-tarasoff")
    for words in (
        "The weights add up to 4, not 3.",
        "The key of rule misses everywhere and has nowhere, which is not asked.",
        "The key of facts names '12', which is not a choice.",
        "There is no source 'law_MEE'.",
    ):
        assert words in text, text


@pytest.mark.slow
def test_full_credit_for_an_error_is_named(course):
    key = course / "source" / "ps1-limits" / "keys" / "case-joris.yaml"
    change(key, "silent: {credit: 1, why", "silent: {credit: 1, breach: under, why")
    nils = course / "source" / "ps5-conference" / "keys" / "case-nils.yaml"
    change(nils, "consult: {credit: 1, why", "consult: {credit: 1, breach: over, why")
    assert "In action, silent earns full credit and is breach: under. Take the breach away, or " in said(
        course, "ps1-limits"
    )
    assert "In actions, consult earns full credit and is breach: over." in said(course, "ps5-conference")


def test_a_key_without_salt_is_offered_one(course):
    key = course / "source" / "ps1-limits" / "keys" / "questions.yaml"
    lines = key.read_text(encoding="utf-8").splitlines(keepends=True)
    key.write_text("".join(line for line in lines if not line.startswith("salt:")), encoding="utf-8")
    text = said(course, "ps1-limits")
    assert 'There is no salt to shuffle with what can be chosen. Write salt: "' in text
    offered = text.split('salt: "')[1].split('"')[0]
    key.write_text(f"{key.read_text(encoding='utf-8')}salt: {offered!r}\n", encoding="utf-8")
    assert "salt" not in said(course, "ps1-limits")


def test_a_strategy_that_pays_without_reading_is_named(course):
    """The right action is made the longest one in every case."""
    folder = course / "source" / "ps1-limits"
    text = (folder / "questions.yaml").read_text(encoding="utf-8")
    right = (
        "I cannot talk about",
        "Dates and diagnosis, and",
        "it is privilege that",
        "You agree with",
        "What the question",
    )
    for words in right:
        text = text.replace(
            words, f"{words} (and this goes on for so long that nobody could overlook how long it is)", 1
        )
    (folder / "questions.yaml").write_text(text, encoding="utf-8")
    change(folder / "case-amal.yaml", "Tell Amal what you will do", f"Tell Amal {'at length ' * 9}what you will do")
    assert "by the strategy “longest”, and 3" in said(course, "ps1-limits")


@pytest.mark.slow
def test_the_practice_cases_are_well(root):
    assert examine_practice(root) == []


@pytest.fixture
def practice(tmp_path, monkeypatch):
    """A copy of the practice cases that may be broken."""
    folder = shutil.copytree(PRACTICE, tmp_path / "practice")
    monkeypatch.setattr(doctor, "PRACTICE", folder)
    return folder


@pytest.mark.slow
def test_what_is_wrong_with_a_practice_case_is_said_as_of_any_other(practice, root):
    change(practice / ANSWERS / "case-zoe.yaml", "section: ", 'section: "05 Nowhere"  # ')
    change(practice / ANSWERS / "case-umar.yaml", "kind: no basis", "kind: duty")
    shutil.copy(practice / "case-xenia.yaml", practice / "case-new.yaml")
    text = "\n".join(map(str, examine_practice(root)))
    assert "practice/answers/case-zoe.yaml: '05 Nowhere' is not a heading of a lecture." in text
    assert "practice/answers/case-umar.yaml: The engine finds 'no basis', and the key says 'duty'." in text
    assert "case-new stands in only one of order.yaml and this folder." in text


def test_a_practice_case_cannot_be_handed_out_under_whatever_name(course):
    """Its key is in the package: whoever looks there would have all the marks."""
    folder = course / "source" / "ps2-tarasoff"
    for file, to in ((PRACTICE, folder), (PRACTICE / ANSWERS, folder / "keys")):
        shutil.copy(file / "case-umar.yaml", to / "case-kim.yaml")
        change(to / "case-kim.yaml", "part: case-umar", "part: case-kim")
    change(folder / "case-kim.yaml", "Umar, 39, came", "Kim, 41, came")
    said = [str(one) for one in examine(course, "ps2-tarasoff")]
    open_to_all = "source/ps2-tarasoff/case-kim.yaml: It is the practice case case-umar, whose key everybody can read."
    assert any(one.startswith(open_to_all) for one in said), said


def test_teachers_find_at_least_six_spare_cases_of_every_kind(root):
    spare = sorted((root / "source" / ".bank").glob("*.yaml"))
    assert len(spare) >= 6
    assert {one.stem for one in spare}.isdisjoint(practice_cases())
    keys = [(root / "source" / ".bank" / "keys" / one.name).read_text(encoding="utf-8") for one in spare]
    for route in ("threat", "suicide", "abuse", "none"):
        assert any(f"route: {route}" in key for key in keys), f"no spare case on {route}"
