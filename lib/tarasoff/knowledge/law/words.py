"""The words of the law: what a rule is about, what it does, how it was read, and the places where it holds."""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen


@frozen
class Topic:
    """Something on which the law of a place has a say of its own.

    Args:
        name: what it is about, for a person.
        matters: the criterion under which it could matter; while that is not known it is asked for. Empty: it never
            changes a finding, and stands in the sheet of a place alone.
        most: the most that a rule on it comes to: ``duty`` or ``permission``.
        asks: a fact that opens it. While nobody has asked for that fact, and nothing else shows that the topic
            matters, it does not count, and the finding says so. Empty: it always counts.
    """

    id: str
    name: str
    matters: str
    most: str = "duty"
    asks: str = ""


#: What a rule can be about, in the order in which one would think of it.
TOPICS: Mapping[str, Topic] = MappingProxyType(
    {
        topic.id: topic
        for topic in (
            Topic("protect", "Danger to others", "danger_to_another | danger_to_property"),
            Topic("self", "Danger to the client", "danger_to_self & serious_danger"),
            Topic(
                "evaluation",
                "Emergency evaluation",
                "((danger_to_another | danger_to_self) & serious_danger) | grave_disability",
                "permission",
                asks="grave_disability",
            ),
            Topic("firearms", "Firearms", "(danger_to_another | danger_to_self) & serious_danger"),
            Topic("child_abuse", "Abuse of a child", "child_abuse_now | past_child_abuse", asks="abuse"),
            Topic("adult_abuse", "Abuse of an elder or a dependent adult", "adult_abuse | self_neglect", asks="abuse"),
            Topic("minors", "A client under 18", "minor", asks="age"),
            Topic("driving", "Fitness to drive", "driving", asks="hazard"),
            Topic("hiv", "HIV and partners", "hiv", asks="hazard"),
            Topic("privilege", "Privilege in court", ""),
            Topic(
                "hipaa",
                "HIPAA, 45 CFR 164.512(j)",
                "(danger_to_another | danger_to_self) & serious_danger",
                "permission",
            ),
            Topic("part_2", "42 CFR Part 2", "part_2", asks="setting"),
            Topic("consent", "Consent", "consent_given", "permission", asks="consent"),
        )
    }
)

#: Because of what a professional must act, by the topic of the duty.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "protect": "the danger to others",
        "self": "the danger to the client",
        "evaluation": "the evaluation",
        "firearms": "the law on firearms",
        "child_abuse": "the abuse of a child",
        "adult_abuse": "the abuse or neglect of an adult",
        "minors": "the law on minors",
        "driving": "the client's fitness to drive",
        "hiv": "the law on HIV",
    }
)

#: What a permission on these topics is good for, and nothing more.
PURPOSES: Mapping[str, str] = MappingProxyType(
    {"evaluation": "to have the client evaluated", "firearms": "to keep firearms away from the client"}
)

#: What a rule does, and what that means for the professional.
EFFECTS: Mapping[str, str] = MappingProxyType(
    {
        "duty": "you must",
        "permission": "you may, and need not",
        "bar": "you must not, unless an exception applies",
        "safe_harbour": "you are protected from liability if you do this; the rule itself asks for nothing",
        "immunity": "you are protected from liability; the rule itself asks for nothing",
        "consents": "the minor can consent alone, so the confidence is the minor's",
        "none": "the law was read, and gives neither a duty nor a permission",
    }
)

#: The kinds of finding, and what each means.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "duty": "You must act.",
        "permission": "You may pass it on; you need not.",
        "no basis": "Nothing in the law that was read lets you pass it on.",
        "bar": "You must not pass it on.",
        "facts missing": "It turns on facts that are not known yet.",
        "law open": "The law leaves it open.",
        "not read": "A rule that could apply was not read. Do not take that for a no.",
    }
)

#: How a rule was read, best first.
READ: Mapping[str, str] = MappingProxyType(
    {
        "official": "the official text",
        "copy": "a copy of the code",
        "opinion": "the opinion of the court",
        "secondary": "what others write of it",
        "not read": "not read",
    }
)

#: Places beside the states of the US, with rules of their own.
ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "US": "United States (federal rules alone)",
        "ENGLAND": "England and Wales",
        "SCOTLAND": "Scotland",
        "IRELAND": "Ireland",
        "CANADA-ON": "Ontario",
        "CANADA-QC": "Quebec",
        "CANADA-BC": "British Columbia",
        "AUSTRALIA": "Australia",
        "NEW_ZEALAND": "New Zealand",
    }
)

#: Places outside the United States, where its federal law does not bind.
ABROAD = tuple(place for place in ELSEWHERE if place != "US")

_LAYOUT = """
AK .. .. .. .. .. .. .. .. .. ME
.. .. .. .. .. .. .. .. .. VT NH
WA ID MT ND MN IL WI MI NY RI MA
OR NV WY SD IA IN OH PA NJ CT ..
CA UT CO NE MO KY WV VA MD DE ..
.. AZ NM KS AR TN NC SC DC .. ..
.. .. .. OK LA MS AL GA .. .. ..
HI .. .. TX .. .. .. .. FL .. ..
"""

#: Where each state stands on a map of equal tiles: row and column, from 0.
TILES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        code: (row, column)
        for row, line in enumerate(_LAYOUT.split("\n")[1:-1])
        for column, code in enumerate(line.split())
        if code != ".."
    }
)
