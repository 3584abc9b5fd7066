"""A hostile class: nobody gets more than was earned, harms anybody, sees what is private, or goes on running."""

import json
import sys

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.every, pytest.mark.xdist_group("hostile")]


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize(("how", "kinds"), [("--quick", 50), pytest.param("--all", 90, marks=pytest.mark.every)])
def test_a_hostile_class_gains_and_harms_nothing(run, how, kinds):
    done = run(sys.executable, "tests/workflow/hostile.py", how, ok=(0, 1))
    summary = json.loads(done.stdout.splitlines()[-1])
    assert summary["wrong"] == [], done.stdout
    assert summary["kinds"] >= kinds
