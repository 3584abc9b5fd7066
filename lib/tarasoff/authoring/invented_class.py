"""An invented class: a course folder with submissions such as real classes produce, the broken ones included.

Nobody in it exists. The careful students need the key, which is read from the course's ``source/`` when the class
is made; no answer is kept here.
"""

import copy
import json
import random
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from attrs import evolve, frozen

from tarasoff.assignment.answers import FILE, SCHEMA
from tarasoff.assignment.data.parts import DataPart
from tarasoff.assignment.files import load_parts
from tarasoff.assignment.parts import Case, Part, ScenarioPart
from tarasoff.assignment.variants import drawn, variant
from tarasoff.marking.key_files import key_of
from tarasoff.marking.keys import CaseKey, Key, choice_keys
from tarasoff.marking.mark import model_answers, worst_answers
from tarasoff.marking.scenario_keys import ScenarioKey
from tarasoff.marking.scenario_marking import played
from tarasoff.scenarios.plot import Situation
from tarasoff.scenarios.records import Choice

COURSE_ID = "tarasoff"
DUE = datetime(2026, 10, 9, 17, 0)  # noqa: DTZ001  nbgrader writes and reads times without a zone, in UTC

CONFIG = """\
# An invented class. Made by "tarasoff class"; make it again rather than change it.
from pathlib import Path

from safegrade import configure
from tarasoff.nbgrader_plugin import CaseAnalysis

here = Path(__file__).resolve().parent
c = get_config()
c.CourseDirectory.course_id = "tarasoff"
c.CourseDirectory.root = str(here)
c.Exchange.root = str(here / "exchange")
c.ExchangeCollect.check_owner = False  # one person plays the whole class
configure(c, marker=CaseAnalysis())
"""

_WRITTEN = """\
A friend once told somebody else what I had said about my family. For a year I only told her things that were safe to \
repeat. She had meant well, and that did not help. I think of it when I explain the limits at intake: a client who \
knows beforehand who may hear what can decide what to say.
My cousin kept quiet for me when I was fifteen. I told her more after that, not less. Had I been in danger I would \
have wanted her to speak, and to tell me first. That is the limit I find hardest to say aloud.
When my manager passed on what I had told him about my health, I stopped telling him anything. He could have asked me. \
Consent is the limit that I connect with this.
""".splitlines()


@frozen
class Student:
    """One invented student.

    Args:
        kind: what is special about the submission; a key of `KINDS`.
    """

    id: str
    kind: str


@frozen
class _Assignment:
    name: str
    source: Path
    released: Path
    parts: dict[str, Part]
    keys: dict[str, Key]

    def of(self, student: str) -> "_Assignment":
        """The assignment as one student gets it: with the variants that the grader will draw."""
        found = {name: drawn(self.source, name, self.name, student) for name in self.parts}
        parts = {name: variant(self.source, name, letter) for name, letter in found.items()}
        return evolve(self, parts=parts, keys={name: key_of(self.source, parts[name], found[name]) for name in parts})


@frozen
class _Work:
    """What a student hands in, before it is written to disk."""

    folder: Path
    assignment: _Assignment
    notebook: nbformat.NotebookNode
    answers: dict[str, Any]
    random: random.Random


