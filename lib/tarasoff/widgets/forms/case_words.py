"""The words of the form of a case, all in one place. The browser fills in what stands in braces."""

from collections.abc import Mapping
from types import MappingProxyType

from tarasoff.assignment.parts import PICKS

#: The heading of each step, by the field in which its answer is kept, in the order in which a case is worked through.
STEPS: Mapping[str, str] = MappingProxyType(
    {
        "facts": PICKS["facts"],
        "criteria": "The criteria",
        "rule": "The rule that governs",
        "action": "The action",
        "actions": PICKS["actions"],
        "disclosure": "Who is told what",
        "record": PICKS["record"],
        "rationale": "Your rationale",
    }
)

OPEN, ANSWERED, SOME = "Open", "Answered", "Open: {answered} of {asked} answered"
WHERE, WHERE_ALL = ", in step {steps}", ", in steps {steps}"

WORDS: Mapping[str, str] = MappingProxyType(
    {
        # What is given.
        "setting": "Setting.",
        "where_and_when": "Where and when.",
        "cast": "Who is in it.",
        "rule_given": "What holds there.",
        # The steps.
        "facts": "Tick each sentence that matters for your decision, and leave the others.",
        "rule": "Which rule decides here?",
        "action": "What do you do first?",
        "disclosure": "Tick what each would hear from you. Leave empty what they do not need.",
        "nobody": "Nobody is told anything.",
        "table": "{title}: who is told what",
        "record": "Tick what belongs in the file.",
        # Actions in order.
        "chosen": "Chosen, from first to last: {count} of at most {most}",
        "none_chosen": "Nothing yet. Add what you would do first.",
        "free": "To choose from",
        "none_free": "You have added everything.",
        "add": "Add",
        "up": "Move up",
        "down": "Move down",
        "out": "Take out",
        "added": "Added as number {place}: {label}.",
        "moved": "Now number {place}: {label}.",
        "taken_out": "Taken out: {label}.",
        "order": "Your order: {order}.",
        "no_order": "Nothing is chosen.",
        "one": "{place}, {label}",
        "is_first": "It is first already.",
        "is_last": "It is last already.",
        "full": "You have chosen {most}, and no more count. Take one out first.",
        # The rationale.
        "words": "{count} words",
        "word": "1 word",
        "theirs": "Another window has kept this text in the meantime. Yours is still in the box above.",
        "unsaved": "You had typed this text, and it could not be saved.",
        "take": "Take this text",
        "leave": "Keep the one in the box",
    }
)

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
