"""The law of one place on one page: what is owed or allowed on each topic, by whom, when, and where it stands."""

from collections.abc import Iterator
from html import escape

from tarasoff.engine.advice import rule_says
from tarasoff.engine.criteria import in_words, parse
from tarasoff.engine.in_force import in_force
from tarasoff.engine.on_topic import rules_of
from tarasoff.engine.places import place_name, place_of
from tarasoff.engine.position import POSITIONS, position
from tarasoff.knowledge.law.facts import FACT_KINDS
from tarasoff.knowledge.law.records import Rule
from tarasoff.knowledge.law.tables import AS_OF, GATHERED, jurisdictions
from tarasoff.knowledge.law.words import READ, TOPICS, Topic

_ADVICE = "Teaching material, not legal advice. Before you act, read the text itself, or ask a lawyer or the board."

_STYLE = """
@page { size: auto; margin: 7mm }
body { font: 12px/1.3 system-ui, sans-serif; color: #111; background: #fff; }
body { margin: 0 auto; padding: 1rem; max-width: 77rem }
h1 { font-size: 1.4em; margin: 0 } h2 { font-size: 1.05em; margin: .6em 0 .1em; break-after: avoid }
.topics { columns: 24rem; column-gap: 1.5rem } ul { margin: 0; padding-left: 1.1em } li { break-inside: avoid }
p { margin: .2em 0 } i { color: #444; font-style: normal }
@media print { body { font-size: var(--print); padding: 0; max-width: none } .topics { columns: 3; column-gap: 4mm } }
"""
# Letters on a sheet, and the size at which so many still stand on one page of A4 or Letter.
_PRINTED = ((9_000, "7pt"), (12_000, "6.4pt"), (16_000, "6pt"))


def sheet(place: str) -> str:
    """The sheet as a page of words.

    Args:
        place: a code or a name.

    Raises:
        PlaceError: there is no such place.

    >>> sheet("Vermont").splitlines()[0]
    'Vermont: what the law says of a confidence, as read by 2026-11'
    """
    return "\n".join(_lines(place_of(place)))


def _lines(place: str) -> Iterator[str]:
    yield _title(place)
    yield from filter(None, [_note(place)])
    for topic, rules in _topics(place):
        yield f"\n{topic.name}: {_word(place, topic)}"
        yield from (f"  - {_says(rule)} {_rest(rule)} [{_read(rule)}]" for rule in rules)
    yield f"\n{_ADVICE}"


def sheet_html(place: str) -> str:
    """The sheet as one self-contained page, made to be printed.

    Raises:
        PlaceError: there is no such place.

    >>> "<main>" in sheet_html("VT")
    True
    """
    code = place_of(place)
    body = "".join(_section(code, topic, rules) for topic, rules in _topics(code))
    letters = len(sheet(code))
    size = next((size for most, size in _PRINTED if letters <= most), _PRINTED[-1][1])
    return (
        f'<!doctype html><html lang="en" style="--print: {size}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(_title(code))}</title>'
        f"<style>{_STYLE}</style><main><h1>{escape(_title(code))}</h1><p>{escape(_note(code))}</p>"
        f'<div class="topics">{body}</div><p>{_ADVICE}</p></main></html>\n'
    )


def _section(place: str, topic: Topic, rules: list[Rule]) -> str:
    lines = (
        f"<li><b>{escape(_says(rule))}</b> {escape(_rest(rule))} <i>{escape(_read(rule))}</i></li>" for rule in rules
    )
    head = f"{escape(topic.name)}: {escape(_word(place, topic))}"
    return f"<section><h2>{head}</h2><ul>{''.join(lines)}</ul></section>"


def _title(place: str) -> str:
    return f"{place_name(place)}: what the law says of a confidence, as read by {AS_OF}"


def _note(place: str) -> str:
    state = jurisdictions().get(place)
    return state.note if state else ""


def _topics(place: str) -> Iterator[tuple[Topic, list[Rule]]]:
    now = [rule for rule in rules_of(place) if rule.place == place and in_force(rule, GATHERED) is not False]
    for topic in TOPICS.values():
        rules = [rule for rule in now if rule.topic == topic.id]
        if rules:
            yield topic, rules


def _word(place: str, topic: Topic) -> str:
    return POSITIONS[position(place, topic.id).kind][0]


def _says(rule: Rule) -> str:
    return "Not read." if rule.read == "not read" else rule_says(rule)


def _rest(rule: Rule) -> str:
    if rule.read == "not read":
        return f"{rule.citation}. {rule.note}".strip()
    told = {
        "To whom": rule.whom if rule.effect != "bar" else "",
        "Who": _who(rule) if rule.covers or rule.who else "",
        "When": in_words(parse(rule.when)),
    }
    said = [f"{name}: {words.rstrip('.')}." for name, words in told.items() if words]
    return " ".join([*said, f"{rule.citation}."])


def _who(rule: Rule) -> str:
    words = FACT_KINDS["profession"].values
    return rule.who or ", ".join(words[name.rstrip("?")] for name in rule.covers)


def _read(rule: Rule) -> str:
    return f"{READ[rule.read]}, confidence {rule.confidence}" if rule.read != "not read" else "not read"
