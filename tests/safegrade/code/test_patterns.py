"""Ordinary checks from outside: a right answer passes, a wrong one never does. The table is patterns.yaml."""

import os
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from ruamel.yaml import YAML

from safegrade.code.reading.plan import plan_of
from safegrade.code.run import run
from safegrade.sandbox.host import Limits, SandboxError, Warm

PATTERNS = YAML(typ="safe").load(Path(__file__).with_name("patterns.yaml"))
KINDS = {
    "given": {"locked": True},
    "answer": {"solution": True},
    "check": {"grade": True, "locked": True, "points": 1},
}

pytestmark = pytest.mark.slow


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
    return outcome.checks[max(outcome.checks)].outside


# make test takes a third of them.
SOME = [pytest.param(kind, marks=[pytest.mark.every] if number % 3 else []) for number, kind in enumerate(PATTERNS)]


@pytest.mark.parametrize("kind", SOME)
def test_a_right_answer_passes_and_a_wrong_one_never(warm, kind):
    right = last_verdict(warm, PATTERNS[kind], PATTERNS[kind]["right"])
    assert (right.kind, right.why) == ("passed", ""), right
    wrong = last_verdict(warm, PATTERNS[kind], PATTERNS[kind]["wrong"])
    assert wrong.kind != "passed" or wrong.credit == 0, wrong
