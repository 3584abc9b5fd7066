"""What students hand in may be anything: it is collected by nbgrader's own commands, or left out with a line."""

import io
import os
import stat
from datetime import datetime

import pytest
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect
from traitlets.config import Config

from tarasoff.grading import collecting
from tarasoff.grading.collecting import (
    CollectOrdinaryFiles,
    Limits,
    Taken,
    TooMuchError,
    configure_collecting,
    shown,
)
from tarasoff.grading.invented_class import CONFIG

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("collecting")]

KEY = "options: {a: {credit: 1}}  # the key"
GOOD = {"sheet.ipynb": "{}", "answers.json": "{}"}
EARLY, LATE = "2026-11-01 10:00:00 UTC", "2026-11-01 11:00:00 UTC"


def toy_course(folder, more):
    """A course with a key, in which everything that is a secret contains the word key."""
    for place, text in {
        "nbgrader_config.py": CONFIG + more,
        "source/ps/sheet.ipynb": "{}",
        "source/ps/keys/toys.yaml": KEY,
        "release/ps/sheet.ipynb": "{}",
    }.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text, encoding="utf-8")
    return folder


def write(folder, files):
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def held(folder):
    """Everything in a folder: its kind and rights, and what it holds or points to."""
    found = {}
    for where, folders, names in os.walk(folder):
        for name in (*folders, *names):
            place = os.path.join(where, name)  # noqa: PTH118  names that are no text
            mode = os.lstat(place).st_mode
            content = os.readlink(place) if stat.S_ISLNK(mode) else None  # noqa: PTH115
            if stat.S_ISREG(mode):
                with open(place, "rb") as file:  # noqa: PTH123
                    content = file.read()
            found[os.path.relpath(place, folder)] = (mode, content)
    return found


def lines(done, *words):
    return [line for line in done.stderr.splitlines() if all(word in line for word in words)]


# The exchange.


def hand_in(course, student, files=GOOD, when=EARLY, entry=None):
    return write(course / "exchange" / "tarasoff" / "inbound" / (entry or f"{student}+ps+{when}+r4nd0m"), files)


@pytest.fixture(scope="module")
def exchange(tmp_path_factory, run):
    """A course after nbgrader collect: the course, what was said, what lies there, and inbound before and after."""
    course = toy_course(
        tmp_path_factory.mktemp("exchange"),
        "c.CourseDirectory.max_file_size = 100\nc.CourseDirectory.max_dir_size = 300\n"
        "c.CourseDirectory.include = ['*.ipynb', '*.json', '*.txt', '*.yaml', '*.db', '*.sh', 'x*']\n"
        "c.CollectOrdinaryFiles.max_entries = 200\n",
    )
    inbound = course / "exchange" / "tarasoff" / "inbound"
    hand_in(
        course,
        "plain",
        {**GOOD, "pictures/a.txt": "a", "timestamp.txt": EARLY, "keys/x": "x", "old.pyc": "x", "tune.mp3": "x"},
    )
    (hand_in(course, "key-link") / "x.yaml").symlink_to(course / "source" / "ps" / "keys" / "toys.yaml")
    (hand_in(course, "near-link") / "x.yaml").symlink_to("../../../../source/ps/keys/toys.yaml")
    (hand_in(course, "gradebook-link") / "x.db").symlink_to(course / "gradebook.db")
    (hand_in(course, "folder-link") / "x").symlink_to(course / "source" / "ps", target_is_directory=True)
    (inbound / f"entry-link+ps+{EARLY}+r").symlink_to(course / "source" / "ps", target_is_directory=True)
    (inbound / f"loose-link+ps+{EARLY}+r").symlink_to(course / "nowhere")
    os.mkfifo(hand_in(course, "pipe") / "answers.txt")
    os.mkfifo(inbound / f"entry-pipe+ps+{EARLY}+r")
    hand_in(course, "large-file", {**GOOD, "x.txt": b"0" * 200_000})
    hand_in(course, "large-folder", {**GOOD, **{f"x{number}.txt": b"0" * 90_000 for number in range(4)}})
    hand_in(course, "many", {**GOOD, **{f"x/{number}.txt": "" for number in range(300)}})
    hand_in(course, "deep", {**GOOD, "x/" * 60 + "x": ""})
    hand_in(course, "no-time", entry="no-time+ps+yesterday")
    hand_in(course, "", entry=f"+ps+{EARLY}+r")
    hand_in(course, "other", entry=f"other+ps+ps9+{EARLY}+r")
    hand_in(course, "hidden-by-link")
    (inbound / f"hidden-by-link+ps+{LATE}+r").symlink_to(course / "source" / "ps", target_is_directory=True)
    odd = hand_in(course, "odd-names", {**GOOD, "x\n[INFO] all is well.txt": "", "x\x1b[2J.txt": ""})
    write(odd, {os.fsdecode(b"x\xff.txt"): ""})
    (hand_in(course, "program", {**GOOD, "x.sh": "#!/bin/sh"}) / "x.sh").chmod(0o6777)
    theirs = hand_in(course, "hard-link")
    (theirs / "x.yaml").hardlink_to(course / "source" / "ps" / "keys" / "toys.yaml")
    if os.geteuid() == 0:
        os.chown(theirs, 1234, 1234)
    before = held(inbound)
    done = run("nbgrader", "collect", "ps", cwd=course, timeout=60)
    return course, done, held(course / "submitted"), before, held(inbound)


