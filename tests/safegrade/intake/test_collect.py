"""What students hand in may be anything: nbgrader's own collect takes it, or leaves it out with a line."""

import logging
import os
import stat
from datetime import datetime
from io import StringIO
from types import SimpleNamespace

import pytest
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from traitlets.config import Config, PyFileConfigLoader

from safegrade.intake.collect import CollectOrdinaryFiles, CollectWithinSubmitted, configure_collecting

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("collecting")]

EARLY, LATE = "2026-11-01 10:00:00 UTC", "2026-11-01 11:00:00 UTC"


@pytest.fixture(scope="module")
def hand_in(write, good):
    """Hand in as a student, as nbgrader names the folder or under another name."""

    def hand_in(inbound, student, files=good, when=EARLY, entry=None):
        return write(inbound / (entry or f"{student}+ps+{when}+r4nd0m"), files)

    return hand_in


@pytest.fixture(scope="module")
def exchange(tmp_path_factory, run, toy_course, write, held, hand_in, good):
    """A course after nbgrader collect: what was said, what lies there, and inbound before and after."""
    course = toy_course(
        tmp_path_factory.mktemp("exchange"),
        "c.CourseDirectory.max_file_size = 100\nc.CourseDirectory.max_dir_size = 300\n"
        "c.CourseDirectory.include = ['*.ipynb', '*.json', '*.txt', '*.yaml', '*.db', '*.sh', 'x*']\n"
        "c.CollectOrdinaryFiles.max_entries = 200\n",
    )
    inbound = course / "exchange" / "tarasoff" / "inbound"
    hand_in(
        inbound,
        "plain",
        {**good, "pictures/a.txt": "a", "keys/x": "x", "old.pyc": "x", "tune.mp3": "x", "timestamp.txt": "2001-01-01"},
    )
    (hand_in(inbound, "key-link") / "x.yaml").symlink_to(course / "source" / "ps" / "keys" / "toys.yaml")
    (hand_in(inbound, "near-link") / "x.yaml").symlink_to("../../../../source/ps/keys/toys.yaml")
    (hand_in(inbound, "gradebook-link") / "x.db").symlink_to(course / "gradebook.db")
    (hand_in(inbound, "folder-link") / "x").symlink_to(course / "source" / "ps", target_is_directory=True)
    (inbound / f"entry-link+ps+{EARLY}+r").symlink_to(course / "source" / "ps", target_is_directory=True)
    (inbound / f"loose-link+ps+{EARLY}+r").symlink_to(course / "nowhere")
    os.mkfifo(hand_in(inbound, "pipe") / "answers.txt")
    os.mkfifo(inbound / f"entry-pipe+ps+{EARLY}+r")
    hand_in(inbound, "large-file", {**good, "x.txt": b"0" * 200_000})
    hand_in(inbound, "large-folder", {**good, **{f"x{number}.txt": b"0" * 90_000 for number in range(4)}})
    hand_in(inbound, "many", {**good, **{f"x/{number}.txt": "" for number in range(300)}})
    hand_in(inbound, "deep", {**good, "x/" * 60 + "x": ""})
    hand_in(inbound, "no-time", entry="no-time+ps+yesterday")
    hand_in(inbound, "", entry=f"+ps+{EARLY}+r")
    hand_in(inbound, "other", entry=f"other+ps+ps9+{EARLY}+r")
    hand_in(inbound, "hidden-by-link")
    (inbound / f"hidden-by-link+ps+{LATE}+r").symlink_to(course / "source" / "ps", target_is_directory=True)
    odd = hand_in(inbound, "odd-names", {**good, "x\n[INFO] all is well.txt": "", "x\x1b[2J.txt": ""})
    write(odd, {os.fsdecode(b"x\xff.txt"): ""})
    (hand_in(inbound, "program", {**good, "x.sh": "#!/bin/sh"}) / "x.sh").chmod(0o6777)
    theirs = hand_in(inbound, "hard-link")
    (theirs / "x.yaml").hardlink_to(course / "source" / "ps" / "keys" / "toys.yaml")
    if os.geteuid() == 0:
        os.chown(theirs, 1234, 1234)
    before = held(inbound)
    said = run("nbgrader", "collect", "ps", cwd=course, timeout=120).stderr
    submitted = held(course / "submitted")
    return SimpleNamespace(course=course, said=said, submitted=submitted, before=before, after=held(inbound))


@pytest.fixture
def well_meant(good):
    return {name: text.encode() for name, text in good.items()}


def timed(files, when=EARLY):
    """These files, and when they were handed in by the exchange, whatever a student wrote there."""
    return {**files, "timestamp.txt": when.encode()}


def test_a_submission_is_collected_as_nbgrader_would(exchange, of, lines, well_meant):
    assert of(exchange.submitted, "plain") == timed({**well_meant, "pictures/a.txt": b"a"})
    assert not lines(exchange.said, "plain, ps")


