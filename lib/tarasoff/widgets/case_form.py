"""The form for the analysis of a case: criteria, action, and who is told what."""

from typing import Any

from tarasoff.models.parts import JUDGEMENTS, Case, Named
from tarasoff.widgets.part_form import PartForm
from tarasoff.widgets.view import script


class CaseForm(PartForm):
    """A case: its story in numbered sentences, and the steps of the analysis."""

    _esm = script("case_form")
    part: Case

    def shown(self) -> dict[str, Any]:
        """Story and steps."""
        part = self.part
        return {
            "setting": part.setting,
            "rule": part.rule,
            "story": list(part.story),
            "support": part.support,
            "criteria": _named(part.criteria),
            "judgements": [{"id": one, "label": label} for one, label in JUDGEMENTS.items()],
            "actions": _named(part.actions),
            "recipients": _named(part.recipients),
            "items": _named(part.items),
        }

    def text(self) -> str:
        """The story and the steps in words."""
        part = self.part
        story = [f"  {number}. {sentence}" for number, sentence in enumerate(part.story, start=1)]
        steps = (
            ("Criteria (met, not_met, unclear)", part.criteria),
            ("Action", part.actions),
            ("Recipients", part.recipients),
            ("Items", part.items),
        )
        lists = [line for name, group in steps for line in (f"{name}:", *(f"  {one.id}: {one.label}" for one in group))]
        return "\n".join([part.title, part.setting, part.rule, *story, *lists])


def _named(group: tuple[Named, ...]) -> list[dict[str, str]]:
    return [{"id": one.id, "label": one.label} for one in group]
