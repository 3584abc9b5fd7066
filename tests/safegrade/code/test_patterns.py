"""Ordinary checks from outside: a right answer passes, a wrong one never does. The table is patterns.yaml."""

import os
from pathlib import Path

import pytest
import yaml
from nbformat.v4 import new_code_cell, new_notebook

from safegrade.code.run import plan_of, run
from safegrade.sandbox.host import Limits, SandboxError, Warm

PATTERNS = yaml.safe_load(Path(__file__).with_name("patterns.yaml").read_text(encoding="utf-8"))
KINDS = {
    "given": {"locked": True},
    "answer": {"solution": True},
    "check": {"grade": True, "locked": True, "points": 1},
}


@pytest.fixture(scope="module")
def warm():
    try:
        with Warm(Limits(memory=500 << 20, disk=16 << 20, seconds=30, cell_seconds=8)) as warm:
            yield warm
    except SandboxError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


def cell(kind, source):
    plain = {"grade": False, "solution": False, "locked": False, "task": False, "grade_id": kind}
    return new_code_cell(source, metadata={"nbgrader": {**plain, **KINDS[kind]}})


def last_verdict(warm, pattern, answer):
    def notebook(answer):
        given = [("given", pattern["given"])] if "given" in pattern else []
        checks = [("check", source) for source in pattern.get("earlier", [])]
        cells = [*given, ("answer", answer), *checks, ("check", pattern["check"])]
        return new_notebook(cells=[cell(kind, source) for kind, source in cells])

    outcome = run(notebook(answer), plan_of(notebook(pattern["right"])), {}, {}, warm)
    return outcome.verdicts[max(outcome.verdicts)]


@pytest.mark.parametrize("kind", PATTERNS)
def test_a_right_answer_passes_and_a_wrong_one_never(warm, kind):
    right = last_verdict(warm, PATTERNS[kind], PATTERNS[kind]["right"])
    assert (right.kind, right.why) == ("passed", ""), right
    wrong = last_verdict(warm, PATTERNS[kind], PATTERNS[kind]["wrong"])
    assert wrong.kind != "passed" or wrong.credit == 0, wrong
