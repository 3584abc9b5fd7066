"""The words of the law: what a rule can be, what it is about, which steps it names, and the places where it holds."""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen


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

    does: str
    tells: str
    reach: int


#: Every step that the tables name.
STEPS: Mapping[str, Step] = MappingProxyType(
    {
        "hospitalize": Step(
            "seek admission to hospital (by agreement if it can be had)", "those who admit to hospital", 1
        ),
        "counsel_until_safe": Step("counsel the client in the session until the danger has passed", "", 0),
        "hold": Step("do not release the client while the danger lasts, as far as the law lets you", "", 0),
        "medical_personnel": Step("tell medical personnel what the emergency needs", "medical personnel", 1),
        "report_to_county": Step("report to the county's director of community services", "the county's director", 2),
        "report_child_protection": Step(
            "report to child protective services or the police (the law of the place says to whom)",
            "child protective services, or the police",
            2,
        ),
        "report_adult_protection": Step(
            "report to adult protective services (the law of the place says to whom)", "adult protective services", 2
        ),
        "authorities": Step("tell the authority that decides on the danger", "the responsible authority", 2),
        "notify_police": Step("notify the police", "the police", 2),
        "warn_victim": Step("make reasonable efforts to warn the person in danger", "the person in danger", 2),
        "tell_parent_of_minor": Step(
            "tell a parent or guardian of a minor in danger", "a minor's parent or guardian", 2
        ),
        "able_to_prevent": Step(
            "tell somebody who is reasonably able to prevent the harm, the person in danger included",
            "somebody able to prevent the harm",
            2,
        ),
        "whom_consent_covers": Step(
            "tell those to whom the client agrees, what the client agrees to", "those to whom the client agrees", 2
        ),
        "other": Step("take what other reasonable step protects", "", 2),
        "unclear": Step("what else discharges it was not read", "", 2),
    }
)

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
