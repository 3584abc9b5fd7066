"""A student's answers to one assignment: forms to fill them in, Python to do the same, and the check."""

import os
import sys
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from attrs import NOTHING
from IPython.display import HTML, display

from safegrade.in_words import as_html, notes_html
from tarasoff.assignment.analysis import read, strays
from tarasoff.assignment.answers import FILE, AnswersError, load, save
from tarasoff.assignment.data.from_code import from_code
from tarasoff.assignment.data.parts import DataPart
from tarasoff.assignment.files import load_parts
from tarasoff.assignment.parts import Case, Part, QuestionSet, ScenarioPart
from tarasoff.assignment.saving import save_made
from tarasoff.assignment.variants import FIRST, letters, looked_up, variant
from tarasoff.knowledge.names import known
from tarasoff.marking.key_files import key_of
from tarasoff.marking.mark import mark
from tarasoff.widgets.forms.case_form import CaseForm
from tarasoff.widgets.forms.how_far import COMPLETE, OPEN, Following, check_html, overview_html
from tarasoff.widgets.forms.notebook import in_notebook, not_there
from tarasoff.widgets.forms.part_form import PartForm, QuestionForm
from tarasoff.widgets.forms.scenario_form import ScenarioForm


class Sheet:
    """The answer sheet of an assignment, kept in ``answers.json`` beside the notebook.

    Args:
        assignment: its id, such as ``"ps1-limits"``.
        folder: where its parts lie; the notebook's own folder, unless told otherwise.
        student: your id in the course, for an assignment in which each student gets a variant.

    Raises:
        FileNotFoundError: no part of an assignment lies there.
        DataFileError: a part cannot be read.
    """

    def __init__(self, assignment: str, folder: str | Path | None = None, student: str = "") -> None:
        self.assignment = assignment
        # Resolved, so that a later chdir() does not take the answers along.
        self.folder = Path(folder or ".").resolve()
        self.parts = load_parts(self.folder)
        if not self.parts:
            raise FileNotFoundError(
                f"No part of {assignment} lies in the folder {self.folder.name}. Open the notebook in the folder in "
                "which you got it, with the .yaml files beside it."
            )

        self._following = Following()
        self._letters = self._variants(student.strip())
        self.parts |= {part: variant(self.folder, part, letter) for part, letter in self._letters.items()}

    def _variants(self, student: str) -> dict[str, str]:
        """The student's variants, part to letter; what is to be done, if they are not known."""
        varied = [part for part in self.parts if len(letters(self.folder, part)) > 1]
        if not varied:
            return {}
        found = looked_up(self.folder, self.assignment, student) if student else None
        if found is None:
            who = f"{student!r} is not in the list of the class" if student else "your id is not given"
            say = f'Write it as your course knows it: Sheet("{self.assignment}", student="...").'
            display(HTML(f"<p>Each student gets a variant of some cases, and {escape(who)}. {escape(say)}</p>"))
            return {}
        return {part: letter for part, letter in found.items() if letter in letters(self.folder, part)}

    @property
    def file(self) -> Path:
        """Where the answers are."""
        return self.folder / FILE

    def form(self, part: str) -> PartForm | ScenarioForm:
        """The form for one part.

        Args:
            part: its id, such as ``"case-amal"``.

        Raises:
            KeyError: there is no such part, or it has no form.
        """
        asked = self._part(part)
        if isinstance(asked, DataPart):
            raise KeyError(f"{part!r} has no form. Make {asked.name} with code, and take it: sheet.take({part!r}).")
        form = _form(asked, self.assignment, self.folder)
        # What the cells below and above say is not to contradict the form.
        form.observe(lambda _: self._following.again(part, _OVERVIEW), names="note")
        return form

    def overview(self) -> None:
        """Say which parts are complete, and how much is open in the others."""
        self._following.show(_OVERVIEW, self._overview)

    def _overview(self) -> str:
        try:
            answers = load(self.file, self.assignment).answers
        except AnswersError as error:
            return notes_html([str(error)])
        return overview_html(self.parts.values(), answers)

    def answer(self, part: str, fields: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        """Answer in Python what the form asks. What is wrong is said, and then nothing is saved.

        None takes an answer back. Criteria that are not named stay as they are.

        Args:
            part: its id.
            fields: field to answer, for names that cannot be arguments, such as ``{"waiting-room": "b"}``.
            more: field to answer, such as ``action="consult"``.
        """
        try:
            asked = self._part(part)
        except KeyError as error:
            problems: tuple[str, ...] = (str(error),)
        else:
            problems = self._keep(asked, fields, more)
        heading = "Not saved:" if problems else "Saved."
        display(HTML(f"<p>{heading}</p>{notes_html(problems)}"))

    def _keep(self, asked: Part, fields: Any, more: Mapping[str, Any]) -> tuple[str, ...]:
        """Save, or say why not."""
        if not isinstance(fields, Mapping | None):
            return (f"{fields!r:.60} does not say what it answers. Write it like {{{_first(asked)!r}: ...}}.",)
        changes = {**(fields or {}), **more}
        if isinstance(asked, DataPart) and changes.get(asked.kept_as) is not None:
            # A DataFrame or a figure may stand there as well.
            took = from_code(asked, changes[asked.kept_as])
            if took.problems:
                return took.problems
            changes |= took.fields
        if problems := read(asked, changes).problems:
            return problems
        try:
            save(self.file, self.assignment, asked.part, changes)
        except AnswersError as error:
            return (str(error),)
        return ()

    def take(self, part: str, made: Any = NOTHING) -> float | None:
        """Keep the table or the figure that the notebook's code made, and check it as `check` does.

        What was kept before stays, unless the new one is as complete.

        Args:
            part: its id.
            made: the table or the figure; what the notebook calls as the part says, unless told otherwise.
        """
        asked = self._part(part)
        if not isinstance(asked, DataPart):
            return self.check(part)
        if made is NOTHING:
            made = in_notebook(asked.name)
        if made is NOTHING:
            notes: tuple[str, ...] = (not_there(asked.name),)
        else:
            notes = save_made(self.file, self.assignment, asked, made)
        return self._check(asked, notes)

    def check(self, part: str) -> float | None:
        """Say what is still missing; with the key beside the notebook, mark.

        Args:
            part: its id.

        Returns:
            The mark, where there is a key: a plain float from 0 to the part's points. None where there is none,
            except while nbgrader validates: then 0.0 says that something is missing, and what is said stands on
            stderr as well, which nbgrader shows.

        Raises:
            KeyError: there is no such part.
            RuntimeError: nbgrader is grading, and the key is not there. An ungraded part must not look like a full one.
        """
        return self._check(self._part(part))

    def _check(self, asked: Part, notes: tuple[str, ...] = ()) -> float | None:
        key = self.folder / "keys" / f"{asked.part}.yaml"
        if key.exists():
            answers, notes, _ = self._stored(notes)
            letter = self._letters.get(asked.part, FIRST)
            report = mark(asked, key_of(self.folder, asked, letter), answers.get(asked.part), notes, answers)
            display(HTML(as_html(report)))
            return float(report.mark)
        doing = os.environ.get("NBGRADER_EXECUTION")
        if doing == "autograde":
            raise RuntimeError(
                f"{self.assignment}, {asked.part}: the key is not here, so nothing was marked. "
                "Call tarasoff's configure() in nbgrader_config.py, and keep the key in source/."
            )
        before = _COMPLETE_BEFORE if notes else COMPLETE
        self._following.show(asked.part, lambda: self._standing(asked, notes, before)[0])
        if doing != "validate":
            return None
        # Whatever is not an error is to nbgrader's Validate a success, and what it shows of an error is this stream.
        _, said, complete = self._standing(asked, notes, before)
        sys.stderr.write("\n".join([*said, *([_NOT_JUDGED] if complete else [])]))
        return None if complete else 0.0

    def _standing(self, asked: Part, notes: tuple[str, ...], complete: str) -> tuple[str, tuple[str, ...], bool]:
        """How a part stands: in HTML, in lines, and whether it is complete."""
        answers, notes, was_read = self._stored(notes)
        reading = read(asked, answers.get(asked.part))
        if reading.made is not None:
            notes = (*notes, f"Kept: {reading.made}.")
        is_complete = reading.complete and was_read
        heading = complete if is_complete else OPEN
        still_open = (f"Still open: {what}" for what in reading.open)
        lines = (f"{asked.title}: {heading}.", *notes, *reading.problems, *still_open)
        return check_html(lines), lines, is_complete

    def _stored(self, notes: tuple[str, ...]) -> tuple[Mapping[str, Any], tuple[str, ...], bool]:
        """The answers, what there is to say of them, and whether they could be read."""
        try:
            stored = load(self.file, self.assignment)
        except AnswersError as error:
            # Whoever tried to save has said so already.
            return {}, tuple(dict.fromkeys((*notes, str(error)))), False
        return stored.answers, (*notes, *stored.notes, *strays(stored.answers, self.parts)), True

    def _part(self, part: str) -> Part:
        return self.parts[known(part, self.parts, f"part of {self.assignment}")]


_OVERVIEW = "all parts"
_COMPLETE_BEFORE = "complete, as it was kept before; not marked"
_NOT_JUDGED = "Nothing is missing. Whether it is right is not said here: your teacher's copy marks it."


def _form(asked: QuestionSet | Case | ScenarioPart, assignment: str, folder: Path) -> PartForm | ScenarioForm:
    if isinstance(asked, ScenarioPart):
        return ScenarioForm(asked, assignment, folder)
    kind = QuestionForm if isinstance(asked, QuestionSet) else CaseForm
    return kind(asked, assignment, folder)


def _first(asked: Part) -> str:
    """A field of an answer to a part, for an example."""
    if isinstance(asked, DataPart):
        return asked.kept_as
    return min(asked.fields) if isinstance(asked, Case | ScenarioPart) else asked.asks[0].group
