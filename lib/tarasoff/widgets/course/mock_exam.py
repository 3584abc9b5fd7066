"""The mock exam: questions from all topics, timed or not, and reasons only at its end."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tarasoff.knowledge.teaching import library
from tarasoff.progress.schedule import EXAM
from tarasoff.progress.sitting import Result, drawn, result, with_tries
from tarasoff.widgets.course.sitting import NOW, Sitting, saved_at, shown_result
from tarasoff.widgets.lecture.question import shown_questions
from tarasoff.widgets.view import first_problem, script

#: The field that holds the exams that were finished.
PAST = "past"
_SIZES = (20, 50)
# What the clock gives for a question. The course reckons with 45 seconds to answer one; the rest is to read again.
_MINUTES_EACH = 1


class MockExam(Sitting):
    """20, 50 or all questions, drawn evenly over the topics; the reasons, and what to read, come at the end.

    >>> print(MockExam().text())
    Mock exam: 20, 50 or all questions, evenly from all lectures, with a clock or without. Reasons come at the end.
    """

    _esm = script("course/mock_exam")

    def __init__(self) -> None:
        total = len(library.questions())
        sizes = [{"id": str(one), "label": f"{one} questions"} for one in _SIZES]
        super().__init__(
            EXAM,
            {
                "title": "Mock exam",
                "sizes": [*sizes, {"id": str(total), "label": f"All {total} questions"}],
                "each": _MINUTES_EACH,
            },
        )

    def refuse_field(self, field: str, given: Any) -> str | None:
        """As in every sitting; and ``past`` is ``{"exams": [...]}``."""
        if field != PAST:
            return super().refuse_field(field, given)
        exams = given.get("exams") if isinstance(given, Mapping) else None
        return None if isinstance(exams, list | tuple) else "The exams of before cannot be read. They stay in the file."

    def completed(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Draw the questions and note the time at the beginning; at the end keep the tries and the result."""
        now = answer.get(NOW)
        if not now:
            return dict(answer)
        past = answer.get(PAST, {}).get("exams", [])
        if "ids" not in now:
            ids = drawn(now["size"], f"{len(past)} {now['size']}")
            return {**answer, NOW: {**now, "ids": list(ids), "given": {}, "begun": saved_at()}}
        if now.get("over") is not True or "ended" in now:
            return dict(answer)
        given = now.get("given", {})
        at, found = saved_at(), result(now["ids"], given)
        exam = {"at": at, "right": found.right, "of": found.of, "minutes": _minutes(now["begun"], at)}
        tried = with_tries(answer, given, at)
        return {**tried, NOW: {**now, "ended": at}, PAST: {"exams": [*past, exam]}}

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """In an exam its questions; at the end the result by topic; and how the exams before went."""
        now, past = answer.get(NOW), answer.get(PAST, {}).get("exams", [])
        shown: dict[str, Any] = {"past": [_line(exam) for exam in past if isinstance(exam, Mapping)]}
        if not now:
            return shown
        over, ids = "ended" in now, now.get("ids", ())
        questions = shown_questions(ids)
        if not over:
            # No reason, and no sign of what is right, is in the page before the end.
            hidden = {"right": False, "reason": ""}
            questions = [
                {**one, "section": "", "options": [{**option, **hidden} for option in one["options"]]}
                for one in questions
            ]
            return {**shown, "questions": questions}
        found = result(ids, now.get("given", {}))
        return {**shown, "questions": questions, "end": {"text": _said(found), "topics": shown_result(found)}}

    def text(self) -> str:
        """What it is."""
        return (
            "Mock exam: 20, 50 or all questions, evenly from all lectures, with a clock or without. "
            "Reasons come at the end."
        )

    def _refuse_now(self, now: Mapping[str, Any]) -> str | None:
        size, total = now.get("size"), len(library.questions())
        fine = type(size) is int and 0 < size <= total and isinstance(now.get("timed"), bool)
        # Python has set these, so that only a file that was changed by hand lacks one.
        times = [now.get(one) for one in ("begun", "ended") if one in now or (one == "begun" and "ids" in now)]
        return first_problem(
            (
                None if fine else "This exam cannot be read. Begin anew.",
                None if all(map(_time, times)) else "A time of this exam cannot be read. Begin anew.",
                super()._refuse_now(now),
            )
        )


def _time(text: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else None


def _minutes(begun: str, ended: str) -> int:
    return max(1, round((datetime.fromisoformat(ended) - datetime.fromisoformat(begun)).total_seconds() / 60))


def _said(found: Result) -> str:
    return f"{found.right} of {found.of} right."


def _line(exam: Mapping[str, Any]) -> str:
    minutes = exam.get("minutes")
    took = "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"{str(exam.get('at', ''))[:10]}: {exam.get('right')} of {exam.get('of')} right, in {took}."