def of(submitted, student):
    """The files of a student that are in the folder of submissions."""
    return {
        name.removeprefix(f"{student}/ps/"): content
        for name, (mode, content) in submitted.items()
        if name.startswith(f"{student}/ps/") and not stat.S_ISDIR(mode)
    }


def test_a_submission_is_collected_as_nbgrader_would(exchange):
    expected = {**GOOD, "pictures/a.txt": "a", "timestamp.txt": EARLY}
    assert of(exchange[2], "plain") == {name: text.encode() for name, text in expected.items()}
    assert not lines(exchange[1], "plain, ps")


@pytest.mark.parametrize("student", ["key-link", "near-link", "gradebook-link", "folder-link", "entry-link"])
def test_no_link_brings_a_key_or_the_gradebook_among_the_submissions(exchange, student):
    assert of(exchange[2], student).keys() <= GOOD.keys(), "feedback or a later step would hand it to the student"
    assert lines(exchange[1], student, "a link"), "nobody would know what the student tried"


def test_nothing_secret_and_no_link_was_collected_from_anybody(exchange):
    for name, (mode, content) in exchange[2].items():
        assert not stat.S_ISLNK(mode), name
        assert b"the key" not in (content or b"") or (name == "hard-link/ps/x.yaml" and os.geteuid()), name


@pytest.mark.parametrize(
    "student",
    ["key-link", "gradebook-link", "folder-link", "pipe", "large-file", "deep", "odd-names", "hidden-by-link"],
)
def test_whatever_lies_beside_the_answers_they_are_collected(exchange, student):
    assert of(exchange[2], student) == {name: text.encode() for name, text in GOOD.items()}


@pytest.mark.parametrize("student", ["pipe", "large-file", "deep", "odd-names"])
def test_what_of_a_submission_is_missing_is_said_in_one_line(exchange, student):
    (line,) = lines(exchange[1], f"{student}, ps")
    assert "Collected without" in line
    assert "ask for it" in line


@pytest.mark.parametrize(
    ("student", "setting"), [("large-folder", "max_dir_size"), ("many", "CollectOrdinaryFiles.max_entries")]
)
def test_too_much_is_left_out_as_a_whole_with_the_setting_that_takes_it(exchange, student, setting):
    assert not [name for name in exchange[2] if student in name], "half a submission would be marked as if it were all"
    (line,) = lines(exchange[1], f"{student}, ps", "Not collected")
    assert setting in line


@pytest.mark.parametrize("entry", ["entry-link", "loose-link", "entry-pipe", "no-time", "'+ps", "other+ps+ps9"])
def test_what_is_no_submission_is_named_and_stops_nobody(exchange, entry):
    (line,) = lines(exchange[1], entry, "in the inbound folder was not collected")
    assert "Remove it" in line


