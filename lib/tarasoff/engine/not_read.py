"""What was not read: a route of a place on a day, of which no rule that was surely in force is known."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from tarasoff.engine.apply_rule import MAY, MUST
from tarasoff.engine.criteria import elements_of, parse
from tarasoff.engine.in_force import begun, dated, in_force
from tarasoff.engine.places import place_name
from tarasoff.knowledge.facts import Facts
from tarasoff.knowledge.law import AS_OF, jurisdictions, rules
from tarasoff.knowledge.law_records import Rule
from tarasoff.knowledge.law_words import ABROAD, ROUTES

#: The day of Tarasoff I, before which no court had found this duty.
FIRST = "1974-12-23"

# Facts with which the law of a route would matter, and the most that it could come to.
_MATTERS: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "protect": ("danger_to_another | ~danger_to_another", MUST),
        "suicide": ("danger_to_self & serious_danger", MUST),
        "child abuse": ("child_abuse", MUST),
        "adult abuse": ("adult_abuse", MUST),
        "consent": ("consent_given", MAY),
    }
)


def not_read(facts: Facts, place: str, day: str, shut: Iterable[str]) -> dict[str, int]:
    """Routes on which law that was not read might say something, with the most that it could come to.

    What was not read cannot say no. So it opens the finding upwards. Routes in ``shut`` do not count, because
    nobody has asked about them.

    >>> facts = Facts(threatened="self", danger="yes", consent="no", abuse="none")
    >>> not_read(facts, "CA", "1995-01-01", ()), not_read(facts, "CA", "2026-01-01", ())
    ({'suicide': 2}, {})
    """
    found = {}
    for route, (matters, most) in _MATTERS.items():
        if route in shut or parse(matters).judge(facts).value is False:
            continue
        if not any(_speaks(rule, route, place) and in_force(rule, day) for rule in rules()):
            found[route] = most
    return found


def _speaks(rule: Rule, route: str, place: str) -> bool:
    """Whether a rule says something of a route in a place."""
    here = rule.place == place
    if route == "protect":
        # Federal law alone has no other rule on danger to others than that of HIPAA.
        return here and rule.route in ("protect", "hipaa")
    if route == "suicide" and here and rule.route == "protect":
        return any(element.id == "danger_to_self" for element in elements_of(parse(rule.when)))
    return rule.route == route and (here or (rule.place == "US" and place not in ABROAD))


def unread_says(routes: Iterable[str], place: str, day: str) -> list[str]:
    """What was not read, a sentence a route."""
    return [f"{ROUTES[route]}: what the law of {place_name(place)} was on {day} was not read." for route in routes]


def of_that_day(place: str, day: str) -> list[str]:
    """What a reader must know of a day on which the law was another one, or was not there."""
    told = []
    later = [rule for rule in rules() if rule.place == place and begun(rule.since, day) is False]
    if later:
        first = min(later, key=lambda rule: rule.since)
        told.append(f"Not yet in force on that day: {first.name} ({dated(first)}).")
    if day < FIRST and place not in ABROAD:
        told.append("No court had found a duty to protect before Tarasoff I, of 23 December 1974.")
    if day[: len(AS_OF)] > AS_OF:
        told.append(f"The law was gathered in {AS_OF}. What changed after it is not known here.")
    return told


def note_of_the_row(place: str, day: str) -> str:
    """The note of a state's row, which describes the law as it was gathered; empty on a day before that law."""
    state = jurisdictions().get(place)
    return state.note if state is not None and begun(state.since, day) else ""
