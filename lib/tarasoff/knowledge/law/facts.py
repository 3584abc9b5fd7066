"""The facts of one case, as far as they are known: what criteria are judged on."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from attrs import Attribute, evolve, field, fields, frozen

from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.records import schema_1

UNKNOWN = "unknown"


@frozen
class FactKind:
    """One thing to find out.

    Args:
        id: the field of `Facts`.
        name: a short name, such as "Imminent".
        values: each possible answer and its words. Not knowing is always possible.
    """

    id: str
    name: str
    question: str
    values: Mapping[str, str]


def _read(value: object) -> str | None:
    """Read a fact as people write it: ``true`` for yes, ``social worker`` for ``social_worker``, 15 for an age."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value).strip().casefold().replace(" ", "_").replace("-", "_")
    return None if text == UNKNOWN else _band(int(text), _BANDS, "age_65") if text.isdecimal() else text


def _read_older(value: object) -> str | None:
    """Read the age of an adult who may be older: 72 for ``age_70``."""
    text = str(value).strip()
    return _band(int(text), _OLDER, "age_70") if text.isdecimal() else _read(value)


_OLDER = ((60, "under_60"), (65, "age_60"), (70, "age_65"))
_BANDS = ((12, "under_12"), *((years + 1, f"age_{years}") for years in range(12, 18)), (60, "adult"), (65, "age_60"))


def _band(years: int, bands: tuple[tuple[int, str], ...], last: str) -> str:
    """The band of an age in years, such as ``age_15``."""
    return next((band for end, band in bands if years < end), last)


def _possible(_: Any, attribute: "Attribute[str | None]", value: str | None) -> None:
    possible = FACT_KINDS[attribute.name].values
    if value is not None and value not in possible:
        near = get_close_matches(value, possible, n=1)
        hint = f"Did you mean {near[0]}? Possible" if near else "Possible"
        words = ", ".join((*possible, UNKNOWN))
        raise Mistake(f"{value!r} is not an answer to {attribute.name!r}.", f"{hint}: {words}.")


def _fact(name: str, question: str, read: Callable[[object], str | None] = _read, **values: str) -> Any:
    """One thing to find out: a short name, the question, and each possible answer with its words; yes or no if none."""
    kind = (name, question, MappingProxyType(values or {"yes": "yes", "no": "no"}))
    return field(default=None, converter=read, validator=_possible, metadata={"kind": kind})


class ContradictionError(Mistake):
    """Facts that cannot all be so. The message names them; which one is wrong is not for the course to guess."""


