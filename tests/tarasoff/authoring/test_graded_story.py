"""A story that counts, from its files to the class: what the doctor, the leak test, the marker and the picture make."""

import json
import shutil

import pytest
from click.testing import CliRunner

from safegrade.contract import Request
from safegrade.intake.scan import scan
from tarasoff.assignment.files import load_part
from tarasoff.authoring.doctor import examine
from tarasoff.authoring.leaks import telling_fields
from tarasoff.cli import main
from tarasoff.knowledge.law.tables import rules
from tarasoff.marking.key_files import load_key
from tarasoff.marking.mark import model_answers, worst_answers
from tarasoff.nbgrader_plugin import CaseAnalysis

pytestmark = pytest.mark.slow

ASSIGNMENT, PART = "ps5-conference", "scenario-lambert"


@pytest.fixture
def source(root):
    return root / "source" / ASSIGNMENT


@pytest.fixture
def both(source):
    part = load_part(source / f"{PART}.yaml")
    return part, load_key(source / "keys" / f"{PART}.yaml", part)


@pytest.fixture
def hand_in(tmp_path):
    """Write a file of answers, and say where it is."""

    def hand_in(student, answers):
        folder = tmp_path / student
        folder.mkdir()
        document = {"schema": 2, "assignment": ASSIGNMENT, "answers": {PART: answers}}
        (folder / "answers.json").write_text(json.dumps(document), encoding="utf-8")
        (folder / f"{ASSIGNMENT}.ipynb").write_text("{}", encoding="utf-8")
        return folder

    return hand_in


def test_its_law_was_read_and_each_judgement_of_law_says_on_what_it_rests(both):
    part, key = both
    read = {rule.id: rule.read for rule in rules()}
    cited = {source for one in part.story.governs for source in one.sources}
    for scene in key.scenes.values():
        for judged in scene.choices.values():
            assert all(one.sources for one in judged)
            cited |= {source for one in judged for source in one.sources}
    assert {read[one] for one in cited & set(read)} <= {"official", "copy", "opinion"}
    assert cited & set(read)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('  judged: [{verdict: over, why: "No."}]', "judged is a field of keys"),
        ('  price: "Trust."', "price is a field of keys"),
        ("  odds: 3", "odds is a field of keys"),
    ],
)
def test_what_tells_in_a_released_story_is_found(root, tmp_path, source, line, says):
    """A student who opens the story in an editor must not read there what a choice is worth."""
    released = shutil.copytree(root / "release" / ASSIGNMENT, tmp_path / ASSIGNMENT)
    story = released / "scenarios" / "lambert.yaml"
    story.write_text(f"{story.read_text(encoding='utf-8')}more:\n{line}\n", encoding="utf-8")
    assert says in [what for file, what in telling_fields(source, released) if file == story]


def test_the_doctor_finds_a_scene_in_which_everything_is_a_mistake(root, tmp_path):
    for name in ("source", "course"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("answers.json"))
    key = tmp_path / "source" / ASSIGNMENT / "keys" / f"{PART}.yaml"
    text = key.read_text(encoding="utf-8")
    note = text.index("reasons:")
    key.write_text(text[:note] + text[note:].replace("verdict: fits", "verdict: under", 1), encoding="utf-8")
    said = "\n".join(map(str, examine(tmp_path, ASSIGNMENT)))
    assert f"keys/{PART}.yaml, scene note: There are ways here on which everything is a mistake." in said
    assert "The best answers earn 3.5 of 4 points." in said


def marks(source, folder):
    return CaseAnalysis().mark(Request(ASSIGNMENT, "ada", source, scan(folder), {PART: 4}, "", touched=True))


def test_a_play_that_cannot_be_followed_waits_and_a_whole_one_does_not(source, both, hand_in):
    good = model_answers(*both)
    forged = json.loads(json.dumps(good))
    forged["lambert"]["runs"][0]["steps"][3]["choice"] = "win"
    found = marks(source, hand_in("ada", good))
    assert (found.reports[PART].mark, found.unread) == (4, frozenset())
    found = marks(source, hand_in("bo", forged))
    assert found.unread == {PART}
    assert "Step 4 of this play cannot follow what comes before it." in found.reports[PART].notes[0]


def test_the_picture_of_a_class_is_made_from_what_was_handed_in(source, both, hand_in, tmp_path):
    files = [hand_in(f"s{number}", model_answers(*both)) / "answers.json" for number in range(6)]
    files += [hand_in(f"w{number}", worst_answers(*both)) / "answers.json" for number in range(6)]
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    page = tmp_path / "class.html"
    named = map(str, (source / f"{PART}.yaml", page, *files, broken))
    done = CliRunner().invoke(main, ["scenario", "class", *named])
    assert done.exit_code == 0, done.output
    assert "is left out" in done.output, "one file that cannot be read keeps nobody from being seen"
    text = page.read_text(encoding="utf-8")
    assert "About 10 plays." in text
    assert "<td>Fits</td><td>about 5</td>" in text, "the key beside the part says what each choice is worth"
