"""One road: nobody is lost on it, whatever a worker, a penalty or a disk does, and each is told of once."""

import errno
import logging
from concurrent.futures import BrokenExecutor, Future
from itertools import chain
from pathlib import Path
from types import SimpleNamespace

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError, OperationalError

from safegrade.grade import grade as road
from safegrade.grade.grade import MARKED, NOT_MARKED, UNCHANGED, GradingStoppedError, grade
from safegrade.grade.setup import Job, Setup
from safegrade.gradebook.results import MarkedNotebook, Result

NAMES = [f"s{number:02}" for number in range(40)]


class Executor:
    """Marks at once; whoever is deadly takes it along, and all that comes after."""

    def __init__(self, deadly):
        self.deadly, self.broken, self.ended = deadly, False, False

    def submit(self, _, __, jobs):
        if self.broken:
            raise BrokenExecutor
        future = Future()
        if self.deadly & {job.student for job in jobs}:
            self.broken = True
            future.set_exception(BrokenExecutor("killed"))
        else:
            future.set_result([Result(job.student, "f", same=bool(job.known)) for job in jobs])
        return future

    def shutdown(self, *, wait):
        self.ended = wait


class Workers:
    def __init__(self, size=2, deadly=()):
        self.size, self.deadly, self.started = size, set(deadly), []

    def start(self):
        assert all(one.ended for one in self.started), "the one before was not ended"
        self.started.append(Executor(self.deadly))
        return self.started[-1]


class Writer:
    """Writes, unless one of these is among them; then it raises what stands there."""

    where = "marks.db"

    def __init__(self, failing=()):
        self.failing, self.batches = dict(failing), []
        self.known = {name: SimpleNamespace(lines=("From before.",)) for name in NAMES}

    def write(self, results):
        for one in results:
            if one.student in self.failing:
                raise self.failing[one.student]
        self.batches.append([one.student for one in results])
        return [evolve(one, lines=("Late.",)) for one in results]

    def folder(self, student):
        return Path("/course/autograded") / student / "ps"


def run_of(names, *, writer=None, known=(), strangers=(), refused=None, **hooks):
    hooks = {"pre_convert_hook": None, "post_convert_hook": None, **hooks}
    course = SimpleNamespace(submitted_directory="submitted", format_path=lambda *parts: "/".join(parts))
    return SimpleNamespace(
        setup=Setup("/course", "ps", ()),
        jobs=tuple(Job(name, f"/{name}", known="f" if name in known else "") for name in names),
        converter=SimpleNamespace(coursedir=course, log=logging.getLogger("toys"), **hooks),
        writer=writer or Writer(),
        strangers=frozenset(strangers),
        refused=refused or {},
    )


@given(
    number=st.integers(0, 40), size=st.integers(1, 9),
    deadly=st.sets(st.sampled_from(NAMES), max_size=3), known=st.sets(st.sampled_from(NAMES), max_size=5),
    failing=st.sets(st.sampled_from(NAMES), max_size=3), strangers=st.sets(st.sampled_from(NAMES), max_size=3),
)
def test_everybody_is_told_of_once_and_only_who_is_to_blame_is_not_marked(
    number, size, deadly, known, failing, strangers
):
    names = NAMES[:number]
    writer = Writer({name: ValueError("penalty") for name in failing})
    done = list(grade(run_of(names, writer=writer, known=known, strangers=strangers), Workers(size, deadly)))
    assert sorted(one.student for one in done) == names
    for one in done:
        blamed = one.student in deadly | strangers | failing - known
        state = NOT_MARKED if one.student in deadly else UNCHANGED if one.student in known else None
        assert one.state == (state or (NOT_MARKED if blamed else MARKED))
        assert one.lines


def test_each_way_of_failing_has_its_line():
    writer = Writer({"s01": ValueError("a  penalty\nplugin")})
    done = {one.student: one.lines for one in grade(run_of(NAMES[:4], writer=writer, strangers={"s02"}),
                                                    Workers(1, {"s03"}))}  # fmt: skip
    assert done["s00"] == ("Late.",)
    assert done["s01"] == ("It could not be written: ValueError: a penalty plugin",)
    assert done["s02"] == ("The gradebook does not know this student. Run: nbgrader db student add",)
    assert done["s03"] == ("The worker ended while marking it (BrokenExecutor). Look into its folder.",)


class Crowd(Executor):
    """Those who are slow come late whenever somebody runs beside them, or always."""

    def __init__(self, slow, always):
        super().__init__(set())
        self.slow, self.always, self.asked = slow, always, []

    def submit(self, _, __, jobs):
        self.asked.append([job.student for job in jobs])
        future = Future()
        alone = len(self.asked) > len(NAMES[:4])
        future.set_result([self.result(job.student, alone=alone) for job in jobs])
        return future

    def result(self, student, *, alone):
        is_late = student in self.always or (student in self.slow and not alone)
        return Result(student, "f", notebooks=(MarkedNotebook("ps", "{}", {}, {}, (), late=is_late),))


