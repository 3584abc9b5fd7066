"""A play as the browser may hold it: what has happened, what can be done now, and nothing of what may come."""

from collections.abc import Iterable, Mapping
from typing import Any

from tarasoff.scenarios.debrief import VERDICT_NAMES, Heard, Point, chance_of, debrief, known_at, open_at, told
from tarasoff.scenarios.log import Log
from tarasoff.scenarios.play import Play, Step
from tarasoff.scenarios.plot import Situation
from tarasoff.scenarios.records import YOU, Judged, Line, Scenario
from tarasoff.scenarios.resuming import Resumed
from tarasoff.scenarios.spans import time_in_words, trust_in_words
from tarasoff.widgets.sources import source_lines


def told_of(scenario: Scenario, found: Resumed, thoughts: Mapping[str, str]) -> dict[str, Any]:
    """What the browser is told of a play.

    Args:
        scenario: what is played.
        found: the play, as far as it could be taken up.
        thoughts: what was thought aloud, by scene.
    """
    now = found.play
    if now is None:
        return {"state": "lost", "note": found.note, "read": read_again(found.log)}
    shown = {
        "state": "ended" if now.ended else "playing",
        "note": found.note,
        "turns": [_turn(now, index) for index in range(len(now.steps))],
        "now": _now(now),
        "file": _case_file(scenario, now),
    }
    if not now.ended:
        return shown
    # Without judgements there is nothing to look back on but where it has led.
    if not now.decisions:
        return {**shown, "kept": _kept(now)}
    return {**shown, "debrief": _debrief(scenario, now, thoughts)}


def _kept(now: Play) -> dict[str, Any]:
    """What somebody may know at the end of a play that is judged by others: where it led, and what was chosen."""
    ending = now.scene.ending
    chosen = [{"title": one.scene.title, "said": one.choice.text} for one in now.steps if one.scene.asks]
    return {"remains": ending.remains if ending else "", "read": chosen, "note": ""}


def read_again(log: Log) -> list[dict[str, str]]:
    """An earlier play, to read, from what the log itself says."""
    return [
        {"title": step.title, "said": step.said, "verdict": step.verdict, "name": VERDICT_NAMES.get(step.verdict, "")}
        for step in log.steps
    ]


def _lines(scenario: Scenario, lines: Iterable[Line]) -> list[dict[str, str]]:
    names = {YOU: "You", **{who: person.name for who, person in scenario.people.items()}}
    return [{"who": line.who, "name": names.get(line.who, ""), "text": line.text} for line in lines]


def _opening(now: Play, index: int) -> dict[str, Any]:
    """How a scene opens; one to which a choice leads back without leaving it does not open again."""
    steps = now.steps
    at = steps[index].at if index < len(steps) else now.here
    scene = now.plot.scene(at)
    again = index > 0 and steps[index - 1].scene.id == scene.id
    lines = () if again else now.plot.lines(at)
    head = {"title": scene.title, "at": scene.at, "seat": _seat(now.plot.scenario, at)} if not again else {}
    return {"scene": scene.id, "head": head, "lines": _lines(now.plot.scenario, lines)}


def _seat(scenario: Scenario, at: Situation) -> str:
    person = scenario.people.get(at.seat)
    return ", ".join(filter(None, (person.name, person.role))) if person else ""


def _turn(now: Play, index: int) -> dict[str, Any]:
    step = now.steps[index]
    return {
        **_opening(now, index),
        "chose": step.choice.text if step.judged or step.scene.asks else "",
        "judged": _judged(step.judged),
        "chance": chance_of(step),
        "odds": source_lines(step.choice.chance.sources) if step.choice.chance else [],
        "after": _lines(now.plot.scenario, step.said),
        "step": index,
    }


def _judged(judged: Judged | None) -> dict[str, Any] | None:
    if judged is None:
        return None
    return {
        "verdict": judged.verdict,
        "name": VERDICT_NAMES[judged.verdict],
        "why": judged.why,
        "price": judged.price,
        "sources": source_lines(judged.sources),
    }


def _now(now: Play) -> dict[str, Any]:
    scene = now.scene
    return {
        **_opening(now, len(now.steps)),
        "asks": scene.asks,
        "think": scene.think,
        "coach": list(scene.coach),
        "choices": [{"id": choice.id, "label": choice.text} for choice in now.plot.choices(now.here)],
        "ending": scene.ending.title if scene.ending else "",
    }


def _case_file(scenario: Scenario, now: Play) -> dict[str, Any]:
    trust = now.trust and {"words": trust_in_words(now.trust), "least": now.trust.least, "most": now.trust.most}
    return {
        "known": list(known_at(scenario, now.here)),
        "open": list(open_at(scenario, now.here)),
        "heard": _heard(told(scenario, now.here)),
        "trust": trust,
        "passed": time_in_words(now.passed) if now.passed.most else "",
    }


def _heard(heard: Iterable[Heard]) -> list[dict[str, Any]]:
    return [{"who": one.who, "role": one.role, "facts": list(one.facts)} for one in heard]


def _debrief(scenario: Scenario, now: Play, thoughts: Mapping[str, str]) -> dict[str, Any]:
    looked = debrief(now)
    return {
        "title": looked.ending.title,
        "remains": looked.ending.remains,
        "points": [_point(point, thoughts) for point in looked.points],
        "counts": _counts(looked.points),
        "heard": _heard(looked.heard),
        "unheard": list(looked.unheard),
        "changed": list(looked.ending.changed),
        "governs": [{"says": one.says, "sources": source_lines(one.sources)} for one in scenario.governs],
        "draws": [
            {"step": index, "title": step.scene.title}
            for index, step in enumerate(now.steps)
            if step.choice.chance is not None
        ],
    }


def _counts(points: Iterable[Point]) -> str:
    verdicts = [point.step.verdict for point in points]
    said = [f"{name.lower()} {count}" for verdict, name in VERDICT_NAMES.items() if (count := verdicts.count(verdict))]
    return f"{len(verdicts)} decisions, each judged on what you knew then: {', '.join(said)}." if said else ""


def _point(point: Point, thoughts: Mapping[str, str]) -> dict[str, Any]:
    step: Step = point.step
    return {
        "number": point.number,
        "title": step.scene.title,
        "chose": step.choice.text,
        "judged": _judged(step.judged),
        "known": list(point.known),
        "open": list(point.open),
        "criteria": [{"label": one.label, "met": one.met} for one in point.criteria],
        "heard": _heard(point.heard),
        "others": list(point.others),
        "colleague": step.scene.colleague,
        "thought": thoughts.get(step.scene.id, ""),
        "chance": point.chance,
    }
