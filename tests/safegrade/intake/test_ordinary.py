"""What a student put in a file's place is not opened: a link can lead to a key, and a pipe never ends."""

import os

import pytest

from safegrade.intake.ordinary import NotOrdinaryError, kind_of, open_folder, ordinary, reason


def test_an_ordinary_file_is_read_by_its_path_and_in_an_open_folder(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    with ordinary(tmp_path / "a.txt") as (file, about):
        assert (file.read(), about.st_size) == (b"a", 1)
    with open_folder(tmp_path) as folder, ordinary("a.txt", folder) as (file, _):
        assert file.read() == b"a"


def test_whatever_else_stands_there_is_named_and_not_opened(tmp_path):
    (tmp_path / "secret").write_text("private")
    (tmp_path / "link").symlink_to("secret")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    expected = {"link": "a link", "loop": "a link", "folder": "a folder", "pipe": "not an ordinary file"}
    for name, kind in expected.items():
        with pytest.raises(NotOrdinaryError, match=f"^it is {kind}$") as caught, ordinary(tmp_path / name):
            pass
        assert caught.value.kind == kind_of((tmp_path / name).lstat().st_mode) == kind
        assert (caught.value.problem, reason(caught.value)) == (f"it is {kind}", f"it is {kind}")
        assert caught.value.remedy


def test_a_file_that_is_exchanged_before_it_is_open_is_not_followed(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("private")
    true_open = os.open
    changes = {"a link": lambda place: place.symlink_to("secret"), "a pipe": os.mkfifo, "a folder": os.mkdir}
    complaints = []
    for name, change in changes.items():
        place = tmp_path / name
        place.write_text("mine")

        def swap_and_open(path, *rest, place=place, change=change, **more):
            place.unlink()
            change(place)
            return true_open(path, *rest, **more)

        monkeypatch.setattr(os, "open", swap_and_open)
        try:
            with ordinary(place) as (file, _):
                complaints.append((name, file.read()))
        except OSError:
            pass
    assert complaints == []


def test_a_folder_that_is_a_link_is_not_entered(tmp_path):
    (tmp_path / "source").mkdir()
    (tmp_path / "link").symlink_to("source", target_is_directory=True)
    (tmp_path / "file").touch()
    for name in ("link", "file"):
        with pytest.raises(OSError, match=name), open_folder(tmp_path / name):
            pass


def test_what_the_system_reports_is_one_line_without_the_teacher_s_folders():
    assert reason(PermissionError(13, "Permission denied", "/home/ada/x\n.txt")) == "'x\ufffd.txt': Permission denied"
    assert reason(OSError("it is gone")) == "it is gone"
