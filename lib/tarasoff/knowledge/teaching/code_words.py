"""The twelve codes and rules that are held beside each other: what each permits, for whom, and who hears of it."""

from attrs import field, frozen

from tarasoff.knowledge.records import not_empty, one_of, schema_1, strangers

_DANGER = ("client", "others")
_ASKS = ("serious", "foreseeable", "imminent")
_TOLD = ("start", "before")


@frozen
class CodeWords:
    """One code or rule, paraphrased.

    Args:
        who: whom it binds.
        clause: where it stands in the code.
        does: whether it permits, guides, forbids with exceptions, or requires a warning by itself.
        danger: whose danger it names.
        asks: what it asks of the harm.
        whom: who may be told; empty if the clause does not say.
        told: when the client is told: at the start, or before a disclosure.
        how_told: the same in words; empty if the clause does not say.
        sources: the rows that it paraphrases.
    """

    id: str
    who: str = field(validator=not_empty)
    name: str = field(validator=not_empty)
    clause: str = field(validator=not_empty)
    does: str = field(validator=one_of("permits", "guides", "forbids", "requires"))
    says: str = field(validator=not_empty)
    danger: tuple[str, ...]
    asks: tuple[str, ...]
    whom: str
    told: tuple[str, ...]
    how_told: str
    sources: tuple[str, ...] = field(validator=not_empty)

    def __attrs_post_init__(self) -> None:
        for name, words in (("danger", _DANGER), ("asks", _ASKS), ("told", _TOLD)):
            strangers(getattr(self, name), words, f"{name} names", "answer")


@frozen
class Codes:
    """The file of codes."""

    schema: int = field(validator=schema_1)
    as_of: str
    section: str
    codes: tuple[CodeWords, ...]