def test_a_timeout_counts_only_if_it_comes_again_with_nobody_beside(monkeypatch):
    crowd, writer = Crowd({"s01"}, {"s02"}), Writer()
    written = []
    monkeypatch.setattr(writer, "write", lambda results: written.extend(results) or results)
    workers = SimpleNamespace(size=1, start=lambda: crowd)
    assert len(list(grade(run_of(NAMES[:4], writer=writer), workers))) == 4
    assert sorted(crowd.asked[-2:]) == [["s01"], ["s02"]], "each alone"
    assert sorted((one.student, one.late) for one in written) == [
        ("s00", False), ("s01", False), ("s02", True), ("s03", False),
    ]  # fmt: skip


def test_a_timeout_of_the_only_one_counts_at_once():
    crowd = Crowd(set(), {"s00"})
    assert [done.student for done in grade(run_of(["s00"]), SimpleNamespace(size=1, start=lambda: crowd))] == ["s00"]
    assert crowd.asked == [["s00"]]


def test_whose_folder_is_not_looked_into_is_told_of_and_not_marked():
    done = list(grade(run_of(NAMES[:1], refused={"eve": "ps is a link."}), Workers(1)))
    assert [(one.student, one.state, one.lines) for one in done if one.student == "eve"] == [
        ("eve", NOT_MARKED, ("ps is a link.",))
    ]
    assert len(done) == 2


def test_what_was_marked_and_unchanged_keeps_its_lines():
    (done,) = grade(run_of(["s00"], known=["s00"]), Workers())
    assert (done.state, done.lines) == (UNCHANGED, ("From before.",))


def test_many_are_written_at_once_in_the_order_of_the_students(monkeypatch):
    monkeypatch.setattr(road, "_AT_ONCE", 10)
    writer = Writer()
    list(grade(run_of(NAMES[:25], writer=writer), Workers(1)))
    assert len(writer.batches) < 5
    assert sorted(chain(*writer.batches)) == NAMES[:25]
    assert all(batch == sorted(batch) for batch in writer.batches)


def database(kind, message, sqlstate="", **more):
    original = Exception(message)
    if sqlstate != "":
        original.sqlstate = sqlstate
    return kind("INSERT secret", {}, original, **more)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device. Make room. What was written so"),
        (OSError(errno.EROFS, "Read-only", "/course/autograded/x"), "/course/autograded cannot be written: Read-only."),
        (database(OperationalError, "disk is full"), "marks.db cannot be written: disk is full. Make room"),
        (database(OperationalError, "no", "42501"), "marks.db cannot be written: no. Ask for the right"),
        (database(OperationalError, "gone", None), "marks.db cannot be written: gone. See that its server"),
        (database(IntegrityError, "gone", connection_invalidated=True), "gone. See that its server answers"),
    ],
)
def test_where_nothing_more_can_be_written_it_stops_and_says_why(error, said):
    workers = Workers(1)
    with pytest.raises(GradingStoppedError) as caught:
        list(grade(run_of(NAMES[:3], writer=Writer({"s01": error})), workers))
    assert said in str(caught.value)
    assert "run the same command again for the rest" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert workers.started[-1].ended


@pytest.mark.parametrize(
    "error",
    [OSError(errno.EACCES, "No", "/course/submitted/a"), OSError(errno.EIO, "I/O"), database(IntegrityError, "twice")],
)
def test_what_one_submission_alone_is_to_blame_for_stops_nobody(error):
    done = {one.student: one.state for one in grade(run_of(NAMES[:3], writer=Writer({"s01": error})), Workers())}
    assert done == {"s00": MARKED, "s01": NOT_MARKED, "s02": MARKED}


@pytest.mark.parametrize("error", [database(OperationalError, "database is locked"),
                                   database(OperationalError, "kept", "55P03")])  # fmt: skip
def test_somebody_else_may_keep_the_gradebook_for_a_while(monkeypatch, error):
    waited = []
    writer = Writer({"s00": error})

    def sleep(seconds):
        waited.append(seconds)
        if len(waited) == 2:
            writer.failing.clear()

    monkeypatch.setattr(road.time, "sleep", sleep)
    (done,) = grade(run_of(["s00"], writer=writer), Workers())
    assert (done.state, waited) == (MARKED, [1, 5])


def test_hooks_are_called_and_one_that_fails_stops_nothing(caplog):
    called = []

    def after(**about):
        called.append(about)
        raise ValueError("of the course's")

    (done,) = grade(run_of(["s00"], pre_convert_hook=lambda **_: called.append(0), post_convert_hook=after), Workers())
    assert called == [0, {"assignment": "ps", "student": "s00", "notebooks": []}]
    assert done.state == MARKED
    assert "s00: a hook of the course's failed" in caplog.text


def test_a_hook_after_marking_is_not_called_for_whom_nothing_was_written():
    called = []
    run = run_of(["s00"], writer=Writer({"s00": ValueError()}), post_convert_hook=lambda **_: called.append(1))
    assert [one.state for one in grade(run, Workers())] == [NOT_MARKED]
    assert called == []
