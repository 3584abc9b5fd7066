"""Archives from a learning platform may hold anything: nbgrader zip_collect takes the answers, and names the rest."""

import gzip
import os
import stat
import tarfile
import zipfile
from types import SimpleNamespace

import pytest

from safegrade.intake.unzip import UnpackWithinLimits

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("unzipping")]


def locked(content):
    """The bit that says so is set, in both places where it stands."""
    changed = bytearray(content)
    for magic, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        changed[content.index(magic) + place] |= 1
    return bytes(changed)


def archives_of(good, zipped, tarred):
    zeros = {f"x{number}.ipynb": b"\0" * 500_000 for number in range(10)}
    inner = zipped({"answers.json": "[2]"})
    return {
        "plain.zip": zipped(
            {**good, "pictures/": "", ".ipynb_checkpoints/sheet.ipynb": "old", "__MACOSX/._x.ipynb": "x"}
        ),
        "capitals.ZIP": zipped(good),
        "tar.tar.gz": tarred({f"./{name}": text for name, text in good.items()}),
        "windows.zip": zipped({"mine\\answers.json": "{}"}),
        "inner.zip": zipped({**good, "part.zip": inner}),
        "deep.zip": zipped({**good, "part.zip": zipped({"more.zip": inner, "answers.json": "[1]"})}),
        "bomb.zip": zipped(zeros),
        "tar-bomb.tar.gz": tarred(zeros),
        "hidden-bomb.zip": zipped({**good, "part.zip": zipped(zeros), "last.zip": inner}),
        "many-bombs.zip": zipped({**good, **{f"b{one}.zip": zipped(zeros) for one in range(20)}}),
        "many.zip": zipped({f"x{number}.ipynb": "" for number in range(101)}),
        "many-folders.tar.gz": tarred({f"{number}/" * 30 + "x.ipynb": "" for number in range(10)}),
        "tar-links.tar.gz": tarred(
            {**good, "../../evil.ipynb": "x", "a/../../../evil.ipynb": "x", "/evil.ipynb": "x"},
            **{
                "evil.ipynb": (tarfile.SYMTYPE, "../../../../source/ps/keys/toys.yaml"),
                "hard.ipynb": (tarfile.LNKTYPE, "../../../../source/ps/keys/toys.yaml"),
                "pipe.ipynb": (tarfile.FIFOTYPE, ""),
                "answers": (tarfile.SYMTYPE, ".."),
            },
        ),
        "zip-links.zip": zipped(
            {
                **good,
                "evil.ipynb": "../../source/ps/keys/toys.yaml",
                "../../evil.ipynb": "x",
                "..\\evil.ipynb": "x",
                "/evil.ipynb": "",
            },
            symlinks=("evil.ipynb",),
        ),
        "clash.zip": zipped(
            {**good, "SHEET.ipynb": "second", "e\u0301.json": "1", "\u00c9.json": "second", "Answers.JSON/x.json": ""}
        ),
        "odd-names.zip": zipped(
            {**good, "x\n[INFO] all is well.ipynb": "", "x\x1b[2J.ipynb": "", "x" * 300 + ".ipynb": ""}
        ),
        "bzip.zip": zipped({"x.ipynb": b"\0" * 500_000}, zipfile.ZIP_BZIP2),
        "half.zip": zipped(good)[:-30],
        "half-tar.tar.gz": tarred({"answers.json": os.urandom(5000)})[:2000],
        "bad-sum.zip": zipped(good, zipfile.ZIP_STORED).replace(b"sheet.ipynb{}", b"sheet.ipynb[]"),
        "torn.tar.gz": gzip.compress(tarred({**good, "x.ipynb": "x" * 600}, "w").replace(b"x.ipynb\0", b"y.ipynb\0")),
        "locked.zip": locked(zipped(good)),
        "no-tar.gz": gzip.compress(b"{}"),
        "empty.zip": b"",
        "text.zip": b"I have no zip, sorry.",
        "upwards.zip": zipped({**good, "ps_../source_attempt/x.ipynb": "x", "ps_.._attempt/x.ipynb": "x"}),
    }