def test_no_link_brings_a_key_or_the_gradebook_among_the_submissions(exchange, of, lines, good):
    complaints = []
    for student in ("key-link", "near-link", "gradebook-link", "folder-link", "entry-link"):
        if not of(exchange.submitted, student).keys() <= timed(good).keys():
            complaints.append(f"{student}: feedback or a later step would hand it to the student")
        if not lines(exchange.said, student, "a link"):
            complaints.append(f"{student}: nobody would know what the student tried")
    assert complaints == []


def test_nothing_secret_and_no_link_was_collected_from_anybody(exchange):
    for name, (mode, content) in exchange.submitted.items():
        assert not stat.S_ISLNK(mode), name
        assert b"the key" not in (content or b"") or (name == "hard-link/ps/x.yaml" and os.geteuid()), name


def test_whatever_lies_beside_the_answers_they_are_collected(exchange, of, well_meant):
    students = ("key-link", "gradebook-link", "folder-link", "pipe", "large-file", "deep", "odd-names")
    found = {student: of(exchange.submitted, student) for student in (*students, "hidden-by-link")}
    assert {student: files for student, files in found.items() if files != timed(well_meant)} == {}


def test_what_of_a_submission_is_missing_is_said_in_one_line(exchange, lines):
    said = {one: lines(exchange.said, f"{one}, ps") for one in ("pipe", "large-file", "deep", "odd-names")}
    complaints = {
        student: found
        for student, found in said.items()
        if len(found) != 1 or "Collected without" not in found[0] or "ask for it" not in found[0]
    }
    assert complaints == {}


def test_too_much_is_left_out_as_a_whole_with_the_setting_that_takes_it(exchange, lines):
    for student, setting in {"large-folder": "max_dir_size", "many": "CollectOrdinaryFiles.max_entries"}.items():
        found = [name for name in exchange.submitted if student in name]
        assert not found, "half a submission would be marked as if it were all"
        (line,) = lines(exchange.said, f"{student}, ps", "Not collected")
        assert setting in line


def test_what_is_no_submission_is_named_and_stops_nobody(exchange, lines):
    entries = ("entry-link", "loose-link", "entry-pipe", "no-time", "'+ps", "other+ps+ps9")
    said = {entry: lines(exchange.said, entry, "in the inbound folder was not collected") for entry in entries}
    assert {entry: found for entry, found in said.items() if len(found) != 1 or "Remove it" not in found[0]} == {}


def test_there_are_no_folders_but_those_of_students(exchange):
    found = {name.split("/")[0] for name in exchange.submitted}
    odd = {"entry-link", "loose-link", "entry-pipe", "no-time", "large-folder", "many", "other+ps", "ps"}
    assert not found & odd, "nbgrader would take each for a student"
    assert not [name for name in exchange.submitted if "/." in name or name.startswith(".")], "something is half copied"


def test_a_name_cannot_write_lines_of_its_own_into_the_log(exchange, lines):
    assert "\x1b[2J" not in exchange.said
    assert not lines(exchange.said, "[INFO] all is well.txt") or "odd-names" in lines(exchange.said, "all is well")[0]


def test_a_program_of_a_student_does_not_get_the_rights_of_the_teacher(exchange):
    mode = exchange.submitted["program/ps/x.sh"][0]
    assert not stat.S_IMODE(mode) & 0o7111


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to a student")
def test_a_second_name_of_a_teacher_s_file_is_not_a_student_s_file(exchange, of, lines, good):
    assert of(exchange.submitted, "hard-link").keys() == timed(good).keys()
    assert lines(exchange.said, "hard-link, ps", "somebody else")


def test_collecting_changes_nothing_in_the_exchange(exchange):
    assert exchange.before == exchange.after


@pytest.fixture(scope="module")
def updated(exchange, write, held, hand_in):
    """The same course after everybody handed in again."""
    course, inbound = exchange.course, exchange.course / "exchange" / "tarasoff" / "inbound"
    hand_in(inbound, "plain", {"answers.json": "[1]", "timestamp.txt": LATE}, LATE)
    hand_in(inbound, "large-file", {"answers.json": "[1]", **{f"x{n}.txt": b"0" * 90_000 for n in range(4)}}, LATE)
    write(course / "submitted" / "pipe" / "ps", {"timestamp.txt": b"\xff 0 0"})
    hand_in(inbound, "pipe", {"answers.json": "[1]"}, LATE)
    write(course / "submitted" / "deep" / "ps", {"timestamp.txt": "soon"})
    hand_in(inbound, "deep", {"answers.json": "[1]"}, LATE)
    config = PyFileConfigLoader(str(course / "nbgrader_config.py")).load_config()
    config.ExchangeCollect.update = True
    said, log = StringIO(), logging.getLogger("tests.collecting")
    log.addHandler(logging.StreamHandler(said))
    CollectOrdinaryFiles(coursedir=CourseDirectory(config=config, assignment_id="ps"), config=config, log=log).start()
    at = said.tell()
    config.ExchangeCollect.check_owner = True
    for student in ("somebody", "near-link"):
        hand_in(inbound, student, {"answers.json": "[1]"}, LATE)
        one = CourseDirectory(config=config, assignment_id="ps", student_id=student)
        CollectOrdinaryFiles(coursedir=one, config=config, log=log).start()
    return SimpleNamespace(said=said.getvalue(), compared=said.getvalue()[at:], submitted=held(course / "submitted"))


