"""Looking back on a play: at each decision what was known, what governed, who heard, and at what price. Never luck."""

from collections.abc import Iterator, Mapping

from attrs import frozen

from tarasoff.engine.criteria import parse
from tarasoff.knowledge.law.tables import rules
from tarasoff.scenarios.play import Play, Step
from tarasoff.scenarios.plot import Situation
from tarasoff.scenarios.records import CLIENT, Ending, Scenario

#: What a verdict is called.
VERDICT_NAMES: Mapping[str, str] = {
    "fits": "Fits",
    "defensible": "Defensible",
    "over": "Too much",
    "under": "Too little",
    "open": "Open then",
}


@frozen
class Criterion:
    """One element of a rule of this place, on what was known.

    Args:
        met: None if it was not known.
    """

    label: str
    met: bool | None


@frozen
class Heard:
    """Somebody, and what they have heard."""

    who: str
    role: str
    facts: tuple[str, ...]


@frozen
class Point:
    """One decision, looked back on.

    Args:
        known: what was known when it was made.
        open: what was asked about and not known yet.
        others: what else could have been chosen.
        chance: what was left to chance after it, in words; empty if nothing was.
    """

    number: int
    step: Step
    known: tuple[str, ...]
    open: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    heard: tuple[Heard, ...]
    others: tuple[str, ...]
    chance: str = ""


@frozen
class Debrief:
    """A play that has ended, looked back on.

    Args:
        heard: everybody who has heard something in the end.
        unheard: everybody else but the client.
    """

    play: Play
    ending: Ending
    points: tuple[Point, ...]
    heard: tuple[Heard, ...]
    unheard: tuple[str, ...]


def debrief(now: Play) -> Debrief:
    """Look back on a play.

    Raises:
        ValueError: it has not ended.
    """
    ending = now.scene.ending
    if ending is None:
        raise ValueError("A play is looked back on once it has ended.")
    people = now.plot.scenario.people
    knowing = {person for person, _ in now.here.heard} | {now.here.seat}
    unheard = tuple(
        ", ".join(filter(None, (one.name, one.role)))
        for who, one in people.items()
        if who not in knowing and one.role != CLIENT
    )
    return Debrief(now, ending, tuple(_points(now)), told(now.plot.scenario, now.here), unheard)


def known_at(scenario: Scenario, at: Situation) -> tuple[str, ...]:
    """What is known in a situation, in the words of the case file."""
    return tuple(one.says for one in scenario.known if one.id in at.known)


def open_at(scenario: Scenario, at: Situation) -> tuple[str, ...]:
    """The questions that are open in a situation."""
    instead = {new: old for version in scenario.versions for old, new in version.instead.items()}
    answered = at.known | {instead[one] for one in at.known if one in instead}
    return tuple(one.asks for one in scenario.known if one.asks and one.id in at.opened - answered)


def told(scenario: Scenario, at: Situation, before: Situation | None = None) -> tuple[Heard, ...]:
    """Who has heard what in a situation, or has come to hear it since another one."""
    heard = at.heard - (before.heard if before else frozenset())
    return tuple(
        Heard(person.name, person.role, facts)
        for who, person in scenario.people.items()
        if (facts := tuple(one.says for one in scenario.known if (who, one.id) in heard))
    )


def criteria_at(now: Play, at: Situation) -> tuple[Criterion, ...]:
    """The elements of the rules that govern here, on what is known in a situation."""
    cited = {source for one in now.plot.scenario.governs for source in one.sources}
    facts = now.plot.facts(at)
    found: dict[str, bool | None] = {}
    for rule in rules():
        if rule.id in cited:
            found |= {one.label: one.value for one in parse(rule.when).judge(facts).elements if not one.open}
    return tuple(Criterion(label, met) for label, met in found.items())


def chance_of(step: Step) -> str:
    """What was left to chance after a choice, in words; empty if nothing was."""
    chance = step.choice.chance
    if chance is None or step.drawn is None or not chance.of:
        return ""
    odds = chance.outcomes[step.drawn].odds
    return f"Chance decided what came next; this happens in {odds} of {chance.of}. {chance.why}"


def _points(now: Play) -> Iterator[Point]:
    scenario = now.plot.scenario
    for number, step in enumerate(now.decisions, start=1):
        yield Point(
            number=number,
            step=step,
            known=known_at(scenario, step.at),
            open=open_at(scenario, step.at),
            criteria=criteria_at(now, step.at),
            heard=told(scenario, step.to, step.at),
            others=tuple(one.text for one in now.plot.choices(step.at) if one.id != step.choice.id),
            chance=chance_of(step),
        )
