"""The form for the analysis of a case, from the sentences that matter to the rationale."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tarasoff.assignment.analysis import LONGEST, Reading, read
from tarasoff.assignment.parts import JUDGEMENTS, Case
from tarasoff.engine.places import places
from tarasoff.knowledge.records import Named
from tarasoff.knowledge.wording import listed
from tarasoff.widgets.forms.case_words import ANSWERED, MONTHS, OPEN, SOME, STEPS, WHERE, WHERE_ALL, words
from tarasoff.widgets.forms.part_form import PartForm
from tarasoff.widgets.view import script


class CaseForm(PartForm):
    """A case: its story in numbered sentences, and the steps of the analysis that it asks for."""

    _esm = script("case_form")
    part: Case

    def shown(self) -> dict[str, Any]:
        """Story and steps."""
        part = self.part
        return {
            "words": words(),
            "steps": [{"id": step, "heading": heading} for step, heading in STEPS.items() if step in part.fields],
            "setting": part.setting,
            "where_and_when": _where_and_when(part),
            "cast": [person.label for person in part.cast],
            "rule_given": part.rule,
            "story": list(part.story),
            "support": part.support,
            "criteria": _named(part.criteria),
            "judgements": [{"id": judgement, "label": label} for judgement, label in JUDGEMENTS.items()],
            "rules": _named(part.rules),
            "actions": _named(part.actions),
            "most": part.order,
            "recipients": _named(part.recipients),
            "items": _named(part.items),
            "record": _named(part.record),
            "rationale": part.rationale,
            "longest": LONGEST,
        }

    def readable(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """What of a stored answer can be shown: each thing once, and no more than counts."""
        shown = super().readable(answer)
        picked = read(self.part, shown).picked
        written = answer.get("rationale")
        if self.part.rationale and isinstance(written, str):
            # One that is too long is shown as far as it counts; the file keeps all of it.
            shown["rationale"] = written[:LONGEST]
        return {field: list(picked[field]) if field in picked else value for field, value in shown.items()}

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Say what is still open, for the whole case and at each step."""
        return {**super().summarise(answer), "steps": dict(_states(self.part, read(self.part, answer)))}

    def where(self, answer: Mapping[str, Any]) -> str:
        """In which steps, by the number that each has on the screen."""
        states = [state for _, state in _states(self.part, read(self.part, answer))]
        numbers = [str(number) for number, state in enumerate(states, start=1) if not state["answered"]]
        return (WHERE if len(numbers) == 1 else WHERE_ALL).format(steps=listed(numbers, "and"))

    def text(self) -> str:
        """The story and the steps in words."""
        part = self.part
        given = (part.setting, _where_and_when(part), "; ".join(person.label for person in part.cast), part.rule)
        story = [f"  {number}. {sentence}" for number, sentence in enumerate(part.story, start=1)]
        steps = (
            (f"Criteria ({', '.join(JUDGEMENTS)})", part.criteria),
            ("Rules", part.rules),
            (f"Actions, at most {part.order} in order" if part.order > 1 else "Action", part.actions),
            ("Recipients", part.recipients),
            ("Items", part.items),
            ("Record", part.record),
        )
        lists = [
            line
            for name, group in steps
            if group
            for line in (f"{name}:", *(f"  {named.id}: {named.label}" for named in group))
        ]
        written = [f"Rationale: {part.rationale}"] if part.rationale else []
        return "\n".join([part.title, *filter(None, given), *story, *lists, *written])


def _named(group: tuple[Named, ...]) -> list[dict[str, str]]:
    return [{"id": named.id, "label": named.label} for named in group]


def _where_and_when(part: Case) -> str:
    where = places().get(part.place, part.place) if part.place else ""
    return ", ".join(filter(None, (where, _spoken(part.day)))) + "." * bool(where or part.day)


def _spoken(day: str) -> str:
    """A day as people say it; anything else as it is."""
    try:
        given = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{given.day} {MONTHS[given.month - 1]} {given.year}"


def _states(part: Case, reading: Reading) -> Iterator[tuple[str, dict[str, Any]]]:
    """For each step that is asked, whether it is answered, and that in words."""
    asked = Counter(ask.group for ask in part.asks)
    chosen = Counter(group for group, _ in reading.choices)
    whole = {
        **{group: chosen[group] == count for group, count in asked.items()},
        **{field: field in reading.picked for field in part.picks},
        "disclosure": reading.disclosure is not None,
        "rationale": bool(reading.rationale),
    }
    for step in STEPS:
        if step not in part.fields:
            continue
        text = ANSWERED if whole[step] else OPEN
        if not whole[step] and chosen[step]:
            text = SOME.format(answered=chosen[step], asked=asked[step])
        yield step, {"answered": whole[step], "text": text}
