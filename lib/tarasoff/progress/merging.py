"""Two copies of one learner's answers made into one, so that nothing in either is lost.

Where both hold a different answer to the same thing, the one that was saved later counts, and the other is put aside in
the file, under ``aside``. What grows by adding, such as the plays of a scenario, holds what either copy holds.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

#: Where a document keeps what another answer has replaced, and what says from which beginning it comes.
ASIDE, ORIGIN = "aside", "origin"


@frozen
class Merged:
    """What came of two copies.

    Args:
        document: both in one.
        added: how many answers only the other copy held.
        aside: how many answers differed, so that one of the two was put aside.
    """

    document: Mapping[str, Any]
    added: int
    aside: int

    def __str__(self) -> str:
        """What was done, in words."""
        if not self.added and not self.aside:
            return "Nothing in this copy is new: all of it is here already."
        said = [f"{_answers(self.added)} that {'was' if self.added == 1 else 'were'} not here came in."] * (
            self.added > 0
        )
        if self.aside:
            said.append(f"{_answers(self.aside)} differed: the later copy counts, and the earlier answer stays aside.")
        return " ".join([*said, "Nothing was lost."])


def merge(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """Make one document of two.

    The order does not matter for what the document says, and to merge the same copy again changes nothing.

    Args:
        ours: the document that is here; empty if there is none.
        theirs: the copy that is brought back; both of the newest schema.

    >>> here = {"saved": "2026-11-02", "answers": {"line": {"first": "a"}}}
    >>> copy = {"saved": "2026-11-01", "answers": {"line": {"first": "b"}, "you": {"place": "MI"}}}
    >>> merged = merge(here, copy)
    >>> merged.document["answers"], merged.added, merged.aside
    ({'line': {'first': 'a'}, 'you': {'place': 'MI'}}, 1, 1)
    >>> merged.document["aside"]
    [{'part': 'line', 'field': 'first', 'answer': 'b', 'saved': '2026-11-01'}]
    """
    if not ours:
        return Merged(theirs, len(dict(_each(theirs))), 0)
    here, there = dict(_each(ours)), dict(_each(theirs))
    stamps = {"ours": str(ours.get("saved", "")), "theirs": str(theirs.get("saved", ""))}
    chosen, aside = dict(here), [*_aside(ours), *_aside(theirs)]
    differ = 0
    for place, answer in there.items():
        if place not in here:
            chosen[place] = answer
            continue
        mine = (stamps["ours"], here[place])
        other = (stamps["theirs"], answer)
        later, earlier = sorted((mine, other), key=lambda one: (one[0], _text(one[1])), reverse=True)
        chosen[place], lost = _united(later[1], earlier[1])
        if lost:
            differ += 1
            part, field = place
            aside.append({"part": part, "field": field, "answer": earlier[1], "saved": earlier[0]})
    answers = _by_part(chosen, {**_parts(theirs), **_parts(ours)})
    document = {**theirs, **ours, "saved": max(stamps.values()), "answers": answers}
    kept = _once([one for one in aside if chosen.get((one["part"], one["field"])) != one["answer"]])
    document |= {ASIDE: kept} if kept else {}
    return Merged(document, len(there.keys() - here.keys()), differ)


def of_another(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Whether two copies come from different beginnings: another learner's, or one's own, begun twice.

    >>> of_another({"origin": "a"}, {"origin": "b"}), of_another({}, {"origin": "b"})
    (True, False)
    """
    origins = {one[ORIGIN] for one in (ours, theirs) if isinstance(one.get(ORIGIN), str)}
    return len(origins) > 1


def count(document: Mapping[str, Any]) -> int:
    """How many answers a document holds.

    >>> count({"answers": {"line": {"first": "a", "again": "b"}, "broken": 5}})
    3
    """
    return len(dict(_each(document)))


# What stands in place of a field where a part is no part at all, but something else that nobody may lose.
_WHOLE = ""


def _parts(document: Mapping[str, Any]) -> Mapping[str, Any]:
    found = document.get("answers")
    return found if isinstance(found, Mapping) else {}


def _each(document: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Any]]:
    for part, fields in _parts(document).items():
        if isinstance(fields, Mapping):
            yield from (((part, field), answer) for field, answer in fields.items())
        else:
            yield (part, _WHOLE), fields


def _by_part(chosen: Mapping[tuple[str, str], Any], before: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {part: {} for part, fields in before.items() if isinstance(fields, Mapping)}
    for (part, field), answer in chosen.items():
        if field == _WHOLE and part not in found:
            found[part] = answer
        else:
            found.setdefault(part, {})
            if isinstance(found[part], dict):
                found[part][field] = answer
    return found


def _united(later: Any, earlier: Any) -> tuple[Any, bool]:
    """What counts of two answers to the same thing, and whether something of the earlier one is not in it."""
    if later == earlier:
        return later, False
    if isinstance(later, Mapping) and isinstance(earlier, Mapping):
        united = {field: _united(later[field], earlier[field]) for field in later if field in earlier}
        # Entries of their own, such as the criteria of a case, would come back after they were taken out on purpose.
        whole = {**later, **{field: one for field, (one, _) in united.items()}}
        return whole, any(lost for _, lost in united.values()) or not earlier.keys() <= later.keys()
    if _is_log(later) and _is_log(earlier):
        more = [one for one in earlier if not any(_goes_on(other, one) for other in later)]
        if more and all(any(_goes_on(one, other) for one in earlier) for other in later):
            return earlier, False
        return [*more, *later], False
    return later, True


def _is_log(value: Any) -> bool:
    """Whether it grows by adding: a list of entries, such as the plays of a scenario."""
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _goes_on(longer: Any, shorter: Any) -> bool:
    """Whether an entry is another one, or that one played on: its steps begin with all steps of the other."""
    if longer == shorter:
        return True
    steps, begun = longer.get("steps"), shorter.get("steps")
    if not isinstance(steps, list) or not isinstance(begun, list):
        return False
    same = all(longer.get(field) == shorter.get(field) for field in ("scenario", "version", "seed", "file"))
    return same and len(begun) < len(steps) and steps[: len(begun)] == begun


def _aside(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = document.get(ASIDE)
    fields = {"part", "field", "answer", "saved"}
    entries = found if isinstance(found, list) else []
    return [dict(one) for one in entries if isinstance(one, Mapping) and fields <= one.keys()]


def _once(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each answer once, with its first date, in an order that does not hang on who was merged into whom."""
    first: dict[str, dict[str, Any]] = {}
    for one in sorted(entries, key=lambda one: (str(one["saved"]), _text(one))):
        first.setdefault(_text([one["part"], one["field"], one["answer"]]), one)
    return list(first.values())


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=dict)


def _answers(number: int) -> str:
    return "One answer" if number == 1 else f"{number} answers"
