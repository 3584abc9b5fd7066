"""What one reads when a class is marked, and the exit status that a script goes by."""

import json

import click
import pytest

from safegrade.contract import GradingError
from safegrade.grade import command
from safegrade.grade.command import Summary, grade_class, open_run
from safegrade.grade.grade import MARKED, NOT_MARKED, UNCHANGED, Done, GradingStoppedError
from safegrade.sandbox.host import UNSAFE

ADA, BOB, EVE = Done("ada", MARKED, ()), Done("bob", UNCHANGED, ()), Done("eve", NOT_MARKED, ("Look.",))


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ((ADA, BOB, EVE), "ps: 3 submissions, 1 marked, 1 unchanged, 1 not marked; 1 with something to look at. 1.5 s"),
        ((ADA, ADA), "ps: 2 submissions, 2 marked; 0 with something to look at. 1.5 s, 1 a second."),
        ((), "ps: 0 submissions, none marked; 0 with something to look at. 1.5 s, 0 a second."),
    ],
)
def test_the_sentence_counts_what_became_of_them(done, said):
    assert str(Summary("ps", 1.5, "", done)).startswith(said)


def test_what_took_no_time_has_no_rate():
    assert str(Summary("ps", 0.0, "", (ADA,))).endswith("look at. 0.0 s.")


@pytest.mark.parametrize(
    ("stopped", "done", "status"),
    [
        ("", (ADA, BOB), 0),
        ("", (), 0),
        ("", (ADA, EVE), 1),
        ("", (Done("ada", MARKED, ("Renamed.",)),), 1),
        ("The disk is full.", (ADA,), 1),
    ],
)
def test_the_status_says_whether_somebody_must_look(stopped, done, status):
    assert Summary("ps", 1.5, stopped, done).status == status


def test_as_data_every_state_is_counted():
    plain = json.loads(json.dumps(Summary("ps", 1.5, "Full.", (ADA, EVE)).as_dict()))
    assert plain["counts"] == {"marked": 1, "unchanged": 0, "not marked": 1}
    assert plain["submissions"][1] == {"student": "eve", "state": "not marked", "lines": ["Look."]}
    assert (plain["assignment"], plain["seconds"], plain["stopped"]) == ("ps", 1.5, "Full.")


class Run:
    """A run of three submissions."""

    def __init__(self):
        self.jobs, self.refused, self.closed = (1, 2, 3), {}, False

    def close(self):
        self.closed = True


@pytest.fixture
def marked(monkeypatch, tmp_path):
    """Mark a class for which marking gives this; an error is raised."""

    def marked(*given, unsafe=False):
        marked.run = Run()

        def grade(*_):
            for one in given:
                if isinstance(one, BaseException):
                    raise one
                yield one

        monkeypatch.setattr(command, "open_run", lambda *_, **__: marked.run)
        monkeypatch.setattr(command, "grade", grade)
        return grade_class(tmp_path, "ps", (), 1, "", force=False, unsafe=unsafe)

    return marked


def test_a_line_for_whom_somebody_must_look_at_and_the_summary_in_order(marked, capsys):
    summary = marked(EVE, BOB, ADA)
    assert summary.submissions == (ADA, BOB, EVE)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == ["eve: Look.", str(summary)]
    assert marked.run.closed


@pytest.mark.parametrize(
    ("error", "why"),
    [(GradingStoppedError("No room. Make room."), "No room. Make room."), (KeyboardInterrupt(), "Stopped. What was")],
)
def test_where_it_stopped_one_reads_why_and_how_many_are_left(marked, capsys, error, why):
    summary = marked(ADA, error)
    assert summary.stopped.startswith(why)
    assert summary.submissions == (ADA,)
    assert f"2 are not marked. {why}" in capsys.readouterr().err
    assert marked.run.closed


def test_without_a_sandbox_that_is_said(marked, capsys):
    marked(ADA, unsafe=True)
    assert capsys.readouterr().err.startswith(UNSAFE)


def test_what_cannot_be_marked_is_wrong_use(monkeypatch, tmp_path):
    def refuse(*_, **__):
        raise GradingError("There is no gradebook.", "Make one.")

    monkeypatch.setattr(command, "open_run", refuse)
    with pytest.raises(click.UsageError, match=r"There is no gradebook\. Make one\."):
        grade_class(tmp_path, "ps", (), 1, "", force=False, unsafe=False)


def test_no_assignment_can_have_a_plus_in_its_name(tmp_path):
    with pytest.raises(GradingError) as caught:
        open_run(tmp_path, "ps+1")
    assert caught.value.problem == "No assignment can be called 'ps+1'."
    assert caught.value.remedy == "Write its name as in source/."


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch, tmp_path):
    def silent(address):
        raise OSError(f"{address} has no workers")

    monkeypatch.setattr(command, "Cluster", silent)
    with pytest.raises(click.UsageError, match=r"No Dask scheduler answers at tcp://here:1: tcp://here:1 has no"):
        grade_class(tmp_path, "ps", (), 1, "tcp://here:1", force=False, unsafe=False)

    def missing(_):
        raise ImportError("distributed")

    monkeypatch.setattr(command, "Cluster", missing)
    with pytest.raises(click.UsageError, match=r"needs Dask, .* pip install 'tarasoff\[cluster\]'"):
        grade_class(tmp_path, "ps", (), 1, "tcp://here:1", force=False, unsafe=False)
