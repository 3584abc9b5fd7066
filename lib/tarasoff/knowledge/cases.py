"""The landmark cases as facts."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from tarasoff.knowledge.law.facts import CodedCase, CodedCases
from tarasoff.knowledge.law.tables import jurisdictions, landmark_cases
from tarasoff.knowledge.law.words import ELSEWHERE
from tarasoff.knowledge.names import unknown
from tarasoff.knowledge.reading import DATA, DataFileError, read_yaml, unique


@cache
def coded_cases() -> Mapping[str, CodedCase]:
    """The landmark cases as facts, by the id of the case.

    Raises:
        DataFileError: a case cannot be read, or is not among the landmark cases.

    >>> coded_cases()["bellah_1978"].facts.threatened
    'self'
    """
    found = read_yaml(DATA / "landmark_facts.yaml", CodedCases, _known_cases).cases
    return MappingProxyType({coded.case: coded for coded in found})


def _known_cases(found: CodedCases) -> None:
    path = DATA / "landmark_facts.yaml"
    unique(path, (coded.case for coded in found.cases))
    for coded in found.cases:
        for given, possible, what in (
            (coded.case, landmark_cases(), "case"),
            (coded.place, (*jurisdictions(), *ELSEWHERE), "place"),
        ):
            if given not in possible:
                raise DataFileError(path, f"case {coded.case}", unknown(given, possible, what), "Correct it.")
