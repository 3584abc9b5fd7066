"""Where you stand in the course: what is done, where to go on, what is due; and a copy to take along."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tarasoff.assignment.answers import load, load_if_readable
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.names import known, unknown
from tarasoff.knowledge.teaching import library
from tarasoff.progress.copies import StrangeCopyError, bring_back, keep_copy
from tarasoff.progress.schedule import A_DAY, reviewed_by_day, waiting
from tarasoff.progress.standing import WORKED_THROUGH, LectureStanding, standing
from tarasoff.widgets.course.next_lecture import link_to
from tarasoff.widgets.view import COURSE, View, script

# What the browser asks for, and what is no answer: a copy (any number), and the text of one that comes back.
_COPY, _BRING, _ALL_THE_SAME = "copy", "bring", "all_the_same"


class Progress(View):
    """The course in one strip, where to go on, what comes back today, and a copy of all answers.

    Args:
        lecture: at the end of a lecture its number, such as ``"03"``; it can then be ticked as worked through.

    Raises:
        KeyError: there is no such lecture.

    >>> print(Progress().text().splitlines()[1])
    Go on with: 00 Start here, 12 minutes.
    """

    _esm = script("course/progress")
    whole_file = True
    exercise = False

    def __init__(self, lecture: str = "") -> None:
        lectures = {one.id: one for one in library.lectures().values() if not one.beside}
        self._lectures = lectures
        self._lecture = lectures[known(lecture, lectures, "lecture")] if lecture else None
        self._asked: dict[str, Any] = {}
        super().__init__(
            WORKED_THROUGH,
            {
                "title": "Where you stand",
                "lecture": lecture,
                "requests": [_COPY, _BRING, _ALL_THE_SAME],
                "review": "review.ipynb",
                "most": A_DAY,
            },
        )

    @property
    def name(self) -> str:
        """The lecture at whose end it stands."""
        return f"{self.section} {self._lecture.id if self._lecture else ''}"

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is the number of a lecture to True."""
        if field not in self._lectures:
            return unknown(field, self._lectures, "lecture")
        return None if given is True else "Whether this lecture is worked through cannot be read. Tick it again."

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """The strip, where to go on, the days on which questions come back, and what was asked for."""
        del answer
        answers = load_if_readable(self.file, COURSE).answers
        now = standing(answers)
        return {
            "text": str(now),
            "lectures": [_shown(one) for one in now.lectures],
            "go_on": link_to(now.go_on) if now.go_on else None,
            "due": [one.due.isoformat() for one in waiting(answers) if one.due < date.max],
            "reviewed": reviewed_by_day(answers),
            **self._asked,
        }

    def text(self) -> str:
        """The same in words."""
        go_on = self.summary["go_on"]
        where = f"Go on with: {go_on['name']}, {go_on['takes']}." if go_on else ""
        keep = "Keep a copy of your answers now and then: here, or the file answers.json itself."
        return "\n".join(filter(None, [self.summary["text"], where, keep]))

    def file_changed(self) -> None:
        """Count again."""
        self.summary = self.summarise({})

    def _changed(self, change: Mapping[str, Any]) -> None:
        if self._restoring:
            return
        given = change["new"]
        self._asked = {}
        if not any(given.get(field) for field in (_COPY, _BRING)):
            super()._changed(change)
            return
        try:
            said = self._give(given[_COPY]) if given.get(_COPY) else self._bring(given)
            note = self._note("fine", said, load(self.file, COURSE).fields(self.section))
        except StrangeCopyError as error:
            self._asked = {"strange": str(error)}
            note = self._note("fine", "Nothing was changed.")
        except Mistake as error:
            note = self._note("problem", str(error))
        self._show(note)

    def _give(self, number: Any) -> str:
        copy = keep_copy(self.file, COURSE)
        self._asked = {"copy": {"number": number, "name": copy.name, "text": copy.text}}
        return f"Your copy is {copy.name}, with {copy.answers} answers. It is in your downloads."

    def _bring(self, given: Mapping[str, Any]) -> str:
        merged = bring_back(self.file, COURSE, str(given[_BRING]), all_the_same=given.get(_ALL_THE_SAME) is True)
        stored = load(self.file, COURSE)
        for view in self.opened():
            if view is not self and view.file == self.file:
                view.hear(stored.fields(view.section))
                view.file_changed()
        return str(merged)


def _shown(one: LectureStanding) -> dict[str, Any]:
    state = "worked through" if one.done else "begun" if one.begun else "not begun"
    asked = f", {one.answered} answered, {one.right} right" if one.answered else ""
    return {
        **link_to(one.lecture),
        "id": one.lecture.id,
        "title": one.lecture.title,
        "state": state,
        "said": f"{state}{asked}",
    }