LEFT_OUT = [
    *("bomb", "tar-bomb", "many-bombs", "many", "many-folders", "half", "half-tar", "bad-sum", "torn", "locked"),
    *("no-tar", "empty", "text"),
]
COLLECTED = ["plain", "capitals", "tar", "inner", "deep", "hidden-bomb", "tar-links", "zip-links", "odd-names", "clash"]


@pytest.fixture(scope="module")
def unzipped(tmp_path_factory, run, toy_course, write, held, good, zipped, tarred):
    """A course after nbgrader zip_collect: what was said, what lies there, and the archives before and after."""
    course = toy_course(
        tmp_path_factory.mktemp("archives"),
        "c.FileNameCollectorPlugin.named_regexp = r'.*/ps_(?P<student_id>.+)_attempt/(?P<file_id>.+)'\n"
        "c.UnpackWithinLimits.max_archive_size = 2000\nc.UnpackWithinLimits.max_entries = 100\n",
    )
    folder = course / "downloaded" / "ps" / "archive"
    archives = archives_of(good, zipped, tarred)
    write(folder, {f"ps_{name.replace('.', '_attempt.', 1)}": content for name, content in archives.items()})
    write(folder, {"ps_by-hand_attempt/answers.json": "{}", "ps_.._attempt/x.ipynb": "x", "readme.txt": "x"})
    (folder / "ps_linked_attempt").symlink_to(course / "source" / "ps", target_is_directory=True)
    (folder / "ps_by-hand_attempt" / "x.json").symlink_to(course / "source" / "ps" / "keys" / "toys.yaml")
    os.mkfifo(folder / "ps_pipe_attempt.zip")
    write(course / "submitted" / "bomb" / "ps", {"answers.json": "earlier"})
    before = held(folder)
    said = run("nbgrader", "zip_collect", "ps", "--force", cwd=course, timeout=120).stderr
    submitted = held(course / "submitted")
    return SimpleNamespace(course=course, said=said, submitted=submitted, before=before, after=held(folder))


@pytest.fixture
def well_meant(good):
    return {name: text.encode() for name, text in good.items()}


def test_the_answers_in_an_archive_are_collected_whatever_else_is_in_it(unzipped, of, well_meant):
    found = {student: of(unzipped.submitted, student) for student in COLLECTED}
    assert {student: files for student, files in found.items() if not well_meant.items() <= files.items()} == {}


def test_what_macs_and_notebooks_leave_in_an_archive_does_not_take_the_place_of_the_notebook(unzipped, of, good):
    assert of(unzipped.submitted, "plain").keys() == good.keys()


def test_folders_that_windows_wrote_are_folders(unzipped, of):
    assert of(unzipped.submitted, "windows") == {"mine/answers.json": b"{}"}


def test_archives_in_an_archive_are_unpacked_one_deep(unzipped, of, lines):
    assert of(unzipped.submitted, "inner")["part/answers.json"] == b"[2]"
    assert of(unzipped.submitted, "deep")["part/answers.json"] == b"[1]"
    assert lines(unzipped.said, "ps_deep_attempt", "max_depth"), "nobody would know that there is more"


def test_an_archive_that_cannot_be_taken_is_left_out_with_one_line(unzipped, of, lines):
    extracted = unzipped.course / "downloaded" / "ps" / "extracted"
    complaints = []
    for student in LEFT_OUT:
        if student != "bomb" and of(unzipped.submitted, student):
            complaints.append(f"{student}: half an archive would be marked as if it were all")
        if not lines(unzipped.said, f"'ps_{student}_attempt.", "was left out, because"):
            complaints.append(f"{student}: nobody would know")
        complaints += [f"{student}: {place} is there" for place in extracted.rglob(f"*ps_{student}_attempt*")]
    assert complaints == [], unzipped.said


