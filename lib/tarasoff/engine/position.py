"""What the law of a place comes to on a topic: the most that it can give in an ordinary case, and what it asks.

An ordinary case is that of a licensed clinician in private practice whose client is an adult, comes for mental health
and is not held. Rules for schools, facilities and control alone do not make a state one with a duty.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from attrs import evolve, frozen

from tarasoff.engine.criteria import can_be_met, needs, parse
from tarasoff.engine.in_force import in_force
from tarasoff.engine.on_topic import rules_of
from tarasoff.knowledge.law.facts import Facts
from tarasoff.knowledge.law.records import Rule
from tarasoff.knowledge.law.tables import GATHERED, jurisdictions

#: What the law of a place can come to on a topic: a word, one short enough for a tile, and what it means.
POSITIONS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "duty": ("duty", "must", "There is a duty, once its conditions are met."),
        "permission": ("permission", "may", "There is a permission, once its conditions are met; no duty was read."),
        "consents": ("the minor can consent", "minor", "From some age on the minor can consent alone."),
        "nothing": ("neither", "no", "The law was read, and gives neither a duty nor a permission."),
        "law open": ("open in law", "open", "The law was read, and leaves it open."),
        "not read": ("not read", "?", "The text was not read. That is no answer."),
    }
)

#: The topics of which every state has a law of its own, and which maps show.
TOLD = ("protect", "self", "evaluation", "firearms", "child_abuse", "adult_abuse", "minors")

#: Elements of which a map can show whether every way to the duty or permission needs them.
ASKED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "communicated threat": (
            "threat_communicated",
            "threat_by_client",
            "threat_by_conduct",
            "threat_reported",
            "threat_reported_by_anyone",
        ),
        "identifiable victim": ("identifiable_victim", "identifiable_group", "identifiable_place"),
        "imminence": ("imminent", "near_future"),
        "death or serious injury": ("grave_harm",),
        "intent and ability": ("intent", "ability"),
    }
)

#: What is known of an ordinary case.
ORDINARY = Facts(setting="private_practice", came_for="mental_health", age="adult", can_hold="no", special="no")

_CLINICIANS = ("psychologist", "psychiatrist", "social_worker", "counselor", "mft")


@frozen
class Position:
    """What the law of one place comes to on one topic.

    Args:
        kind: as in `POSITIONS`.
        rules: those that give it, or that show that it is open or was not read.
    """

    place: str
    topic: str
    kind: str
    rules: tuple[Rule, ...]

    @property
    def confidence(self) -> str:
        """The lowest confidence among its rules; empty where none was read."""
        found = {rule.confidence for rule in self.rules if rule.read != "not read"}
        return next((level for level in ("low", "medium", "high") if level in found), "")

    @property
    def citation(self) -> str:
        """Where it stands."""
        return "; ".join(dict.fromkeys(rule.citation for rule in self.rules))

    def needs(self, asked: str) -> str:
        """Whether every way to it needs something of `ASKED`: ``yes``, ``no``, or ``?`` where there is no way."""
        if self.kind not in ("duty", "permission"):
            return "?"
        return "yes" if all(needs(parse(rule.when), ASKED[asked]) for rule in self.rules) else "no"


@cache
def position(place: str, topic: str) -> Position:
    """What the law of a place comes to on a topic as it was gathered.

    >>> position("CA", "protect").kind
    'duty'
    """
    own = (rule for rule in rules_of(place) if rule.topic == topic and rule.place == place)
    now = [rule for rule in own if in_force(rule, GATHERED) is not False]
    ordinary = evolve(ORDINARY, age=None) if topic == "minors" else ORDINARY
    met = [rule for rule in now if _clinicians(rule) and can_be_met(parse(rule.when), ordinary)]
    for effect in ("consents", "duty", "permission"):
        if found := tuple(rule for rule in met if rule.effect == effect):
            return Position(place, topic, effect, found)
    read = [rule for rule in now if rule.read != "not read"]
    gives = [rule for rule in read if rule.effect in ("duty", "permission")]
    # A rule for facilities alone says nothing of an ordinary case, and so leaves nothing open in it.
    if left := tuple(rule for rule in gives if not needs(parse(rule.when), ("not_read", "in_facility"))):
        return Position(place, topic, "law open", left)
    silent = tuple(rule for rule in read if rule not in gives or not needs(parse(rule.when), ("not_read",)))
    unread = tuple(rule for rule in now if rule not in silent)
    if silent and not unread:
        return Position(place, topic, "nothing", silent)
    return Position(place, topic, "not read", unread)


@cache
def positions(topic: str) -> Mapping[str, Position]:
    """The same for each state and the District of Columbia, by code."""
    return MappingProxyType({code: position(code, topic) for code in jurisdictions()})


def _clinicians(rule: Rule) -> bool:
    return not rule.covers or any(name.rstrip("?") in _CLINICIANS for name in rule.covers)
