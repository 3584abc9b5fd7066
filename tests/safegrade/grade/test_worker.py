"""A submission is marked again if a byte of it changed, and only then; and none can stop the class."""

import errno
import os

import pytest
from attrs import evolve
from nbformat.v4 import new_notebook

from safegrade.grade import worker
from safegrade.grade.setup import Job, Setup, library_stamp
from safegrade.grade.worker import WorkerError, mark_jobs, mark_one, prepare_here
from safegrade.intake.mend import Mended
from safegrade.intake.scan import scan
from safegrade.settings import plug_in


@pytest.fixture
def handed_in(tmp_path):
    folder = tmp_path / "ps"
    (folder / "more").mkdir(parents=True)
    (folder / "sheet.ipynb").write_bytes(b"{}")
    (folder / "more" / "a.csv").write_bytes(b"ab")
    return folder


def fingerprint(folder, stamp="stamp", extension=""):
    return worker._fingerprint(scan(folder), stamp, extension)  # noqa: SLF001  it is what all this is about


def test_a_fingerprint_changes_with_everything_that_a_mark_depends_on(handed_in):
    seen = {fingerprint(handed_in)}

    def is_new(what, *more):
        now = fingerprint(handed_in, *more)
        assert now not in seen, what
        seen.add(now)

    is_new("there is more time", "stamp", "2:00:00")
    is_new("the keys have changed", "other")
    (handed_in / "more" / "a.csv").write_bytes(b"aB")
    is_new("a byte was changed")
    (handed_in / "more" / "a.csv").rename(handed_in / "more" / "b.csv")
    is_new("a file was renamed")
    (handed_in / "more" / "b.csv").rename(handed_in / "b.csv")
    is_new("a file was moved")
    (handed_in / "c.csv").touch()
    is_new("an empty file was added")
    (handed_in / "link").symlink_to("c.csv")
    is_new("something was left out")


def test_the_last_byte_of_a_large_file_counts_and_so_does_its_size(handed_in, monkeypatch):
    monkeypatch.setattr(worker, "_SMALL", 4)
    found = set()
    for content in (b"abc", b"abcd", b"abcde", b"abcdx", b"abcdefgh", b"abcdefgX"):
        (handed_in / "large.bin").write_bytes(content)
        found.add(fingerprint(handed_in))
    assert len(found) == 6


def test_two_files_are_not_taken_for_two_others(tmp_path):
    found = set()
    for number, files in enumerate([{"a": b"b", "c": b""}, {"a": b"", "b": b"c"}, {"ab": b"", "c": b""}, {"a": b"bc"}]):
        (folder := tmp_path / str(number)).mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        found.add(fingerprint(folder))
    assert len(found) == 4


def test_a_fingerprint_stays_where_only_times_and_rights_have_changed(handed_in):
    before = fingerprint(handed_in)
    os.utime(handed_in / "sheet.ipynb", (1, 1))
    (handed_in / "sheet.ipynb").chmod(0o600)
    (handed_in / "nothing").mkdir()
    assert fingerprint(handed_in) == before


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (OSError(errno.EIO, "Input/output error", "/course/a.csv"), "could not be read (Input/output error: a.csv)."),
        (OSError("no more"), "It could not be read (no more)."),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"), "holds half a character, which no file can. Ask"),
        (KeyError("ö\x1b[2J\n  x"), "It could not be marked: KeyError: "),
        (RuntimeError("a  b\nc"), "It could not be marked: RuntimeError: a b c"),
        (RuntimeError("long " * 1000), "It could not be marked: RuntimeError: long long"),
    ],
)
def test_whatever_goes_wrong_with_one_is_a_line_and_the_next_is_marked(monkeypatch, error, problem):
    def fail(setup, job):
        if job.student == "ada":
            raise error
        return f"{setup}: {job.student}"

    monkeypatch.setattr(worker, "mark_one", fail)
    ada, bob = mark_jobs("ps", (Job("ada", "/a"), Job("bob", "/b")))
    assert ada.student == "ada"
    assert problem in ada.problem
    assert ada.problem.isprintable()
    assert len(ada.problem) < 400
    assert bob == "ps: bob"


def endless(*_):
    while True:
        pass


def too_large(*_):
    raise MemoryError


@pytest.mark.parametrize("work", [endless, too_large])
def test_one_that_takes_too_much_time_or_memory_is_left_to_a_person(monkeypatch, work):
    monkeypatch.setattr(worker, "mark_one", work)
    monkeypatch.setattr(worker, "SECONDS", 0.1)
    (ada,) = mark_jobs("ps", (Job("ada", "/a"),))
    assert ada.problem.startswith("To read it takes more than 20 seconds or more memory than there is. Look into its")


class Nobody:
    """Marks nothing; another course's library."""

    own_files, private, libraries = frozenset(), (), ()


@pytest.fixture
def setup(course, sheets, converter_with):
    """An assignment without steps, ready to be marked here."""
    converter = converter_with(Autograde={"autograde_preprocessors": [], "sanitize_preprocessors": []})
    plug_in(converter.config, Nobody())
    setup = Setup(str(course), "ps", sheets, "stamp", library=library_stamp())
    prepare_here(setup, converter)
    return setup


def job(setup, known="", student="ada"):
    folder = f"{setup.course}/submitted/{student}/ps"
    os.makedirs(folder, exist_ok=True)  # noqa: PTH103
    with open(f"{folder}/a.csv", "w") as file:  # noqa: PTH123
        file.write("a")
    return Job(student, folder, known=known)


def test_what_is_marked_and_unchanged_is_left(setup):
    first = mark_one(setup, job(setup))
    assert (first.student, first.same, first.files) == ("ada", False, {})
    assert first.lines[0] == "Not copied to autograded/, being neither a notebook nor a file of the course: a.csv."
    assert [one.name for one in first.notebooks] == ["sheet"]
    assert mark_one(setup, job(setup, first.fingerprint)).same
    assert not mark_one(setup, job(setup, "f" * 64)).same


def test_a_time_that_cannot_be_read_is_said_and_nothing_is_marked(setup):
    made = job(setup)
    with open(f"{made.folder}/timestamp.txt", "w") as file:  # noqa: PTH123
        file.write("soon")
    (result,) = mark_jobs(setup, (made,))
    assert "timestamp.txt holds no time. Write when it was handed in" in result.problem
    assert result.notebooks == ()


def test_a_worker_with_another_library_marks_nothing(setup):
    with pytest.raises(WorkerError, match="another version of the library"):
        mark_one(evolve(setup, library="older"), job(setup))


def test_a_worker_that_would_look_elsewhere_marks_nothing(setup, tmp_path):
    with pytest.raises(WorkerError, match=r"other settings and looks for it in .*submitted/ada/ps"):
        mark_one(setup, Job("ada", str(tmp_path / "elsewhere")))


def test_nobody_has_to_read_a_line_for_each_of_a_thousand_cells(setup, monkeypatch):
    opened = Mended(new_notebook(), tuple(f"A cell calls itself {number}." for number in range(1000)))
    monkeypatch.setattr(worker, "mended", lambda *_: opened)
    (notebook,) = mark_one(setup, job(setup)).notebooks
    assert len(notebook.lines) == 41
    assert notebook.lines[-1] == "There are 960 lines more."
    assert "A cell calls itself 41." not in notebook.text