def test_what_is_too_much_is_said_with_the_setting_that_allows_it(unzipped, lines):
    more_than = {"bomb": "2 MB", "tar-bomb": "2 MB", "many": "100 files", "many-folders": "100 files"}
    settings = {"2 MB": "c.UnpackWithinLimits.max_archive_size", "100 files": "c.UnpackWithinLimits.max_entries"}
    assert [
        student
        for student, most in more_than.items()
        if not lines(unzipped.said, f"'ps_{student}_attempt.", f"it comes to more than {most}", settings[most])
    ] == []


def test_a_bomb_in_an_archive_is_left_out_alone(unzipped, of, lines, well_meant):
    assert of(unzipped.submitted, "hidden-bomb") == {**well_meant, "last/answers.json": b"[2]"}
    assert lines(unzipped.said, "ps_hidden-bomb_attempt.zip/part.zip", "max_archive_size")


def test_what_cannot_be_unpacked_in_small_pieces_is_not_unpacked(unzipped, lines):
    assert lines(unzipped.said, "ps_bzip_attempt", "packed in an unusual way"), "a few bytes of it can fill the memory"


def test_an_earlier_submission_stays_if_the_archive_cannot_be_taken(unzipped, of):
    assert of(unzipped.submitted, "bomb") == {"answers.json": b"earlier"}


def test_neither_links_nor_names_lead_out_of_an_archive(unzipped, of, lines, good):
    for student in ("tar-links", "zip-links"):
        assert of(unzipped.submitted, student).keys() == good.keys()
        assert lines(unzipped.said, f"ps_{student}_attempt", "(a link)", "leads elsewhere")
    assert not [place for place in unzipped.course.rglob("evil.ipynb") if "archive" not in place.parts]


def test_a_student_s_file_cannot_replace_the_source_of_the_assignment(unzipped, of, lines, good, key):
    course = unzipped.course
    assert (course / "source" / "ps" / "keys" / "toys.yaml").read_text() == key, "nbgrader clears a student's folder"
    assert not (course / "ps").exists()
    assert of(unzipped.submitted, "upwards").keys() == good.keys()
    assert lines(unzipped.said, "no student can be named '../source'")
    assert lines(unzipped.said, "no student can be named '..'")


def test_of_two_names_that_some_disks_hold_for_one_the_first_is_kept(unzipped, of, lines, well_meant):
    assert of(unzipped.submitted, "clash") == {**well_meant, "e\u0301.json": b"1"}
    assert lines(unzipped.said, "ps_clash_attempt", "SHEET.ipynb", "another has its name")


def test_a_name_in_an_archive_cannot_write_lines_of_its_own(unzipped, lines):
    assert "\x1b[2J" not in unzipped.said
    assert all("odd-names" in line for line in lines(unzipped.said, "all is well"))


def test_links_among_the_archives_are_not_followed(unzipped, of, lines):
    assert of(unzipped.submitted, "by-hand") == {"answers.json": b"{}"}
    for name in ("ps_linked_attempt", "ps_by-hand_attempt/x.json", "ps_pipe_attempt.zip"):
        assert lines(unzipped.said, name, "was left out"), name
    assert not [name for name, (_, content) in unzipped.submitted.items() if b"the key" in (content or b"")]


def test_no_program_comes_out_of_an_archive(unzipped):
    assert not [name for name, (mode, _) in unzipped.submitted.items() if stat.S_ISREG(mode) and mode & 0o7111]


def test_unpacking_changes_nothing_among_the_archives(unzipped):
    assert unzipped.before == unzipped.after


def test_two_archives_of_one_name_do_not_mix(tmp_path, caplog, write, held, zipped, tarred):
    archives = {"a.zip": zipped({"x": "1"}), "a.tar.gz": tarred({"x": "2", "y": "2"})}
    write(tmp_path / "archive", {**archives, "b.zip": zipped({"C/x": "1", "c.zip": zipped({"y": "2"})})})
    UnpackWithinLimits().extract(str(tmp_path / "archive"), str(tmp_path / "extracted"))
    found = held(tmp_path / "extracted")
    assert {name for name in found if name.startswith("a")} == {"a", "a/x", "a/y"}
    assert {name for name in found if name.startswith("b")} == {"b", "b/C", "b/C/x", "b/c.zip"}
    assert caplog.text.count("something with its name is there already") == 2
