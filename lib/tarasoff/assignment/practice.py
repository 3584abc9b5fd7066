"""The practice cases: in the package, with keys that are open, for nobody's marks."""

from functools import cache

from attrs import field, frozen

from tarasoff.assignment.files import load_part
from tarasoff.assignment.parts import Case
from tarasoff.knowledge.names import known
from tarasoff.knowledge.reading import DATA, read_yaml
from tarasoff.knowledge.records import not_empty, schema_1

#: Where the cases lie, and the folder in it where their keys do.
PRACTICE, ANSWERS = DATA / "practice", "answers"
#: The file that names them in order.
ORDER = "order.yaml"


@frozen
class _Order:
    schema: int = field(validator=schema_1)
    cases: tuple[str, ...] = field(validator=not_empty)


@cache
def practice_cases() -> tuple[str, ...]:
    """The ids of the practice cases, in the order in which they are best worked through.

    >>> practice_cases()[0]
    'case-umar'
    """
    return read_yaml(PRACTICE / ORDER, _Order).cases


@cache
def practice_case(case: str) -> Case:
    """One practice case, read when it is asked for.

    Args:
        case: its id, such as ``"case-umar"``.

    Raises:
        KeyError: there is no such case; the message names those that look alike.

    >>> practice_case("case-umar").title
    'Umar and two who ask'
    """
    part = load_part(PRACTICE / f"{known(case, practice_cases(), 'practice case')}.yaml")
    assert isinstance(part, Case)  # noqa: S101  for the type checker; the doctor sees to it
    return part
