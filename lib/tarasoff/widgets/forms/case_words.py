"""The words of the form of a case. Most of them are in ``case_words.yaml``, beside this module."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from tarasoff.assignment.parts import PICKS
from tarasoff.knowledge.reading import read_yaml

#: The heading of each step, by the field in which its answer is kept, in the order in which a case is worked through.
STEPS: Mapping[str, str] = MappingProxyType(
    {
        "facts": PICKS["facts"],
        "criteria": "The criteria",
        "rule": "The rule that governs",
        "action": "The action",
        "actions": PICKS["actions"],
        "disclosure": "Who is told what",
        "record": PICKS["record"],
        "rationale": "Your rationale",
    }
)

OPEN, ANSWERED, SOME = "Open", "Answered", "Open: {answered} of {asked} answered"
WHERE, WHERE_ALL = ", in step {steps}", ", in steps {steps}"


@cache
def words() -> dict[str, str]:
    """What the form says beside that, by name."""
    return read_yaml(Path(__file__).with_suffix(".yaml"), dict[str, str])


@cache
def practice_words() -> dict[str, str]:
    """What a practice case says besides, by name."""
    return read_yaml(Path(__file__).with_name("practice_words.yaml"), dict[str, str])


MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