def test_a_newer_submission_takes_the_place_of_the_older(updated, of):
    assert of(updated.submitted, "plain") == timed({"answers.json": b"[1]"}, LATE)
    assert not [name for name in updated.submitted if "/." in name], "something of the older is left"


def test_what_was_collected_stays_if_the_newer_cannot_be(updated, of, lines, well_meant):
    assert of(updated.submitted, "large-file") == timed(well_meant)
    assert lines(updated.said, "large-file, ps", "Not collected")


def test_a_time_that_a_student_wrote_stops_nobody(updated, of):
    assert {student: of(updated.submitted, student) for student in ("pipe", "deep")} == {
        "pipe": timed({"answers.json": b"[1]"}, LATE),
        "deep": timed({"answers.json": b"[1]"}, LATE),
    }


def test_a_folder_of_another_owner_is_set_aside_and_takes_nobodys_place(updated, of, lines, well_meant):
    for student in ("somebody", "near-link"):
        (line,) = lines(updated.compared, f"claims to be submitted by {student} but is owned by", LATE[:10] + " 11")
        assert "c.ExchangeCollect.check_owner = False" in line
    assert of(updated.submitted, "somebody") == {}
    assert of(updated.submitted, "near-link") == timed(well_meant)


def test_what_cannot_be_read_leaves_the_others_and_what_was_there(tmp_path, monkeypatch, caplog, write):
    for student in ("a", "b"):
        write(tmp_path / "inbound" / student, {"x.txt": "new"})
    write(tmp_path / "submitted" / "a" / "ps", {"x.txt": "old"})
    collect = CollectOrdinaryFiles(coursedir=CourseDirectory(root=str(tmp_path), assignment_id="ps"))
    collect.check_owner, collect.update, collect.inbound_path = False, True, str(tmp_path / "inbound")
    when = datetime(2026, 11, 1)  # noqa: DTZ001  as nbgrader's
    collect.src_records = [{"username": one, "filename": one, "timestamp": when} for one in ("a", "b")]
    true_open, opened = os.open, []

    def refuse_first(path, *rest, **more):
        if path == "x.txt" and not opened.append(path) and len(opened) == 1:
            raise PermissionError(13, "Permission denied", path)
        return true_open(path, *rest, **more)

    monkeypatch.setattr(os, "open", refuse_first)
    with caplog.at_level("WARNING"):
        collect.copy_files()
    assert (tmp_path / "submitted" / "a" / "ps" / "x.txt").read_text() == "old"
    assert (tmp_path / "submitted" / "b" / "ps" / "x.txt").read_text() == "new"
    assert (tmp_path / "submitted" / "b" / "ps" / "timestamp.txt").read_text() == "2026-11-01 00:00:00 UTC"
    assert "a, ps: Not collected, because of this: 'x.txt': Permission denied." in caplog.text


def test_formgrader_s_collect_goes_the_same_way(exchange, hand_in, held, of, good):
    course = exchange.course
    handed = hand_in(course / "exchange" / "tarasoff" / "inbound", "formgrader")
    (handed / "x.yaml").symlink_to(course / "source" / "ps" / "keys" / "toys.yaml")
    config = Config()
    config.CourseDirectory.root, config.CourseDirectory.course_id = str(course), "tarasoff"
    config.Exchange.root, config.ExchangeCollect.check_owner = str(course / "exchange"), False
    configure_collecting(config)
    # What the button calls: server_extensions/formgrader/apihandlers.py.
    done = NbGraderAPI(config=config).collect("ps")
    assert done["success"], done
    assert "formgrader, ps: Collected without 'x.yaml' (a link)" in done["log"]
    assert of(held(course / "submitted"), "formgrader").keys() == timed(good).keys()


# By name.


def collected(*names, **settings):
    settings = {"named_regexp": r".*/(?P<student_id>[a-z]+)(_(?P<timestamp>[^_]+))?_(?P<file_id>[^/]+)$", **settings}
    plugin = CollectWithinSubmitted(**settings)
    return [plugin.collect(f"/course/extracted/{name}") for name in names]


