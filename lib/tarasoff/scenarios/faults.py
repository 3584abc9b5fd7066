"""What is wrong with a scenario that can be read: names that lead nowhere, dead ends, loops, missing texts."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from tarasoff.engine.places import place_of
from tarasoff.knowledge.days import iso_day
from tarasoff.knowledge.mistakes import caught
from tarasoff.knowledge.names import unknown
from tarasoff.knowledge.teaching.library import sources
from tarasoff.scenarios.records import NARRATOR, YOU, Condition, Line, Scenario, Scene

#: What stands where an imported story needs its author.
TO_DO = "To be written."

_CORRECT = "Correct the id."


@frozen
class Fault:
    """One thing that is wrong.

    Args:
        place: where in the file, in words, such as ``scene ward, choice call``; may be empty.
    """

    place: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        said = f"{self.problem} {self.remedy}"
        return f"{self.place}: {said}" if self.place else said


def faults(scenario: Scenario) -> tuple[Fault, ...]:
    """Everything that keeps a scenario from being played; empty if nothing does.

    >>> from tarasoff.scenarios.files import scenarios
    >>> [faults(scenario) for scenario in scenarios().values()][0]
    ()
    """
    return (*_names(scenario), *_ways(scenario))


def missing_texts(scenario: Scenario) -> tuple[Fault, ...]:
    """What a scenario lacks that a reader will look for. It can be played all the same.

    Args:
        scenario: one that is played with every judgement in view, or a graded one together with its key.
    """
    texts = {
        "field about": scenario.about,
        "field setting": scenario.setting,
        **{f"fact {one.id}": one.says for one in scenario.known},
        **{f"scene {one.id}, ending": one.ending.remains for one in scenario.scenes if one.ending},
    }
    places = (place for place, text in texts.items() if text == TO_DO)
    unwritten = (Fault(place, "This is still to be written.", "Write it.") for place in places)
    return (*unwritten, *(fault for scene in scenario.scenes for fault in _missing(scene)))


def _missing(scene: Scene) -> Iterator[Fault]:
    where = f"scene {scene.id}"
    judged = [choice for choice in scene.choices if choice.judged]
    # Of ways with conditions only one may be there, so that nobody has to choose.
    bare = [choice for choice in scene.choices if not choice.judged and not choice.when]
    if judged and not scene.asks:
        yield Fault(where, "There are choices, and nothing asks for one.", "Write asks: with the question.")
    if len(bare) > 1 and not judged:
        yield Fault(where, "None of its choices is judged.", "Write judged: for each, or leave one choice.")
    if judged:
        for choice in bare:
            yield Fault(f"{where}, choice {choice.id}", "It is not judged, and others here are.", "Write judged:.")
    if any(one.verdict != "open" for choice in judged for one in choice.judged):
        if not scene.colleague:
            remedy = "Write colleague: what a reasonable colleague might have done."
            yield Fault(where, "The debrief has nothing of a colleague.", remedy)
        if not scene.coach:
            yield Fault(where, "The coach has no question.", "Write coach: with a question or two.")


def _names(scenario: Scenario) -> Iterator[Fault]:
    yield from _twice("", (scene.id for scene in scenario.scenes), "scene")
    yield from _twice("", (one.id for one in scenario.known), "fact")
    yield from _twice("", (version.id for version in scenario.versions), "version")
    for clash in {YOU, NARRATOR} & set(scenario.people):
        yield Fault("people", f"{clash!r} is a speaker already.", "Give the person another id.")
    known = [one.id for one in scenario.known]
    for version in scenario.versions:
        yield from _unknown(f"version {version.id}", (*version.instead, *version.instead.values()), known, "fact")
    yield from _unknown("start", [scenario.start], (scene.id for scene in scenario.scenes), "scene")
    yield from _unknown("support", scenario.support, sources(), "source")
    for rule in scenario.governs:
        yield from _unknown("governs", rule.sources, sources(), "source")
    yield from _law(scenario)
    for scene in scenario.scenes:
        yield from _names_in_scene(scenario, scene)


def _law(scenario: Scenario) -> Iterator[Fault]:
    for field, check in (("place", place_of), ("day", iso_day)):
        given = getattr(scenario, field)
        for mistake in caught(check, given) if given else ():
            yield Fault(f"field {field}", mistake.problem, mistake.remedy)


def _names_in_scene(scenario: Scenario, scene: Scene) -> Iterator[Fault]:
    where = f"scene {scene.id}"
    yield from _twice(where, (choice.id for choice in scene.choices), "choice")
    yield from _lines(scenario, where, scene.lines)
    yield from _unknown(where, [scene.seat] if scene.seat else [], scenario.people, "person")
    yield from _learned(scenario, where, (*scene.learn, *scene.opens), scene.heard)
    for choice in scene.choices:
        place = f"{where}, choice {choice.id}"
        yield from _conditions(scenario, place, choice.when)
        yield from _lines(scenario, place, choice.lines)
        yield from _learned(scenario, place, (*choice.learn, *choice.opens), choice.heard)
        yield from _unknown(place, choice.ways, (one.id for one in scenario.scenes), "scene")
        for judged in choice.judged:
            yield from _unknown(place, judged.sources, sources(), "source")
            yield from _conditions(scenario, place, judged.when)
        if choice.judged and choice.judged[-1].when:
            yield Fault(place, "Its last judgement has a condition.", "Let the last one hold always.")
        if choice.chance:
            yield from _unknown(place, choice.chance.sources, sources(), "source")
            for outcome in choice.chance.outcomes:
                yield from _lines(scenario, place, outcome.lines)
                yield from _learned(scenario, place, outcome.learn, outcome.heard)


def _twice(place: str, ids: Iterable[str], what: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            yield Fault(place, f"The {what} {one!r} stands twice.", f"Give each {what} an id of its own.")
        seen.add(one)


def _unknown(place: str, given: Iterable[str], ids: Iterable[str], what: str) -> Iterator[Fault]:
    ids = tuple(ids)
    for one in given:
        if one not in ids:
            yield Fault(place, unknown(one, ids, what), _CORRECT)


def _lines(scenario: Scenario, place: str, lines: tuple[Line, ...]) -> Iterator[Fault]:
    for line in lines:
        yield from _unknown(place, [line.who], (YOU, NARRATOR, *scenario.people), "speaker")
        yield from _conditions(scenario, place, line.when)


def _conditions(scenario: Scenario, place: str, when: tuple[Condition, ...]) -> Iterator[Fault]:
    known = [one.id for one in scenario.known]
    for one in when:
        yield from _unknown(place, [one.fact], scenario.people if one.told else known, "person" if one.told else "fact")
        yield from _unknown(place, [one.heard] if one.heard else [], known, "fact")


def _learned(
    scenario: Scenario, place: str, facts: tuple[str, ...], heard: dict[str, tuple[str, ...]]
) -> Iterator[Fault]:
    known = [one.id for one in scenario.known]
    yield from _unknown(place, facts, known, "fact")
    yield from _unknown(place, heard, scenario.people, "person")
    for told in heard.values():
        yield from _unknown(place, told, known, "fact")


def _ways(scenario: Scenario) -> Iterator[Fault]:
    """Dead ends, scenes that nobody reaches, and scenes from which there is no way to an ending."""
    scenes = {scene.id: scene for scene in scenario.scenes}
    for scene in scenario.scenes:
        if not scene.choices and scene.ending is None:
            yield Fault(f"scene {scene.id}", "It is a dead end.", "Write choices: or ending:.")
        if scene.choices and scene.ending is not None:
            yield Fault(f"scene {scene.id}", "It ends and goes on.", "Take out choices: or ending:.")
    if not any(scene.ending for scene in scenario.scenes):
        yield Fault("", "It has no ending.", "Write ending: in its last scenes.")
        return
    if scenario.start not in scenes:
        return
    ways = {scene.id: {to for choice in scene.choices for to in choice.ways} & set(scenes) for scene in scenario.scenes}
    back = {one: {scene for scene, to in ways.items() if one in to} for one in scenes}
    reached = _reached({scenario.start}, ways)
    ends = _reached({scene.id for scene in scenario.scenes if scene.ending or not scene.choices}, back)
    for one in scenes:
        if one not in reached:
            yield Fault(f"scene {one}", "Nothing leads to it.", f"Write to: {one} in a choice, or take the scene out.")
        if one not in ends:
            yield Fault(f"scene {one}", "From here one goes round for ever.", "Let a choice lead on to an ending.")


def _reached(fresh: set[str], ways: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    while fresh:
        found |= fresh
        fresh = {to for one in fresh for to in ways[one]} - found
    return found
