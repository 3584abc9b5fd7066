"""What a rule asks for or allows, step by step, and how the steps combine.

A row writes it with names of steps: ``a & b`` where all are needed, ``a | b`` where each is enough, ``a >> b`` where
the second counts only if the first cannot be done.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from attrs import field, frozen

from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.names import known
from tarasoff.knowledge.reading import DATA, keyed
from tarasoff.knowledge.records import not_empty


@frozen
class Step:
    """Something that meets a duty, or that a permission allows.

    Args:
        does: what is done, as it follows "you must".
        tells: who learns something by it; empty if nobody outside the treatment does.
        reach: how far the confidence travels: 0 nowhere, 1 to other clinicians, 2 beyond care.
        needs: the criterion without which it cannot be done: nobody tells the parents of an adult. Empty for most.
    """

    id: str
    does: str = field(validator=not_empty)
    tells: str
    reach: int = field(converter=int)
    needs: str = ""


@frozen
class Combined:
    """Several steps, and how they combine.

    Args:
        how: ``all``: each is needed; ``any``: each is enough; ``order``: one after the other, until one can be done.
        parts: steps, or what combines in turn.
    """

    how: str
    parts: "tuple[Step | Combined, ...]"


_FORM = "Write names of steps, joined with & (all), | (one is enough) or >> (in this order)."
_HOW: Mapping[type[ast.operator], str] = MappingProxyType({ast.BitAnd: "all", ast.BitOr: "any", ast.RShift: "order"})


@cache
def known_steps() -> Mapping[str, Step]:
    """Every step that the tables may name, by id.

    Raises:
        DataFileError: a row cannot be read.

    >>> known_steps()["notify_police"].does
    'notify the police'
    """
    return keyed(DATA / "steps.csv", Step, "id")


@cache
def parse_steps(text: str) -> Step | Combined | None:
    """Read the steps of a row; None where it has none.

    Raises:
        Mistake: it cannot be read, or names a step that there is not.

    >>> found = parse_steps("hospitalize | (warn_victim & notify_police)")
    >>> found.how, found.parts[1].how, [step.id for step in found.parts[1].parts]
    ('any', 'all', ['warn_victim', 'notify_police'])
    >>> parse_steps("warn_victim >> notify_police").how
    'order'
    """
    if not text.strip():
        return None
    try:
        return _read(ast.parse(text.strip(), mode="eval").body)
    except SyntaxError as error:
        raise Mistake(f"{text!r} does not name steps.", _FORM) from error


def _read(node: ast.expr) -> Step | Combined:
    match node:
        case ast.Name(id=name):
            return known_steps()[known(name, known_steps(), "step")]
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _HOW:
            how = _HOW[type(operator)]
            parts = [
                inner
                for part in (_read(left), _read(right))
                for inner in (part.parts if isinstance(part, Combined) and part.how == how else (part,))
            ]
            return Combined(how, tuple(parts))
    raise Mistake(f"{ast.unparse(node)!r} does not name steps.", _FORM)


def steps_in(found: Step | Combined | None) -> Iterator[Step]:
    """Every step, in the order of the row.

    >>> [step.id for step in steps_in(parse_steps("hold | warn_victim"))]
    ['hold', 'warn_victim']
    """
    if isinstance(found, Step):
        yield found
    elif found is not None:
        for part in found.parts:
            yield from steps_in(part)