def test_a_second_file_of_one_name_does_not_stop_the_class():
    one, two, capitals = collected("a/ada_x.ipynb", "b/ada_x.ipynb", "c/ada_X.ipynb")
    assert one["student_id"] == "ada"
    assert two is capitals is None, "nbgrader would stop: it cannot tell which is newer"
    assert all(collected("a/ada_2026-11-01_x.ipynb", "b/ada_2026-11-02_x.ipynb")), "nbgrader keeps the newer"


def test_a_time_that_is_none_does_not_stop_the_class(caplog):
    assert collected("ada_soon_x.ipynb") == [None]
    assert "'soon' in its name is not a time" in caplog.text


BLACKBOARD = r".*_(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9\-]+)_(?P<file_id>\w+)"


def uploaded(*names):
    return collected(*names, named_regexp=BLACKBOARD)


def test_an_upload_that_two_students_could_have_made_is_set_aside(caplog):
    honest = "ps1_ada_attempt_2026-10-09-15-00-00_sheet.ipynb"
    forged = "ps1_eve_attempt_2026-10-09-16-00-00_ps1_ada_attempt_2026-10-10-16-00-00_sheet.ipynb"
    within = "ps1_eve_attempt_2026-10-09-16-00-00_work/ps1_ada_attempt_2026-10-10-16-00-00_sheet.ipynb"
    found = uploaded(honest, forged, within)
    assert [one and one["student_id"] for one in found] == ["ada", None, None]
    assert caplog.text.count("as well as eve's of 2026-10-09-16-00-00, and a student can have written either") == 2


def test_nobody_hands_in_earlier_by_the_name_of_a_file():
    forged = "ps1_eve_attempt_2026-10-09-16-00-00_x_eve_attempt_2026-10-01-16-00-00_sheet.ipynb"
    assert uploaded(forged) == [None]


def test_what_only_looks_like_two_readings_is_collected():
    names = ("problem_set_1_ada_attempt_2026-10-09-15-00-00_sheet.ipynb", "ps1_ada_attempt_2026-10-09_my_2_sheet.ipynb")
    assert [one["student_id"] for one in uploaded(*names)] == ["ada", "ada"]


def test_a_piece_of_an_id_is_set_aside_where_it_is_another_students(monkeypatch):
    monkeypatch.setattr(CollectWithinSubmitted, "_known", frozenset({"x_ada", "ada"}))
    assert uploaded("ps1_x_ada_attempt_2026-10-09_sheet.ipynb", "ps1_ada_attempt_2026-10-09_sheet.ipynb")[0] is None


def test_a_time_is_taken_with_its_zone_and_not_from_a_file_of_a_students():
    (one,) = collected("ada_2026-11-01 17:00 CEST_x.ipynb")
    assert one["timestamp"] == datetime(2026, 11, 1, 15)  # noqa: DTZ001  as nbgrader's
    assert collected("ada_9.10.2026 17:00_x.ipynb") == [None]
    pattern = r".*/(?P<student_id>[a-z]+)_(?P<file_id>[^/]+)$"
    assert collected("ada_timestamp.txt", named_regexp=pattern, valid_ext=[".txt"]) == [None]


@pytest.mark.parametrize("name", ["<b>x", 'a"b', "a\u202eb", "a\\b"])
def test_nobody_has_a_name_that_formgrader_would_run(name):
    pattern = r".*/(?P<student_id>[^/]+)_(?P<file_id>[^/]+)$"
    assert collected(f"{name}_x.ipynb", named_regexp=pattern) == [None]


def test_no_file_is_collected_from_a_name_that_leads_elsewhere():
    pattern = r".*/(?P<student_id>\w+)_(?P<file_id>.+)\.ipynb"
    names = ("../x", "/x", "a//x", "./x")
    found = {name: collected(f"ada_{name}.ipynb", named_regexp=pattern) for name in names}
    assert [name for name in names if found[name] != [None]] == []


def test_a_pattern_that_names_nobody_is_left_to_nbgrader_to_complain_about():
    assert collected("ada_x.ipynb", named_regexp=r".*/(?P<file_id>.+)")[0].keys() == {"file_id"}


def test_what_a_course_sets_itself_stands():
    before, after = Config(), Config()
    before.ZipCollectApp.extractor_plugin = ExtractorPlugin
    configure_collecting(before)
    configure_collecting(after)
    after.ZipCollectApp.collector_plugin = FileNameCollectorPlugin
    assert before.ZipCollectApp.extractor_plugin is ExtractorPlugin
    assert before.ZipCollectApp.collector_plugin is CollectWithinSubmitted
    assert after.ZipCollectApp.collector_plugin is FileNameCollectorPlugin
    assert after.ExchangeFactory.collect is CollectOrdinaryFiles