@frozen(kw_only=True, cache_hash=True)
class Facts:
    """What is known of one case. Every fact may be left out: it is then unknown, which is not the same as no.

    Each argument takes an id of the values in `FACT_KINDS`, ``unknown`` or None.

    Raises:
        Mistake: an answer is not a possible one; the message lists those that are.

    >>> Facts(threatened="another", imminent="unknown").open()[:2]
    ('identifiable', 'told_by')
    """

    threatened: str | None = _fact(
        "Who is in danger",
        "Who may come to harm?",
        another="another person or people",
        self="the client",
        self_and_another="the client and another person",
        property="property, nobody's body",
        nobody="nobody",
    )
    identifiable: str | None = _fact(
        "Can the person be identified",
        "Can the person in danger be identified?",
        named="yes, named",
        readily="not named, but readily identified",
        group="one of a small, definable group",
        place="no person, but a building or a place, such as a school",
        no="no: anybody, or a broad group",
    )
    told_by: str | None = _fact(
        "Who told the professional",
        "Who told the professional of a threat?",
        client="the client",
        relative="a close relative of the client",
        other="somebody else, or a record",
        conduct="nobody in words: what the client did shows it",
        nobody="nobody: no threat was spoken of",
    )
    threat: str | None = _fact(
        "How the threat was made",
        "How was the threat made?",
        explicit="explicitly, in so many words",
        implied="by hints, gestures or acts that show the intent",
        vague="in anger, in jest or as a fantasy, with no intent shown",
    )
    harm: str | None = _fact(
        "What harm",
        "What harm is to be feared?",
        grave="death or serious injury",
        violence="physical violence, not grave",
        property="damage to property",
        none="no physical harm",
    )
    danger: str | None = _fact(
        "Serious danger", "Does the professional see a serious danger, or would a careful colleague see one?"
    )
    imminent: str | None = _fact(
        "Imminent", "Is it about to happen?", yes="yes", soon="not at once, but in the near future", no="no"
    )
    intent: str | None = _fact("Intent", "Does the client appear to mean it?")
    means: str | None = _fact("Ability", "Does the client appear able to do it?")
    plan: str | None = _fact("Plan", "Is there a definite act or plan?")
    history: str | None = _fact("History of violence", "Is violence in the past known of?")
    recent_act: str | None = _fact("Recent act", "Has there been an act or an attempt in the last weeks?")
    firearm: str | None = _fact("Firearm", "Does the client have a gun, or a way to get one?")
    protective: str | None = _fact(
        "Protective factors",
        "Is something in place that holds the danger, such as a safety plan that the client keeps to?",
    )
    consent: str | None = _fact("Consent", "Does the client agree that it is passed on?")
    age: str | None = _fact(
        "Age of the client",
        "How old is the client?",
        under_12="under 12",
        **dict[str, Any]((f"age_{years}", str(years)) for years in range(12, 18)),
        adult="18 to 59",
        age_60="60 to 64",
        age_65="65 or over",
    )
    own_consent: str | None = _fact("The minor's own consent", "Does the minor come without a parent's consent?")
    capacity: str | None = _fact("Capacity", "Can the client understand what is at stake, and decide about it?")
    mental_disorder: str | None = _fact("Mental disorder", "Does the client appear to have a mental disorder?")
    grave_disability: str | None = _fact(
        "Grave disability",
        "Is the client, because of a disorder, unable to see to food, shelter, safety or needed care?",
    )
    refuses: str | None = _fact("Refusal", "Does the client refuse the help that is needed, such as hospital?")
    examined: str | None = _fact("Examined", "Has the professional examined the client in the last days?")
    can_hold: str | None = _fact("Power to hold", "Has the professional legal power to hold the client?")
    abuse: str | None = _fact(
        "Abuse",
        "Is abuse or neglect suspected?",
        child="of a child",
        past_child="in the childhood of somebody who is an adult today",
        adult="of an elder or a dependent adult",
        self_neglect="an elder or a dependent adult neglects himself or herself",
        none="none",
    )
    abused_age: str | None = _fact(
        "Age of the abused adult",
        "How old is the adult who is abused or neglected?",
        read=_read_older,
        under_60="18 to 59",
        age_60="60 to 64",
        age_65="65 to 69",
        age_70="70 or over",
    )
    dependent: str | None = _fact("Dependent", "Does the abused or neglected adult rely on others for care or safety?")
    child_seen: str | None = _fact("Child seen", "Does the professional know the child from work?")
    adult_seen: str | None = _fact("Adult seen", "Does the professional know the abused or neglected adult from work?")
    hazard: str | None = _fact(
        "Driving or infection",
        "Could the client harm others without meaning to?",
        driving="yes: a condition that makes driving unsafe",
        hiv="yes: HIV, and a partner who has not been told",
        none="no",
    )
    setting: str | None = _fact(
        "Setting",
        "Where does the professional see the client?",
        private_practice="private practice",
        clinic="outpatient clinic or centre",
        hospital="hospital, voluntary patient",
        commitment="involuntary treatment, or an evaluation for it",
        school="school or college",
        part_2="a substance use programme under 42 CFR Part 2",
        other="elsewhere",
    )
    came_for: str | None = _fact(
        "What the client comes for",
        "What does the client come for?",
        mental_health="mental health, or substance use",
        other="something else",
    )
    profession: str | None = _fact(
        "Profession",
        "What is the professional?",
        psychologist="psychologist",
        psychiatrist="psychiatrist",
        physician="other physician",
        social_worker="social worker",
        counselor="counselor",
        mft="marriage and family therapist",
        nurse="nurse",
        substance_use_counselor="substance use counselor",
        other="none of these",
    )
    qualified: str | None = _fact(
        "License or office that the rule asks for",
        "Some rules name only part of a profession, by license, training or office. Is the professional in it?",
    )
    special: str | None = _fact(
        "Special case", "Some rules hold only in a case of their own, which their note names. Is it this case?"
    )

    def open(self) -> tuple[str, ...]:
        """The facts that are not known."""
        return tuple(fact for fact in FACT_KINDS if getattr(self, fact) is None)

    def known(self) -> dict[str, str]:
        """The facts that are known, by name."""
        return {fact: getattr(self, fact) for fact in FACT_KINDS if getattr(self, fact) is not None}

    def filled_in(self, named: Iterable[str]) -> "Facts":
        """What a file means that leaves out facts for which there were no words when it was written.

        A threat that the client told of, and appears to mean, was made in so many words; an abused adult is as old as
        the client. A fact that the file names stays as it is, unknown too.

        Args:
            named: the facts that the file names.

        >>> old = Facts(told_by="client", intent="yes")
        >>> old.filled_in(["told_by", "intent"]).threat, old.filled_in(["told_by", "intent", "threat"]).threat
        ('explicit', None)
        """
        meant = "threat" not in named and (self.told_by, self.intent) == ("client", "yes")
        old = "abused_age" not in named and self.age in {"age_60", "age_65"}
        return evolve(self, **{"threat": "explicit"} if meant else {}, **{"abused_age": self.age} if old else {})

    def contradictions(self) -> tuple[str, ...]:
        """Name each set of facts that cannot all be so.

        >>> Facts(threatened="nobody", imminent="yes").contradictions()
        ('Who is in danger: nobody. Imminent: yes.',)
        """
        return tuple(
            " ".join(f"{say(fact, getattr(self, fact))}." for fact in pair)
            for pair in _APART
            if all(getattr(self, fact) in values for fact, values in pair.items())
        )

    def check(self) -> None:
        """Refuse facts that contradict each other.

        Raises:
            ContradictionError: naming all of them.
        """
        if found := self.contradictions():
            raise ContradictionError(f"These facts cannot all be so: {' / '.join(found)}", "Correct one of each.")


