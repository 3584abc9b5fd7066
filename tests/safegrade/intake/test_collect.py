"""What students hand in may be anything: it is collected by nbgrader's own commands, or left out with a line."""

import gzip
import io
import os
import stat
import tarfile
import zipfile
from datetime import datetime

import pytest
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from traitlets.config import Config

from safegrade.intake.collect import CollectOrdinaryFiles, CollectWithinSubmitted, configure_collecting
from safegrade.intake.copy import Limits, Taken, TooMuchError
from safegrade.intake.unzip import UnpackWithinLimits
from tarasoff.authoring.invented_class import CONFIG

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

    monkeypatch.setattr(os, "open", swap_and_open)
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

    monkeypatch.setattr(os, "open", refuse_first)
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


# Archives.


def zipped(files, packing=zipfile.ZIP_DEFLATED, links=()):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", packing) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo("x")
            entry.filename, entry.compress_type = name, packing
            entry.external_attr = (stat.S_IFLNK if name in links else stat.S_IFREG | 0o4755) << 16
            archive.writestr(entry, text)
    return content.getvalue()


def tarred(files, mode="w:gz", **kinds):
    """A tar of files; of another kind are those that have one: (type, where it points to)."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode=mode) as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            data = text.encode() if isinstance(text, str) else text
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        for name, (kind, target) in kinds.items():
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            archive.addfile(member)
    return content.getvalue()


def locked(content):
    """The bit that says so is set, in both places where it stands."""
    changed = bytearray(content)
    for magic, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        changed[content.index(magic) + place] |= 1
    return bytes(changed)


ZEROS = {f"x{number}.ipynb": b"\0" * 500_000 for number in range(10)}
INNER = zipped({"answers.json": "[2]"})
ARCHIVES = {
    "plain.zip": zipped({**GOOD, "pictures/": "", ".ipynb_checkpoints/sheet.ipynb": "old", "__MACOSX/._x.ipynb": "x"}),
    "capitals.ZIP": zipped(GOOD),
    "tar.tar.gz": tarred({f"./{name}": text for name, text in GOOD.items()}),
    "windows.zip": zipped({"mine\\answers.json": "{}"}),
    "inner.zip": zipped({**GOOD, "part.zip": INNER}),
    "deep.zip": zipped({**GOOD, "part.zip": zipped({"more.zip": INNER, "answers.json": "[1]"})}),
    "bomb.zip": zipped(ZEROS),
    "tar-bomb.tar.gz": tarred(ZEROS),
    "hidden-bomb.zip": zipped({**GOOD, "part.zip": zipped(ZEROS), "last.zip": INNER}),
    "many-bombs.zip": zipped({**GOOD, **{f"b{one}.zip": zipped(ZEROS) for one in range(20)}}),
    "many.zip": zipped({f"x{number}.ipynb": "" for number in range(101)}),
    "many-folders.tar.gz": tarred({f"{number}/" * 30 + "x.ipynb": "" for number in range(10)}),
    "tar-links.tar.gz": tarred(
        {**GOOD, "../../evil.ipynb": "x", "a/../../../evil.ipynb": "x", "/evil.ipynb": "x"},
        **{
            "evil.ipynb": (tarfile.SYMTYPE, "../../../../source/ps/keys/toys.yaml"),
            "hard.ipynb": (tarfile.LNKTYPE, "../../../../source/ps/keys/toys.yaml"),
            "pipe.ipynb": (tarfile.FIFOTYPE, ""),
            "answers": (tarfile.SYMTYPE, ".."),
        },
    ),
    "zip-links.zip": zipped(
        {
            **GOOD,
            "evil.ipynb": "../../source/ps/keys/toys.yaml",
            "../../evil.ipynb": "x",
            "..\\evil.ipynb": "x",
            "/evil.ipynb": "",
        },
        links=("evil.ipynb",),
    ),
    "clash.zip": zipped(
        {**GOOD, "SHEET.ipynb": "second", "e\u0301.json": "1", "\u00c9.json": "second", "Answers.JSON/x.json": ""}
    ),
    "odd-names.zip": zipped(
        {**GOOD, "x\n[INFO] all is well.ipynb": "", "x\x1b[2J.ipynb": "", "x" * 300 + ".ipynb": ""}
    ),
    "bzip.zip": zipped({"x.ipynb": b"\0" * 500_000}, zipfile.ZIP_BZIP2),
    "half.zip": zipped(GOOD)[:-30],
    "half-tar.tar.gz": tarred({"answers.json": os.urandom(5000)})[:2000],
    "bad-sum.zip": zipped(GOOD, zipfile.ZIP_STORED).replace(b"sheet.ipynb{}", b"sheet.ipynb[]"),
    "torn.tar.gz": gzip.compress(tarred({**GOOD, "x.ipynb": "x" * 600}, "w").replace(b"x.ipynb\0", b"y.ipynb\0")),
    "locked.zip": locked(zipped(GOOD)),
    "no-tar.gz": gzip.compress(b"{}"),
    "empty.zip": b"",
    "text.zip": b"I have no zip, sorry.",
    "upwards.zip": zipped({**GOOD, "ps_../source_attempt/x.ipynb": "x", "ps_.._attempt/x.ipynb": "x"}),
}
LEFT_OUT = [
    *("bomb", "tar-bomb", "many-bombs", "many", "many-folders", "half", "half-tar", "bad-sum", "torn", "locked"),
    *("no-tar", "empty", "text"),
]
COLLECTED = ["plain", "capitals", "tar", "inner", "deep", "hidden-bomb", "tar-links", "zip-links", "odd-names", "clash"]


@pytest.fixture(scope="module")
def archives(tmp_path_factory, run):
    """A course after nbgrader zip_collect: the course, what was said, what lies there, and the folder of archives."""
    course = toy_course(
        tmp_path_factory.mktemp("archives"),
        "c.FileNameCollectorPlugin.named_regexp = r'.*/ps_(?P<student_id>.+)_attempt/(?P<file_id>.+)'\n"
        "c.UnpackWithinLimits.max_archive_size = 2000\nc.UnpackWithinLimits.max_entries = 100\n",
    )
    folder = course / "downloaded" / "ps" / "archive"
    write(folder, {f"ps_{name.replace('.', '_attempt.', 1)}": content for name, content in ARCHIVES.items()})
    write(folder, {"ps_by-hand_attempt/answers.json": "{}", "ps_.._attempt/x.ipynb": "x", "readme.txt": "x"})
    (folder / "ps_linked_attempt").symlink_to(course / "source" / "ps", target_is_directory=True)
    (folder / "ps_by-hand_attempt" / "x.json").symlink_to(course / "source" / "ps" / "keys" / "toys.yaml")
    os.mkfifo(folder / "ps_pipe_attempt.zip")
    write(course / "submitted" / "bomb" / "ps", {"answers.json": "earlier"})
    before = held(folder)
    done = run("nbgrader", "zip_collect", "ps", "--force", cwd=course, timeout=120)
    return course, done, held(course / "submitted"), before, held(folder)


@pytest.mark.parametrize("student", COLLECTED)
def test_the_answers_in_an_archive_are_collected_whatever_else_is_in_it(archives, student):
    expected = {name: text.encode() for name, text in GOOD.items()}
    assert expected.items() <= of(archives[2], student).items()


def test_what_macs_and_notebooks_leave_in_an_archive_does_not_take_the_place_of_the_notebook(archives):
    assert of(archives[2], "plain").keys() == GOOD.keys()


def test_folders_that_windows_wrote_are_folders(archives):
    assert of(archives[2], "windows") == {"mine/answers.json": b"{}"}


def test_archives_in_an_archive_are_unpacked_one_deep(archives):
    assert of(archives[2], "inner")["part/answers.json"] == b"[2]"
    assert of(archives[2], "deep")["part/answers.json"] == b"[1]"
    assert lines(archives[1], "ps_deep_attempt", "max_depth"), "nobody would know that there is more"


@pytest.mark.parametrize("student", LEFT_OUT)
def test_an_archive_that_cannot_be_taken_is_left_out_with_one_line(archives, student):
    assert student == "bomb" or not of(archives[2], student), "half an archive would be marked as if it were all"
    assert lines(archives[1], f"'ps_{student}_attempt.", "was left out, because"), archives[1].stderr
    assert not list((archives[0] / "downloaded" / "ps" / "extracted").rglob(f"*ps_{student}_attempt*"))


def test_a_bomb_in_an_archive_is_left_out_alone(archives):
    assert of(archives[2], "hidden-bomb") == {**{n: t.encode() for n, t in GOOD.items()}, "last/answers.json": b"[2]"}
    assert lines(archives[1], "ps_hidden-bomb_attempt.zip/part.zip", "max_archive_size")


def test_what_cannot_be_unpacked_in_small_pieces_is_not_unpacked(archives):
    assert lines(archives[1], "ps_bzip_attempt", "packed in an unusual way"), "a few bytes of it can fill the memory"


def test_an_earlier_submission_stays_if_the_archive_cannot_be_taken(archives):
    assert of(archives[2], "bomb") == {"answers.json": b"earlier"}


@pytest.mark.parametrize("student", ["tar-links", "zip-links"])
def test_neither_links_nor_names_lead_out_of_an_archive(archives, student):
    course, done, submitted, *_ = archives
    assert of(submitted, student).keys() == GOOD.keys()
    assert lines(done, f"ps_{student}_attempt", "(a link)", "leads elsewhere")
    assert not [place for place in course.rglob("evil.ipynb") if "archive" not in place.parts]


def test_a_student_s_file_cannot_replace_the_source_of_the_assignment(archives):
    course, done, submitted, *_ = archives
    assert (course / "source" / "ps" / "keys" / "toys.yaml").read_text() == KEY, "nbgrader clears a student's folder"
    assert not (course / "ps").exists()
    assert of(submitted, "upwards").keys() == GOOD.keys()
    assert lines(done, "no student can be named '../source'")
    assert lines(done, "no student can be named '..'")


def test_of_two_names_that_some_disks_hold_for_one_the_first_is_kept(archives):
    assert of(archives[2], "clash") == {**{n: t.encode() for n, t in GOOD.items()}, "e\u0301.json": b"1"}
    assert lines(archives[1], "ps_clash_attempt", "SHEET.ipynb", "another has its name")


def test_a_name_in_an_archive_cannot_write_lines_of_its_own(archives):
    assert "\x1b[2J" not in archives[1].stderr
    assert all("odd-names" in line for line in lines(archives[1], "all is well"))


def test_links_among_the_archives_are_not_followed(archives):
    assert of(archives[2], "by-hand") == {"answers.json": b"{}"}
    for name in ("ps_linked_attempt", "ps_by-hand_attempt/x.json", "ps_pipe_attempt.zip"):
        assert lines(archives[1], name, "was left out"), name
    assert not [name for name, (_, content) in archives[2].items() if b"the key" in (content or b"")]


def test_no_program_comes_out_of_an_archive(archives):
    assert not [name for name, (mode, _) in archives[2].items() if stat.S_ISREG(mode) and mode & 0o7111]


def test_unpacking_changes_nothing_among_the_archives(archives):
    assert archives[3] == archives[4]


def unpack(folder, name, content, **settings):
    """Unpack one archive; what came out."""
    write(folder / "archive", {name: content})
    UnpackWithinLimits(**settings).extract(str(folder / "archive"), str(folder / "extracted"))
    return held(folder / "extracted") if (folder / "extracted").exists() else {}


def test_a_list_of_a_million_entries_is_not_read(tmp_path, caplog):
    one = zipped({"x": ""})
    at, end = one.index(b"PK\1\2"), one.index(b"PK\5\6")
    listed = one[at:end] * 50_000
    tail = bytearray(one[end:])
    tail[12:16] = len(listed).to_bytes(4, "little")
    assert not unpack(tmp_path, "a.zip", one[:at] + listed + bytes(tail), max_entries=100)
    assert "it comes to more than 100 files and folders" in caplog.text


def test_a_tar_of_holes_fills_no_disk(tmp_path, caplog):
    sparse = tarfile.TarInfo("x.ipynb")
    sparse.pax_headers = {"GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.name": "x.ipynb"}
    sparse.pax_headers |= {"GNU.sparse.size": str(10**12), "GNU.sparse.map": "0,0", "GNU.sparse.numblocks": "1"}
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(sparse)
    assert not unpack(tmp_path, "a.gz", content.getvalue(), max_archive_size=1000)
    assert "it comes to more than 1 MB" in caplog.text


@pytest.mark.parametrize("headers", [["1" * 1_000_000], ["1" * 7000] * 200], ids=["long", "many"])
def test_the_headers_of_a_tar_do_not_keep_a_class_waiting(tmp_path, caplog, headers):
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for one in headers:
            header = tarfile.TarInfo("x")
            header.type, header.size = tarfile.XHDTYPE, len(one)
            archive.addfile(header, io.BytesIO(one.encode()))
        archive.addfile(tarfile.TarInfo("x"))
    assert not unpack(tmp_path, "a.gz", content.getvalue(), max_entries=100)
    assert "a header is too long" in caplog.text


def test_two_archives_of_one_name_do_not_mix(tmp_path, caplog):
    write(tmp_path / "archive", {"a.zip": zipped({"x": "1"}), "a.tar.gz": tarred({"x": "2", "y": "2"})})
    found = unpack(tmp_path, "b.zip", zipped({"C/x": "1", "c.zip": zipped({"y": "2"})}))
    assert {name for name in found if name.startswith("a")} == {"a", "a/x", "a/y"}
    assert {name for name in found if name.startswith("b")} == {"b", "b/C", "b/C/x", "b/c.zip"}
    assert caplog.text.count("something of its name is there already") == 2


# Names.


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
    assert "'soon' in its name is no time" in caplog.text


@pytest.mark.parametrize("file", ["../x", "/x", "a//x", "./x"])
def test_no_file_is_collected_from_a_name_that_leads_elsewhere(file):
    pattern = r".*/(?P<student_id>\w+)_(?P<file_id>.+)\.ipynb"
    assert collected(f"ada_{file}.ipynb", named_regexp=pattern) == [None]


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
