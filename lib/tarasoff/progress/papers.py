"""Papers to keep: a consent script, the file note of a practice case, and a record of what was done.

Each is one page of HTML that needs nothing else, made to be printed.
"""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from attrs import frozen

from tarasoff.assignment.analysis import Reading, read
from tarasoff.assignment.parts import JUDGEMENTS, Case
from tarasoff.assignment.practice import practice_case, practice_cases
from tarasoff.knowledge.teaching import library
from tarasoff.models.consent import compose
from tarasoff.progress.schedule import EXAM, REVIEWS, tries_of
from tarasoff.progress.standing import cases_marked, fields_of, scenarios_played, standing

_STYLE = """
@page { size: auto; margin: 18mm }
body { font: 12pt/1.45 system-ui, sans-serif; color: #111; background: #fff }
body { margin: 2rem auto; padding: 0 1rem; max-width: 42rem }
h1 { font-size: 1.5em; margin: 0 0 .6em } h2 { font-size: 1.1em; margin: 1.2em 0 .3em; break-after: avoid }
p, ul, ol { margin: .3em 0 } li { break-inside: avoid } blockquote { margin: .6em 0; white-space: pre-wrap }
footer { margin-top: 2em; padding-top: .5em; border-top: 1px solid #999; font-size: .85em; color: #333 }
@media print { body { margin: 0; padding: 0; max-width: none } }
"""


@frozen
class Paper:
    """One page.

    Args:
        file: its name as a file.
        html: the page.
    """

    title: str
    file: str
    html: str


def consent_paper(answers: Mapping[str, Any]) -> Paper | None:
    """The learner's own consent script; None if no phrase was chosen.

    >>> consent_paper({}) is None
    True
    """
    material = library.consent_material()
    chosen = fields_of(answers, "consent").get("phrases")
    script = compose(material, chosen if isinstance(chosen, list) else ())
    if not script.text:
        return None
    left = [limit.name for limit in script.missing]
    body = [f"<blockquote>{escape(script.text)}</blockquote>"]
    body += _list("What it does not explain yet", left)
    body += _list("What to say in other words", [phrase.text for phrase in script.problems])
    return _paper("What I tell a client about the limits of confidentiality", "consent-script", body, _TEACHING)


def note_papers(answers: Mapping[str, Any]) -> dict[str, Paper]:
    """The file note of each practice case of which something was answered, by the case's id; and the one on Corin."""
    written = fields_of(answers, "reflections").get(_ON_CORIN)
    corin = [f"<blockquote>{escape(written)}</blockquote>"] if isinstance(written, str) and written.strip() else []
    own = {_ON_CORIN: _paper("File note: Corin", _ON_CORIN, corin, _INVENTED)} if corin else {}
    return own | {
        case: _note(practice_case(case), fields)
        for case in practice_cases()
        if (fields := {field: given for field, given in fields_of(answers, case).items() if field not in _OF_THE_FORM})
    }


# What the form of a practice case keeps for itself.
_OF_THE_FORM = {"marked", "tries"}
# What is written in lecture 07b.
_ON_CORIN = "file-note-for-corin"
_TEACHING = "From a course. Teaching material, not legal advice."
_INVENTED = f"An invented case. {_TEACHING}"


def _note(case: Case, fields: Mapping[str, Any]) -> Paper:
    found = read(case, fields)
    told: dict[str, list[str]] = {}
    whom, what = ({one.id: one.label for one in group} for group in (case.recipients, case.items))
    # In the order in which the case names them.
    for recipient in whom:
        for item in what:
            if (recipient, item) in (found.disclosure or ()):
                told.setdefault(whom[recipient], []).append(what[item])
    body: list[str] = [f"<p>{escape(case.setting)}</p>"]
    body += _list("Facts that matter", _picked(case, found.picked, "facts"))
    judged = [
        f"{one.label}: {JUDGEMENTS[found.choices['criteria', one.id]].lower()}"
        for one in case.criteria
        if ("criteria", one.id) in found.choices
    ]
    body += _list("Criteria", judged)
    body += _list("The rule that governs", _chosen(case, found, "rule"))
    body += _list("What I do", [*_chosen(case, found, "action"), *_picked(case, found.picked, "actions")])
    nobody = ["Nobody is told anything."] if found.disclosure is not None and not told else []
    body += _list("Who is told what", [*(f"{who}: {'; '.join(items)}" for who, items in told.items()), *nobody])
    body += _list("On record", _picked(case, found.picked, "record"))
    if found.rationale:
        body += ["<h2>Why</h2>", f"<blockquote>{escape(found.rationale)}</blockquote>"]
    body += _list("Still open", found.open)
    return _paper(f"File note: {case.title}", f"file-note-{case.part}", body, _INVENTED)