def test_there_are_no_folders_but_those_of_students(exchange):
    found = {name.split("/")[0] for name in exchange[2]}
    odd = {"entry-link", "loose-link", "entry-pipe", "no-time", "large-folder", "many", "other+ps", "ps"}
    assert not found & odd, "nbgrader would take each for a student"
    assert not [name for name in exchange[2] if "/." in name or name.startswith(".")], "something is half copied"


def test_a_name_cannot_write_lines_of_its_own_into_the_log(exchange):
    assert "\x1b[2J" not in exchange[1].stderr
    assert not lines(exchange[1], "[INFO] all is well.txt") or "odd-names" in lines(exchange[1], "all is well")[0]


def test_a_program_of_a_student_does_not_get_the_rights_of_the_teacher(exchange):
    mode = exchange[2]["program/ps/x.sh"][0]
    assert not stat.S_IMODE(mode) & 0o7111


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to a student")
def test_a_second_name_of_a_teacher_s_file_is_not_a_student_s_file(exchange):
    assert of(exchange[2], "hard-link").keys() == GOOD.keys()
    assert lines(exchange[1], "hard-link, ps", "somebody else")


def test_collecting_changes_nothing_in_the_exchange(exchange):
    assert exchange[3] == exchange[4]


@pytest.fixture(scope="module")
def updated(exchange, run):
    """The same course after everybody handed in again."""
    course = exchange[0]
    hand_in(course, "plain", {"answers.json": "[1]", "timestamp.txt": LATE}, LATE)
    hand_in(course, "large-file", {"answers.json": "[1]", **{f"x{one}.txt": b"0" * 90_000 for one in range(4)}}, LATE)
    write(course / "submitted" / "pipe" / "ps", {"timestamp.txt": b"\xff 0 0"})
    hand_in(course, "pipe", {"answers.json": "[1]"}, LATE)
    write(course / "submitted" / "deep" / "ps", {"timestamp.txt": "soon"})
    hand_in(course, "deep", {"answers.json": "[1]"}, LATE)
    done = run("nbgrader", "collect", "ps", "--update", "--ExchangeCollect.check_owner=True", cwd=course, timeout=60)
    return done, held(course / "submitted")


def test_a_newer_submission_takes_the_place_of_the_older(updated):
    assert of(updated[1], "plain") == {"answers.json": b"[1]", "timestamp.txt": LATE.encode()}
    assert not [name for name in updated[1] if "/." in name], "something of the older is left"


def test_what_was_collected_stays_if_the_newer_cannot_be(updated):
    assert of(updated[1], "large-file") == {name: text.encode() for name, text in GOOD.items()}
    assert lines(updated[0], "large-file, ps", "Not collected")


@pytest.mark.parametrize("student", ["pipe", "deep"])
def test_a_time_that_a_student_wrote_stops_nobody(updated, student):
    assert of(updated[1], student) == {"answers.json": b"[1]"}


def test_who_owns_a_submission_is_still_compared(updated):
    assert lines(updated[0], "claims to be submitted by plain")


def made_by(course, **settings):
    """Our collect, as nbgrader makes it."""
    return CollectOrdinaryFiles(coursedir=CourseDirectory(root=str(course), assignment_id="ps", **settings))


@pytest.mark.parametrize("name", ["x.txt", "pictures"])
def test_a_file_that_becomes_a_link_while_it_is_copied_is_not_followed(tmp_path, monkeypatch, name):
    secret = write(tmp_path / "secret", {"a.txt": KEY})
    handed = write(tmp_path / "handed", {"x.txt": "x", "pictures/a.txt": "a"})
    true_open = os.open

    def swap_and_open(path, *rest, **more):
        if path == name and not (handed / name).is_symlink():
            (handed / name).rename(tmp_path / "away")
            (handed / name).symlink_to(secret if name == "pictures" else secret / "a.txt")
        return true_open(path, *rest, **more)

    monkeypatch.setattr(collecting.os, "open", swap_and_open)
    (tmp_path / "submitted").mkdir()
    with pytest.raises(OSError, match=name):
        made_by(tmp_path).do_copy(str(handed), str(tmp_path / "submitted" / "ps"))
    assert not list((tmp_path / "submitted").iterdir()), "half a submission would be marked"


