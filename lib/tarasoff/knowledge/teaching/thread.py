"""Three clients who come back, and the end of each lecture: what is asked, and what fits."""

from attrs import field, frozen

from tarasoff.knowledge.days import iso_day
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.records import Feedback, Named, not_empty, schema_1, strangers


@frozen
class Client:
    """An invented client.

    Args:
        who: age, work and place, and who you are to the client.
        place: whose law governs.
        facts: what is known in every session, fact to value.
    """

    id: str
    name: str
    who: str = field(validator=not_empty)
    place: str
    facts: dict[str, str]


@frozen
class Card:
    """A client's last words, and what each answer comes to.

    Args:
        lecture: the number of its lecture.
        says: the client's last words, or what has just happened.
        answers: each of the five answers, judged on what is known then.
        sources: ids of what the judgements rest on.
        facts: what is known now, beside what always is; with a finding, or not at all.
        finding: what the law of the place comes to for these facts; empty if the card is not about whether.
        ask: what is asked.
    """

    id: str
    lecture: str
    client: str
    says: str = field(validator=not_empty)
    answers: dict[str, Feedback]
    sources: tuple[str, ...] = field(validator=not_empty)
    facts: dict[str, str] = field(factory=dict)
    finding: str = ""
    ask: str = "What do you do with it?"


@frozen
class Thread:
    """The file of the three clients.

    Args:
        day: the day whose law is asked for.
        answers: the five from which one is chosen.
    """

    schema: int = field(validator=schema_1)
    as_of: str
    day: str = field(converter=iso_day)
    answers: tuple[Named, ...]
    clients: tuple[Client, ...]
    cards: tuple[Card, ...]

    def __attrs_post_init__(self) -> None:
        replies, clients = {reply.id for reply in self.answers}, {client.id for client in self.clients}
        for card in self.cards:
            if set(card.answers) != replies:
                raise Mistake(f"The card {card.id} does not judge each answer.", f"Judge {', '.join(sorted(replies))}.")
            strangers([card.client], clients, f"The card {card.id} names", "client")

    def of(self, lecture: str) -> tuple[Card, ...]:
        """The cards of one lecture."""
        return tuple(card for card in self.cards if card.lecture == lecture)

    def before(self, card: Card) -> Card | None:
        """The card that the same client had before; None for the first."""
        theirs = [one for one in self.cards if one.client == card.client]
        at = theirs.index(card)
        return theirs[at - 1] if at else None


@frozen
class Ending:
    """The end of a lecture.

    Args:
        rung: which rung of the ladder is asked about again; empty where the whole ladder is.
        setting: what has happened, before the two sentences.
        to_client: whom the first sentence is for.
        to_hearer: whom the second one is for.
        example_client: one way to say the first; shown after one's own.
        example_hearer: one way to say the second.
    """

    lecture: str
    setting: str = field(validator=not_empty)
    to_client: str = field(validator=not_empty)
    to_hearer: str = field(validator=not_empty)
    example_client: str = field(validator=not_empty)
    example_hearer: str = field(validator=not_empty)
    rung: str = ""


@frozen
class Endings:
    """The file of endings."""

    schema: int = field(validator=schema_1)
    closes: tuple[Ending, ...]
