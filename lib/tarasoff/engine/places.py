"""The places whose rules the course knows: states of the US, the federal rules, and countries beside them."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from tarasoff.knowledge.law.tables import jurisdictions
from tarasoff.knowledge.law.words import ELSEWHERE
from tarasoff.knowledge.names import UnknownError, alike

# What people also call a place.
_ALSO: Mapping[str, str] = MappingProxyType(
    {"UK": "ENGLAND", "WALES": "ENGLAND", "ON": "CANADA-ON", "QC": "CANADA-QC", "BC": "CANADA-BC", "USA": "US"}
)
_PROVINCES: Mapping[str, str] = MappingProxyType({"CANADA": "Write CANADA-ON, CANADA-QC or CANADA-BC."})


class PlaceError(UnknownError):
    """There is no such place. The remedy names places that look like it."""


@cache
def places() -> Mapping[str, str]:
    """Every place with rules, code to name, the states first."""
    states = {state.code: state.name for state in jurisdictions().values()}
    return MappingProxyType({**states, **ELSEWHERE})


def place_name(code: str) -> str:
    """The name of a place.

    >>> place_name("VT")
    'Vermont'
    """
    return places()[code]


def place_of(text: str) -> str:
    """The code of a place, from its code or its name.

    Raises:
        PlaceError: there is no such place; the message names those that look like it.

    >>> place_of("vermont"), place_of("ca")
    ('VT', 'CA')
    >>> place_of("Vermount")
    Traceback (most recent call last):
    tarasoff.engine.places.PlaceError: There is no place 'Vermount'. Did you mean Vermont?
    """
    given = str(text).strip()
    code = given.upper().replace(" ", "_")
    code = _ALSO.get(code, code)
    if code in places():
        return code
    names = {name.casefold(): code for code, name in places().items()}
    if given.casefold() in names:
        return names[given.casefold()]
    if code in _PROVINCES:
        raise PlaceError(f"{given} has no one law on this: its provinces have.", _PROVINCES[code])
    raise PlaceError(f"There is no place {given!r}.", alike(given.title(), [*places().values(), *places()]))