def test_a_submission_that_becomes_a_link_is_not_followed(tmp_path):
    write(tmp_path / "secret", {"a.txt": KEY})
    (tmp_path / "handed").symlink_to(tmp_path / "secret")
    with pytest.raises(OSError, match="handed"):
        made_by(tmp_path).do_copy(str(tmp_path / "handed"), str(tmp_path / "ps"))


def test_a_file_that_grows_while_it_is_copied_is_still_too_large(tmp_path):
    taken = Taken(tmp_path, Limits(1000, 9, "too large", "too many"))
    taken.file(("x",), io.BytesIO(b"0" * 500), 400)
    assert "'x' (larger than the 0.0004 MB of" in taken.said()
    assert (taken.size, list(tmp_path.iterdir())) == (0, [])
    with pytest.raises(TooMuchError, match="too large"):
        taken.file(("x",), io.BytesIO(b"0" * 1500))


def test_what_cannot_be_read_leaves_the_others_and_what_was_there(tmp_path, monkeypatch, caplog):
    for student in ("a", "b"):
        write(tmp_path / "inbound" / student, {"x.txt": "new"})
    write(tmp_path / "submitted" / "a" / "ps", {"x.txt": "old"})
    collect = made_by(tmp_path)
    collect.check_owner, collect.update, collect.inbound_path = False, True, str(tmp_path / "inbound")
    when = datetime(2026, 11, 1)  # noqa: DTZ001  as nbgrader's
    collect.src_records = [{"username": one, "filename": one, "timestamp": when} for one in ("a", "b")]
    true_open, opened = os.open, []

    def refuse_first(path, *rest, **more):
        if path == "x.txt" and not opened.append(path) and len(opened) == 1:
            raise PermissionError(13, "Permission denied", path)
        return true_open(path, *rest, **more)

    monkeypatch.setattr(collecting.os, "open", refuse_first)
    with caplog.at_level("WARNING"):
        collect.copy_files()
    assert (tmp_path / "submitted" / "a" / "ps" / "x.txt").read_text() == "old"
    assert (tmp_path / "submitted" / "b" / "ps" / "x.txt").read_text() == "new"
    assert "a, ps: Not collected, because of this: 'x.txt': Permission denied." in caplog.text


def test_a_shared_course_stays_writable_for_other_teachers(tmp_path):
    handed = write(tmp_path / "handed", {"pictures/x.txt": "x"})
    made_by(tmp_path, groupshared=True).do_copy(str(handed), str(tmp_path / "ps"))
    assert stat.S_IMODE((tmp_path / "ps" / "pictures").stat().st_mode) & 0o2770 == 0o2770
    assert stat.S_IMODE((tmp_path / "ps" / "pictures" / "x.txt").stat().st_mode) & 0o660 == 0o660


def test_formgrader_s_collect_goes_the_same_way(tmp_path, root, monkeypatch):
    monkeypatch.setenv("PATH", f"{root / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}")
    course = toy_course(tmp_path, "")
    (hand_in(course, "bad") / "x.yaml").symlink_to(course / "source" / "ps" / "keys" / "toys.yaml")
    config = Config()
    config.CourseDirectory.root, config.CourseDirectory.course_id = str(course), "tarasoff"
    config.Exchange.root, config.ExchangeCollect.check_owner = str(course / "exchange"), False
    configure_collecting(config)
    # What the button calls: server_extensions/formgrader/apihandlers.py.
    done = NbGraderAPI(config=config).collect("ps")
    assert done["success"], done
    assert "bad, ps: Collected without 'x.yaml' (a link)" in done["log"]
    assert of(held(course / "submitted"), "bad").keys() == GOOD.keys()


def test_what_a_course_sets_itself_stands():
    config = Config()
    config.ExchangeFactory.collect = ExchangeCollect
    configure_collecting(config)
    assert config.ExchangeFactory.collect is ExchangeCollect


def test_a_long_name_is_shown_with_its_end():
    assert len(shown("x" * 500 + ".ipynb")) == 80
    assert shown("x" * 500 + ".ipynb").endswith("x.ipynb")
