"""The words of the law: what a rule can be, what it is about, which steps it names, and the places where it holds."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from attrs import field, frozen

from tarasoff.knowledge.reading import DATA, keyed
from tarasoff.knowledge.records import not_empty


@frozen
class DutyClass:
    """A class of rule in words.

    Args:
        mark: the same, short enough for a tile.
    """

    word: str
    mark: str
    meaning: str


#: The classes of rule that a jurisdiction can have.
DUTIES: Mapping[str, DutyClass] = MappingProxyType(
    {
        "mandatory": DutyClass("duty", "must", "A duty to protect others, once its conditions are met."),
        "permissive": DutyClass(
            "permission", "may", "Disclosure is permitted, once its conditions are met; no duty was found."
        ),
        "unsettled": DutyClass("unsettled", "?", "What was read does not say whether there is a duty."),
    }
)

#: What a rule is about.
ROUTES: Mapping[str, str] = MappingProxyType(
    {
        "protect": "Danger to others",
        "suicide": "Danger to the client",
        "child abuse": "Abuse of a child",
        "adult abuse": "Abuse of an elder or dependent adult",
        "hipaa": "HIPAA, 45 CFR 164.512(j)",
        "part 2": "42 CFR Part 2",
        "consent": "Consent",
    }
)


@frozen
class Step:
    """Something that discharges a duty, or that a permission allows.

    Args:
        tells: who learns something by it; empty if nobody outside the treatment does.
        reach: how far the confidence travels: 0 nowhere, 1 to other clinicians, 2 beyond care.
    """

    id: str
    does: str = field(validator=not_empty)
    tells: str
    reach: int = field(converter=int)


@cache
def known_steps() -> Mapping[str, Step]:
    """Every step that the tables may name, by id.

    Raises:
        DataFileError: a row cannot be read.

    >>> known_steps()["notify_police"].does
    'notify the police'
    """
    return keyed(DATA / "steps.csv", Step, "id")


#: How the steps of a rule combine.
COMBINE: Mapping[str, str] = MappingProxyType(
    {
        "any": "One of these is enough.",
        "all": "All of these, as far as they are possible.",
        "law": "A menu with conditions of its own (see the note).",
        "permitted": "These may be told; nobody must be.",
        "unclear": "How these combine was not read.",
        "": "",
    }
)

#: Places beside the states of the US, with rules of their own.
ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {"US": "United States (federal rules alone)", "UK": "England and Wales", "CANADA": "Canada"}
)

#: Places outside the United States, where its federal law does not bind.
ABROAD = ("UK", "CANADA")

_LAYOUT = """
AK .. .. .. .. .. .. .. .. .. ME
.. .. .. .. .. .. .. .. .. VT NH
WA ID MT ND MN IL WI MI NY RI MA
OR NV WY SD IA IN OH PA NJ CT ..
CA UT CO NE MO KY WV VA MD DE ..
.. AZ NM KS AR TN NC SC DC .. ..
.. .. .. OK LA MS AL GA .. .. ..
HI .. .. TX .. .. .. .. FL .. ..
"""

#: Where each state stands on a map of equal tiles: row and column, from 0.
TILES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        code: (row, column)
        for row, line in enumerate(_LAYOUT.split("\n")[1:-1])
        for column, code in enumerate(line.split())
        if code != ".."
    }
)
