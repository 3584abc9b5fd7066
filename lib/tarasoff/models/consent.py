"""What a script for the first session says about the limits of confidentiality, and what it leaves out."""

from collections.abc import Iterable

from attrs import frozen

from tarasoff.knowledge.records import ConsentMaterial, Limit, Phrase


@frozen
class Script:
    """A script and what is good and bad about it.

    Args:
        problems: phrases that promise too much, frighten or cannot be understood.
    """

    text: str
    covered: tuple[Limit, ...]
    missing: tuple[Limit, ...]
    problems: tuple[Phrase, ...]


def compose(material: ConsentMaterial, chosen: Iterable[str]) -> Script:
    """Put phrases together, in the order in which they read well; ids that the material does not know are left out.

    A phrase with a problem explains nothing: a client who hears it has not understood the limit.
    """
    wanted = set(chosen)
    said = [phrase for phrase in material.phrases if phrase.id in wanted]
    understood = {limit for phrase in said if not phrase.problem for limit in phrase.covers}
    return Script(
        " ".join(phrase.text for phrase in said),
        tuple(limit for limit in material.limits if limit.id in understood),
        tuple(limit for limit in material.limits if limit.id not in understood),
        tuple(phrase for phrase in said if phrase.problem),
    )
