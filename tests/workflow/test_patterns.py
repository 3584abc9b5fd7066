"""Patterns of checks as ordinary courses write them: no right answer loses, no wrong one gains, and few wait."""

import builtins
import importlib.util
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("patterns")
# Names that IPython binds, or a magic in a check.
BY_IPYTHON = {"get_ipython", "_", "fib_timed", "row_output", "course_year", "in_course"}
# Of all checks of honest answers, how many may wait for a person where the teacher has changed nothing.
MOST_FOR_A_PERSON = 0.06


@pytest.fixture(scope="module")
def tool():
    """The builder beside this file."""
    spec = importlib.util.spec_from_file_location("pattern_course", Path(__file__).with_name("pattern_course.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def patterns(tool):
    return tool.patterns()


def test_there_are_patterns_of_many_kinds(patterns):
    assert len(patterns) >= 150
    assert len({pattern["theme"] for pattern in patterns.values()}) >= 10


@pytest.mark.every
@pytest.mark.slow
def test_a_pattern_leans_on_no_other(tool, patterns):
    """Its marks must not hang on the company that it keeps in a notebook."""
    wrong = {}
    for name, pattern in patterns.items():
        checks = [text for _, text, _, is_answer in tool.cells(name, pattern) if not is_answer]
        for who in ("honest", "wrong"):
            texts = [*checks, *tool.answers(name, pattern, who).values()]
            known = {*dir(builtins), *BY_IPYTHON, *(one for text in texts for one in tool.bound(text))}
            if missing := {one for text in texts for one in tool.used(text)} - known:
                wrong[name, who] = missing
    assert wrong == {}


def test_nbgrader_s_marks_on_record_are_what_a_reader_expects(tool, patterns):
    """Full marks for honest answers and less for others, in every pattern that is compared."""
    stock, wrong = tool.recorded(), []
    assert {check.rpartition("-check-")[0] for check in stock} == {*patterns}
    for name, pattern in tool.fair(patterns).items():
        worth = {check: points for check, _, points, _ in tool.cells(name, pattern) if points is not None}
        wrong += [check for check, points in worth.items() if stock[check]["honest"] != points]
        for who in ("wrong", "blank"):
            if sum(stock[check][who] for check in worth) >= sum(worth.values()):
                wrong.append(f"{name} of {who}")
    assert wrong == []


@pytest.fixture(scope="module", params=["a tenth", pytest.param("every", marks=pytest.mark.every)])
def judged(request, tool, patterns, tmp_path_factory):
    """Each mark of ours beside nbgrader's, with a word for it; the table shows with -s, or where a test fails."""
    request.getfixturevalue("sandbox")
    chosen = tool.fair(patterns)
    if request.param == "a tenth":
        # Of each theme, as they stand one below the other.
        chosen = dict([*chosen.items()][::10])
        assert {one["theme"] for one in chosen.values()} == {one["theme"] for one in patterns.values()}
    course = tool.made(tmp_path_factory.mktemp("patterns") / "course", chosen)
    rows = list(tool.judged(tool.recorded(), tool.marked(course, "ours"), chosen))
    tool.printed(rows, chosen)
    return rows


@pytest.mark.slow
def test_no_right_answer_gets_less_than_from_nbgrader(judged):
    assert [check for _, check, who, _, _, word in judged if (who, word) == ("honest", "false zero")] == []


@pytest.mark.slow
def test_no_wrong_or_blank_answer_gets_more_than_from_nbgrader(judged):
    assert [(check, who) for _, check, who, _, _, word in judged if word == "false credit"] == []


@pytest.mark.slow
def test_few_checks_of_right_answers_wait_for_a_person(judged):
    honest = [(check, word) for _, check, who, _, _, word in judged if who == "honest"]
    waiting = [check for check, word in honest if word == "person"]
    assert len(waiting) <= MOST_FOR_A_PERSON * len(honest), waiting


@pytest.mark.slow
@pytest.mark.every
def test_the_marks_on_record_are_still_nbgrader_s(tool, patterns, tmp_path):
    course = tool.made(tmp_path / "course", patterns)
    assert tool.marked(course, "stock") == tool.recorded()
