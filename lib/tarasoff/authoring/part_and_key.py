"""What is wrong with one part and its key, wherever they lie: in an assignment, in the bank, or open for practice."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe

from safegrade.contract import number
from tarasoff.assignment.parts import Case, Part, ScenarioPart
from tarasoff.authoring.complaint import Complaint, on_places
from tarasoff.engine.find import find
from tarasoff.engine.places import place_of
from tarasoff.knowledge.days import iso_day
from tarasoff.knowledge.law.facts import FACT_KINDS
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.names import alike, unknown
from tarasoff.knowledge.reading import DataFileError
from tarasoff.knowledge.teaching.library import sources
from tarasoff.knowledge.wording import listed
from tarasoff.marking.data_keys import DataKey
from tarasoff.marking.key_files import load_key, read_key
from tarasoff.marking.keys import CaseKey, Key, QuestionsKey, choice_keys
from tarasoff.marking.mark import mark, model_answers
from tarasoff.marking.scenario_keys import ScenarioKey, with_key
from tarasoff.marking.step_keys import LadderKey
from tarasoff.scenarios.faults import missing_texts
from tarasoff.scenarios.walk import on_the_way

# What a case gives by its setting, and not in its story.
_GIVEN = frozenset({"profession", "setting", "abuse"})


def examine_part(base: Path, path: Path, keyed: Path, part: Part | None, headings: set[str]) -> Iterator[Complaint]:
    """What is wrong with a part and its key.

    Args:
        base: the folder from which files are named.
        path: of the part.
        keyed: of its key.
        part: None is a part that cannot be read, whose key can be wrong besides.
        headings: what a section can be called; empty if that is not known.
    """
    where = str(keyed.relative_to(base))
    if part is not None:
        yield from examine_case(part, str(path.relative_to(base)))
    if not keyed.exists():
        yield Complaint(where, "There is no key for this part.", "Copy one, and name it like the part.")
        return
    try:
        key = read_key(keyed) if part is None else load_key(keyed, part)
    except DataFileError as error:
        yield from unreadable(error, base)
        with suppress(DataFileError):
            yield from (Complaint(where, *one) for one in _key_alone(read_key(keyed), headings))
        return
    yield from examine_key(where, part, key, headings)


def examine_key(where: str, part: Part | None, key: Key, headings: set[str]) -> Iterator[Complaint]:
    """What is wrong with a key that can be read, by itself and beside its part."""
    yield from (Complaint(where, *said) for said in _key_alone(key, headings))
    if part is not None:
        yield from (Complaint(where, *said) for said in _key_and_part(part, key))
    if isinstance(part, ScenarioPart) and isinstance(key, ScenarioKey):
        judged = with_key(part.story, key)
        yield from on_places(where, (*on_the_way(judged), *missing_texts(judged)))


def unreadable(error: DataFileError, base: Path) -> Iterator[Complaint]:
    """What is wrong with a file, and everything else that is wrong with it."""
    return on_places(str(error.file.relative_to(base)), (error, *error.others))


def examine_case(part: Part, where: str) -> Iterator[Complaint]:
    """What is wrong with a case by itself: words that the engine does not know."""
    if not isinstance(part, Case):
        return
    if part.profession and part.profession not in FACT_KINDS["profession"].values:
        possible = FACT_KINDS["profession"].values
        yield Complaint(where, unknown(part.profession, possible, "profession"), "Correct it.")
    try:
        if part.place:
            place_of(part.place)
        if part.day:
            iso_day(part.day)
    except Mistake as error:
        yield Complaint(where, str(error), "Correct it.")


def _key_alone(key: Key, headings: set[str]) -> Iterator[tuple[str, str]]:
    for section, ids in _rests_on(key):
        if headings and section not in headings:
            yield f"{section!r} is not a heading of a lecture.", alike(section, sorted(headings))
        for one in ids:
            if one not in sources():
                yield unknown(one, sources(), "source"), "Correct the id."
    if not isinstance(key, DataKey) and key.salt is None:
        offer = f'Write salt: "{token_urlsafe(16)}", or other text at random.'
        yield "There is no salt to shuffle with what can be chosen.", offer
    yield from _breaches(key)


def _key_and_part(part: Part, key: Key) -> Iterator[tuple[str, str]]:
    full = mark(part, key, model_answers(part, key)).mark
    if full != part.points:
        yield (
            f"The best answers earn {number(full)} of {number(part.points)} points.",
            "Give an option in each step full credit.",
        )
    if (blank := mark(part, key, None).mark) != 0:
        yield f"No answer at all earns {number(blank)} points.", "Nothing answered must earn nothing."
    if isinstance(part, Case) and isinstance(key, CaseKey):
        yield from _facts(part, key)
        yield from _engine(part, key)


def _breaches(key: Key) -> Iterator[tuple[str, str]]:
    """Options that earn everything and are errors all the same."""
    groups = {" ".join(filter(None, where)): choice.options for where, choice in choice_keys(key).items()}
    if isinstance(key, ScenarioKey):
        yield from _scene_breaches(key)
    if isinstance(key, CaseKey):
        groups |= {step: one.options for step, one in key.picks.items() if isinstance(one, LadderKey)}
    for where, options in groups.items():
        for name, option in options.items():
            if option.credit == 1 and option.breach:
                problem = f"In {where}, {name} earns full credit and is breach: {option.breach}."
                yield problem, "Take the breach away, or give it less credit."


def _scene_breaches(key: ScenarioKey) -> Iterator[tuple[str, str]]:
    for scene, found in key.scenes.items():
        for choice, judged in found.choices.items():
            for one in judged:
                if one.earns == 1 and one.verdict in ("over", "under"):
                    problem = f"In {scene}, {choice} earns full credit and is judged {one.verdict}."
                    yield problem, "Give it less credit, or judge it otherwise."


def _facts(part: Case, key: CaseKey) -> Iterator[tuple[str, str]]:
    """What is wrong with what the key says of the story."""
    if key.route in ("suicide", "abuse") and not part.support:
        yield f"The case is about {key.route}, and has no line on support.", "Write support: ... in the case."
    for one in (*key.holds, *key.withholds):
        if one not in FACT_KINDS:
            yield unknown(one, FACT_KINDS, "fact"), "Correct holds and withholds."
    if both := set(key.holds) & set(key.withholds):
        yield f"It both holds and withholds {listed(sorted(both), 'and')}.", "Decide for one."


def _rests_on(key: Key) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each section that feedback names, with the sources beside it."""
    for choice in choice_keys(key).values():
        yield choice.section, choice.sources
    if isinstance(key, CaseKey):
        for step in (*key.picks.values(), *([key.disclosure] if key.disclosure else [])):
            yield step.section, step.sources
    elif isinstance(key, ScenarioKey):
        for scene in key.scenes.values():
            judged = [worth for several in scene.choices.values() for worth in several]
            yield scene.section, tuple(source for worth in judged for source in worth.sources)
    elif not isinstance(key, QuestionsKey):
        for scored in key.worth:
            yield scored.section, scored.sources


def _engine(part: Case, key: CaseKey) -> Iterator[tuple[str, str]]:
    if key.engine is None:
        if part.place:
            yield "It does not say what the criteria engine finds.", "Write engine: with kind and facts."
        return
    told = set(key.engine.facts.known()) - _GIVEN
    if told != set(key.holds) - _GIVEN:
        odd = listed(sorted(told ^ (set(key.holds) - _GIVEN)), "and")
        yield f"The facts of the engine and what the case holds differ in {odd}.", "Make the two the same."
    try:
        finding = find(key.engine.facts, part.place, part.day)
    except Mistake as error:
        yield f"The engine cannot judge it: {error}", "Correct place, day or facts."
        return
    on = finding.topic(key.engine.topic)
    kind = on.kind if on else finding.kind
    if kind != key.engine.kind:
        about = f"On {on.topic.name} the" if on else "The"
        yield (
            f"{about} engine finds {kind!r}, and the key says {key.engine.kind!r}. {finding.why}",
            "Correct the facts or the kind.",
        )