def record_paper(answers: Mapping[str, Any], saved: str, name: str = "") -> Paper:
    """What was done, as it is.

    Args:
        answers: as in `Stored.answers`.
        saved: the day on which an answer was last saved, such as ``"2026-11-28"``.
        name: whose record it is; left out where it is empty.

    >>> "No lecture is ticked as worked through." in record_paper({}, "").html
    True
    """
    now = standing(answers)
    body = [f"<p>{escape(name)}</p>"] if name.strip() else []
    done = [f"{one.lecture.id} {one.lecture.title}" for one in now.lectures if one.done]
    none = ["No lecture is ticked as worked through."]
    body += _list(f"Lectures worked through: {len(done)} of {len(now.lectures)}", done or none)
    body += _list("Questions", _questions(answers, now.answered, now.right))
    cases = [practice_case(case).title for case in cases_marked(answers) if case in practice_cases()]
    body += _list("Practice cases marked", cases)
    body += _list("Scenarios played to an end", [one.replace("-", " ") for one in scenarios_played(answers)])
    body += _list("Where I would first tell somebody", list(_ladder(answers)))
    body.append(f"<p>Last answer saved on {escape(saved)}.</p>" if saved else "")
    foot = (
        "This page says what was answered on this computer. It is no certificate: nobody has checked it, it gives no "
        "mark and no credit. It says which lectures were ticked, not how well they were read."
    )
    return _paper("Record of completion", "record-of-completion", body, foot)


def _questions(answers: Mapping[str, Any], answered: int, right: int) -> list[str]:
    total = len(library.questions())
    reviewed = sum(len(tries_of(given)) for given in fields_of(answers, REVIEWS).values())
    past = fields_of(answers, EXAM).get("past")
    exams = past.get("exams", ()) if isinstance(past, Mapping) else ()
    lines = [f"In the lectures: {answered} of {total} answered, {right} right at the last try"]
    lines += [f"In reviews: {reviewed} answered"] * (reviewed > 0)
    return lines + [
        f"Mock exam of {str(one.get('at', ''))[:10]}: {one.get('right')} of {one.get('of')} right"
        for one in exams
        if isinstance(one, Mapping)
    ]


def _ladder(answers: Mapping[str, Any]) -> Iterator[str]:
    rungs = library.line().words
    for when, word in (("first", "At the start"), ("again", "At the end")):
        given = fields_of(answers, "line").get(when)
        rung = given.get("rung") if isinstance(given, Mapping) else None
        yield f"{word}: {rungs[rung]}" if isinstance(rung, str) and rung in rungs else f"{word}: not answered"


def _chosen(case: Case, found: Reading, group: str) -> list[str]:
    return [
        ask.options[found.choices[group, ask.id]]
        for ask in case.asks
        if ask.group == group and (group, ask.id) in found.choices
    ]


def _picked(case: Case, picked: Mapping[str, tuple[Any, ...]], step: str) -> list[str]:
    return [case.picks[step][one] for one in picked.get(step, ())]


def _list(title: str, lines: Iterable[str]) -> list[str]:
    """A heading with a list; nothing if there is nothing to list."""
    entries = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return [f"<h2>{escape(title)}</h2><ul>{entries}</ul>"] if entries else []


def _paper(title: str, file: str, body: Iterable[str], foot: str) -> Paper:
    html = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style><main><h1>{escape(title)}</h1>"
        f"{''.join(body)}</main><footer>{escape(foot)}</footer></html>\n"
    )
    return Paper(title, f"{file}.html", html)
