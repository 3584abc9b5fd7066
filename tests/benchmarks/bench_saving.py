"""Saving one change of a whole ps5 case, from what the browser sends to the word that it is on the disk."""

import json
import statistics
import tempfile
import time
from pathlib import Path

from tarasoff.assignment.files import load_parts
from tarasoff.assignment.parts import Case
from tarasoff.widgets.forms.case_form import CaseForm

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENT = "ps5-conference"
RUNS = 200
BUDGET_MS = 20


def whole(case):
    """An answer to each step, as long as answers get."""
    told = {to.id: [item.id for item in case.items] for to in case.recipients}
    answer = {
        "facts": list(range(1, len(case.story) + 1)),
        "criteria": {one.id: "unclear" for one in case.criteria},
        "rule": case.rules[0].id if case.rules else None,
        "action": case.actions[0].id if case.actions else None,
        "actions": [one.id for one in case.actions][: case.order],
        "disclosure": told,
        "record": [one.id for one in case.record],
        "rationale": "Because it is enough, and for nobody else. " * 30,
    }
    return {field: answer[field] for field in case.fields}


def changes(case):
    """One change after the other, each of another step, and none twice the same."""
    kinds = sorted(case.fields & {"facts", "criteria", "rule", "actions", "record", "rationale"})
    for number in range(RUNS):
        field, turn = kinds[number % len(kinds)], number // len(kinds)
        yield (
            field,
            {
                "facts": [1 + turn % len(case.story)],
                "criteria": {one.id: ("met", "not_met", "unclear")[turn % 3] for one in case.criteria},
                "rule": case.rules[turn % len(case.rules)].id if case.rules else None,
                "actions": [case.actions[turn % len(case.actions)].id] if case.actions else None,
                "record": [case.record[turn % len(case.record)].id] if case.record else None,
                "rationale": f"{turn}. " + "Because it is enough, and for nobody else. " * 30,
            }[field],
        )


def main():
    cases = [one for one in load_parts(ROOT / "source" / ASSIGNMENT).values() if isinstance(one, Case)]
    case = max(cases, key=lambda one: len(one.fields))
    # Where the course itself lies, so that the disk is one that a learner has.
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        for one in cases:
            CaseForm(one, ASSIGNMENT, Path(folder)).answer = whole(one)
        form = CaseForm(case, ASSIGNMENT, Path(folder))
        times = []
        for number, (field, value) in enumerate(changes(case)):
            state = {"answer": {**form.answer, field: value}, "seen": [form.note.get("count", 0), number / 7]}
            start = time.perf_counter()
            form.set_state(state)
            times.append((time.perf_counter() - start) * 1000)
            if form.note["text"] != "Saved." or form.answer[field] != value:
                raise SystemExit(f"{field} was not saved: {form.note['text']}")
        size = (Path(folder) / "answers.json").stat().st_size
    median, most = statistics.median(times), sorted(times)[int(0.95 * RUNS)]
    print(
        f"{case.part}: one change is saved in {median:.1f} ms (median of {RUNS}; 95 % within {most:.1f}; "
        f"budget {BUDGET_MS}), in a file of {size / 1000:.0f} kB with {len(cases)} cases"
    )
    print(
        json.dumps(
            {
                "bench": "saving",
                "save_ms": round(median, 2),
                "save_p95_ms": round(most, 2),
                "budget_ms": BUDGET_MS,
                "runs": RUNS,
                "cases": len(cases),
                "file_kb": round(size / 1000, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