#: What there is to find out, in the order in which one would ask.
FACT_KINDS: Mapping[str, FactKind] = MappingProxyType(
    {fact.name: FactKind(fact.name, *fact.metadata["kind"]) for fact in fields(Facts)}
)

_BODIES = frozenset({"another", "self", "self_and_another"})
# Facts that cannot all be so. What is only unlikely does not stand here.
_APART: tuple[Mapping[str, AbstractSet[str]], ...] = (
    {"threatened": {"nobody"}, "imminent": {"yes", "soon"}},
    {"threatened": {"nobody"}, "danger": {"yes"}},
    {"threatened": {"nobody"}, "harm": {"grave", "violence", "property"}},
    {"threatened": {"nobody"}, "identifiable": {"named", "readily", "group", "place"}},
    {"threatened": {"nobody"}, "told_by": {"client", "relative", "other", "conduct"}},
    {"threatened": {"nobody"}, "intent": {"yes"}},
    {"threatened": {"nobody"}, "plan": {"yes"}},
    {"imminent": {"yes"}, "protective": {"yes"}},
    {"threatened": _BODIES, "danger": {"no"}, "intent": {"yes"}, "means": {"yes"}, "plan": {"yes"}},
    {"threatened": {"property"}, "harm": {"grave", "violence"}},
    {"threatened": _BODIES, "harm": {"property", "none"}},
    {"danger": {"no"}, "imminent": {"yes", "soon"}},
    {"danger": {"yes"}, "harm": {"none"}},
    {"setting": {"commitment"}, "can_hold": {"no"}},
    {"age": {"adult", "age_60", "age_65"}, "own_consent": {"yes"}},
    {"mental_disorder": {"no"}, "grave_disability": {"yes"}},
)


def say(fact: str, value: str | None) -> str:
    """A fact and its value in words.

    >>> say("told_by", "client"), say("imminent", None)
    ('Who told the professional: the client', 'Imminent: not known')
    """
    kind = FACT_KINDS[fact]
    return f"{kind.name}: {'not known' if value is None else kind.values[value]}"


@frozen
class FactsFile:
    """A file of facts, for ``tarasoff find``."""

    schema: int = field(validator=schema_1)
    facts: Facts
    about: str = ""


@frozen
class CodedCase:
    """A landmark case as facts.

    Args:
        case: its id among the landmark cases.
        place: whose law governs.
        facts: the facts as the court took them.
        differs: why the engine and the court part ways; empty if they do not.
    """

    case: str
    place: str
    facts: Facts
    differs: str = ""


@frozen
class CodedCases:
    """The file of landmark cases as facts."""

    schema: int = field(validator=schema_1)
    as_of: str
    cases: tuple[CodedCase, ...]
