"""The Tarasoff case: who could have known, the two opinions, and what is said of it."""

from attrs import field, frozen

from tarasoff.knowledge.days import iso_day
from tarasoff.knowledge.records import not_empty, one_of, schema_1


@frozen
class Placed:
    """An event on its lane.

    Args:
        event: its id in the timeline.
        found: whether a source gives the day; if not, the course puts it between what is dated.
    """

    event: str
    day: str = field(converter=iso_day)
    found: bool = True


@frozen
class Lane:
    """Somebody's part of the weeks between the threat and the killing.

    Args:
        who: their names, as in the timeline.
        knew: the day from which they knew of the danger, as pleaded; empty: as pleaded, they never did.
        found: whether a source gives that day.
    """

    name: str
    role: str
    who: tuple[str, ...] = field(validator=not_empty)
    events: tuple[Placed, ...] = field(validator=not_empty)
    knew: str = ""
    found: bool = True


@frozen
class Aspect:
    """One aspect of the two opinions, side by side; empty where it was not found in what was read of one."""

    aspect: str
    first: str
    second: str
    sources: tuple[str, ...]
    urls: tuple[str, ...] = field(validator=not_empty)


#: What a claim can be.
VERDICTS_ON_CLAIMS = {"true": "True", "half": "Half true", "false": "False"}


@frozen
class Claim:
    """Something that is said of the case, to judge before one reads what sources say.

    Args:
        takeaway: what to remember, in one sentence.
        asked: whether the lecture asks it; the others are for whoever wants them all.
    """

    id: str
    claim: str = field(validator=not_empty)
    verdict: str = field(validator=one_of(*VERDICTS_ON_CLAIMS))
    truth: str = field(validator=not_empty)
    takeaway: str = field(validator=not_empty)
    sources: tuple[str, ...]
    urls: tuple[str, ...] = field(validator=not_empty)
    asked: bool = False


@frozen
class Sections:
    """Where each part is taught."""

    opinions: str
    claims: str


@frozen
class Story:
    """The file."""

    schema: int = field(validator=schema_1)
    as_of: str
    sections: Sections
    lanes: tuple[Lane, ...]
    opinions: tuple[Aspect, ...]
    claims: tuple[Claim, ...]
