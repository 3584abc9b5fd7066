"""Whatever marks depend on changes a stamp, so that work is marked again; what they do not depend on changes none."""

import os
import sys

import pytest
from attrs import evolve

from safegrade.grade.setup import Setup, library_stamp, settings_stamp


@pytest.fixture
def source(tmp_path):
    (tmp_path / "source" / "keys").mkdir(parents=True)
    (tmp_path / "source" / "keys" / "toys.yaml").write_text("credit: 1")
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()")
    return tmp_path / "source"


@pytest.fixture
def stamp(source):
    """The stamp of this assignment, if this was asked."""
    settings = [source.parent / "nbgrader_config.py", source.parent / "nbgrader_config.json"]
    setup = Setup("/course", "ps", ())

    def stamp(due="None", **asked):
        return settings_stamp(evolve(setup, **asked), source, settings, due)

    return stamp


def test_the_stamp_changes_with_everything_that_marks_depend_on(source, stamp):
    seen = {stamp()}

    def is_new(what, **more):
        now = stamp(**more)
        assert now not in seen, what
        seen.add(now)

    (source / "keys" / "toys.yaml").write_text("credit: 2")
    is_new("a key was changed")
    (source / "keys" / "toys.yaml").rename(source / "keys" / "other.yaml")
    is_new("a key was renamed")
    (source / "keys" / "empty.yaml").touch()
    is_new("a file was added")
    (source.parent / "nbgrader_config.py").write_text("c = get_config() ")
    is_new("a setting was changed")
    (source.parent / "nbgrader_config.json").write_text("{}")
    is_new("there are more settings")
    is_new("it is due at another time", due="2026-10-09 17:00:00")
    is_new("it is another assignment", assignment="other")
    is_new("it runs without a sandbox", unsafe=True)
    is_new("the command line says more", overrides={"Execute": {"timeout": 3}})


def test_the_stamp_stays_where_only_times_have_changed(source, stamp):
    before = stamp()
    for path in (source / "keys" / "toys.yaml", source.parent / "nbgrader_config.py"):
        os.utime(path, (1, 1))
    (source / "nothing").mkdir()
    assert stamp() == before


@pytest.fixture
def library(tmp_path, monkeypatch):
    """A package of the course's own that decides about marks."""
    folder = tmp_path / "toymarks" / "inner"
    folder.mkdir(parents=True)
    for place in (folder.parent, folder):
        (place / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    sys.modules.pop("toymarks", None)


def test_a_worker_with_another_library_has_another_stamp(library):
    def stamp():
        library_stamp.cache_clear()
        return library_stamp(("toymarks",))

    before = stamp()
    (library / "notes.txt").write_text("no code")
    assert stamp() == before
    (library / "marks.py").write_text("credit = 1")
    with_a_file = stamp()
    (library / "marks.py").write_text("credit = 2")
    assert len({before, with_a_file, stamp(), library_stamp()}) == 4


def test_a_library_that_is_not_there_is_not_in_the_stamp():
    assert library_stamp(("no_such_library",)) == library_stamp()