def make_class(course: Path, to: Path, students: int, seed: int, assignment: str = "ps1-limits") -> list[Student]:
    """Make a course folder with an invented class that has handed in.

    Args:
        course: a course with ``source/`` and ``release/``.
        to: the folder to make; it must not exist, or be empty.
        students: how many, from 1. The first fourteen cover all kinds.
        seed: the same seed gives the same class, byte for byte.
        assignment: what they hand in.

    Returns:
        The students, in the order of their ids.

    Raises:
        FileExistsError: it is a file, or a folder that is not empty.
        FileNotFoundError: the course has no such assignment, or it was not released.
    """
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise FileExistsError(f"{to} is not an empty folder. Name a new folder, or remove that one.")
    source, released = course / "source" / assignment, course / "release" / assignment
    for folder, remedy in (
        (source, "Name a course folder."),
        (released, f"Run: nbgrader generate_assignment {assignment}"),
    ):
        if not folder.is_dir():
            raise FileNotFoundError(f"There is no {folder.parent.name}/{assignment} in {course}. {remedy}")
    to.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, to / "source" / assignment, ignore=shutil.ignore_patterns(".ipynb_checkpoints", FILE))
    (to / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    parts = load_parts(source)
    asked = _Assignment(assignment, source, released, parts, {})
    chance = random.Random(seed)
    made = []
    inbound = to / "exchange" / COURSE_ID / "inbound"
    for number in range(1, students + 1):
        kind = _ORDER[number - 1] if number <= len(_ORDER) else chance.choice(_COMMON)
        # As wide as the last number, so that ids sort as numbers do.
        student = Student(f"invented-{number:0{max(2, len(str(students)))}}", kind)
        _hand_in(student, asked, inbound, random.Random(f"{seed}-{number}"))
        made.append(student)
    (to / "invented.csv").write_text(
        "student,kind\n" + "".join(f"{student.id},{student.kind}\n" for student in made), encoding="utf-8"
    )
    return made


def _hand_in(student: Student, asked: _Assignment, inbound: Path, chance: random.Random) -> None:
    late = student.kind == "late"
    when = (
        DUE + timedelta(minutes=chance.randint(30, 600)) if late else DUE - timedelta(minutes=chance.randint(5, 9000))
    )
    stamp = when.strftime("%Y-%m-%d %H:%M:%S UTC")
    folder = inbound / f"{student.id}+{asked.name}+{stamp}"
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text(stamp, encoding="utf-8")
    notebook = nbformat.read(asked.released / f"{asked.name}.ipynb", as_version=4)
    work = _Work(folder, asked.of(student.id), notebook, {}, chance)
    KINDS[student.kind](work)


def _write(work: _Work, *, name: str | None = None, answers: str | None = None) -> None:
    """Write what nbgrader submits: the whole folder of the assignment."""
    for file in work.assignment.released.iterdir():
        if file.is_file() and file.suffix != ".ipynb":
            shutil.copyfile(file, work.folder / file.name)
    name = name or work.assignment.name
    (work.folder / f"{name}.ipynb").write_text(nbformat.writes(work.notebook) + "\n", encoding="utf-8")
    if answers is None and work.answers:
        answers = _document(work)
    if answers is not None:
        (work.folder / FILE).write_text(answers, encoding="utf-8")


def _document(work: _Work) -> str:
    document = {"schema": SCHEMA, "assignment": work.assignment.name, "saved": "2026-10-08T10:00:00+00:00"}
    return json.dumps({**document, "answers": work.answers}, ensure_ascii=False, indent=1) + "\n"


def _reflect(work: _Work) -> None:
    for cell in work.notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("*Write here.*"):
            cell.source = work.random.choice(_WRITTEN)


def _answer(work: _Work, lean: str | None, slip: float) -> None:
    """Answer everything. ``lean`` is the breach to which a student tends; ``slip`` the chance of another answer."""
    for name, part in work.assignment.parts.items():
        key = work.assignment.keys[name]
        if isinstance(part, DataPart):
            right = work.random.random() >= slip
            work.answers[name] = model_answers(part, key) if right else worst_answers(part, key)
            continue
        if isinstance(part, ScenarioPart) and isinstance(key, ScenarioKey):
            work.answers[name] = _play(work, part, key, lean, slip)
            continue
        answers = copy.deepcopy(model_answers(part, key))
        for (group, entry), choice in choice_keys(key).items():
            leaning = [option for option, credit in choice.options.items() if lean and credit.breach == lean]
            if leaning:
                picked = work.random.choice(leaning)
            elif work.random.random() < slip:
                picked = work.random.choice(list(choice.options))
            else:
                continue
            if entry:
                answers[group][entry] = picked
            else:
                answers[group] = picked
        if isinstance(part, Case) and isinstance(key, CaseKey) and lean:
            _lean(part, key, lean, answers)
        work.answers[name] = answers


def _play(work: _Work, part: ScenarioPart, key: ScenarioKey, lean: str | None, slip: float) -> dict[str, Any]:
    """Play a story to its end as this student tends to."""

    def choose(at: Situation, choices: tuple[Choice, ...]) -> Choice:
        verdicts = {one.id: {worth.verdict for worth in key.scenes[at.scene].choices[one.id]} for one in choices}
        leaning = [one for one in choices if lean in verdicts[one.id]]
        if leaning:
            return work.random.choice(leaning)
        if work.random.random() < slip:
            return work.random.choice(choices)
        return next(one for one in choices if "fits" in verdicts[one.id])

    return played(part, choose)


def _lean(part: Case, key: CaseKey, lean: str, answers: dict[str, Any]) -> None:
    """Let the steps in which several things are picked tend to a breach as well."""
    if part.items:
        everything = {to.id: [item.id for item in part.items] for to in part.recipients[:3]}
        answers["disclosure"] = everything if lean == "over" else {}
    if key.actions is not None:
        tempting = [action for action, credit in key.actions.options.items() if credit.breach == lean]
        kept = answers["actions"] if lean == "over" else answers["actions"][:1]
        answers["actions"] = [*tempting[:1], *kept][: part.order]


def _fill(work: _Work, slip: float = 0.1, lean: str | None = None) -> None:
    _answer(work, lean, slip)
    _reflect(work)


def _whole(work: _Work, slip: float = 0.1, lean: str | None = None) -> None:
    """Answer everything, reflect, and hand in."""
    _fill(work, slip, lean)
    _write(work)


def _half(work: _Work) -> None:
    _answer(work, None, 0.2)
    for name, answers in work.answers.items():
        keep = list(answers)[: max(1, len(answers) // 2)]
        work.answers[name] = {field: answers[field] for field in keep}
        if isinstance(part := work.assignment.parts[name], ScenarioPart):
            work.answers[name] = _broken_off(answers, part.story.id)
    _write(work)


def _broken_off(answers: dict[str, Any], story: str) -> dict[str, Any]:
    run = answers[story]["runs"][-1]
    return {story: {"runs": [{**run, "ended": False, "steps": run["steps"][: len(run["steps"]) // 2]}]}}


def _typed(work: _Work) -> None:
    _fill(work, 0.15)
    for index, (name, answers) in enumerate(work.answers.items()):
        cell = nbformat.v4.new_code_cell(f'sheet.answer("{name}", {answers!r})', id=f"typed-{index}")
        work.notebook.cells.append(cell)
    _write(work)


def _older(work: _Work) -> None:
    _fill(work, 0.15)
    cases = {}
    for name, answers in work.answers.items():
        if name.startswith("case-"):
            told = [f"{to}: {item}" for to, items in answers.get("disclosure", {}).items() for item in items]
            cases[name.removeprefix("case-")] = {**answers, "disclosure": told}
    choices = work.answers.get("questions")
    document = {"version": 1, "assignment": work.assignment.name, "choices": choices, "cases": cases}
    _write(work, answers=json.dumps(document, indent=1) + "\n")


def _malformed(work: _Work) -> None:
    _fill(work)
    whole = _document(work)
    _write(work, answers=whole[: len(whole) // 2])


def _graded(work: _Work) -> list[int]:
    return [index for index, cell in enumerate(work.notebook.cells) if cell.metadata.get("nbgrader", {}).get("grade")]


def _deleted(work: _Work) -> None:
    _fill(work)
    del work.notebook.cells[work.random.choice(_graded(work))]
    _write(work)


def _duplicated(work: _Work) -> None:
    _fill(work)
    index = work.random.choice(_graded(work))
    twin = copy.deepcopy(work.notebook.cells[index])
    twin["id"] = f"{twin['id']}-copy"
    work.notebook.cells.insert(index + 1, twin)
    _write(work)


def _renamed(work: _Work) -> None:
    _fill(work)
    _write(work, name=f"{work.assignment.name} (1) FINAL")


def _empty(work: _Work) -> None:
    del work


def _not_a_notebook(work: _Work) -> None:
    _answer(work, None, 0.1)
    _write(work)
    (work.folder / f"{work.assignment.name}.ipynb").write_text("<html>Sign in to continue</html>\n", encoding="utf-8")


_careful = partial(_whole, slip=0.12)

#: What can be special about a submission.
KINDS: dict[str, Callable[[_Work], None]] = {
    "careful": _careful,
    "over-breaching": partial(_whole, lean="over"),
    "under-breaching": partial(_whole, lean="under"),
    "half-finished": _half,
    "blank": _write,
    "typed in Python": _typed,
    "older schema": _older,
    "malformed JSON": _malformed,
    "deleted cell": _deleted,
    "duplicated cell": _duplicated,
    "renamed notebook": _renamed,
    "empty folder": _empty,
    "not a notebook": _not_a_notebook,
    # What is late about it is its timestamp.
    "late": _careful,
}
_ORDER = list(KINDS)
_COMMON = ["careful", "careful", "careful", "over-breaching", "under-breaching", "half-finished", "typed in Python"]
