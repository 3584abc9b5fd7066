"""Work and rosters from Canvas and Moodle, in files by their published rules: to the right student, or to nobody."""

import zipfile

import pytest
from nbgrader.api import Gradebook

from safegrade.contract import GradingError
from safegrade.desk.platforms.collecting import collect_uploads
from safegrade.desk.platforms.exporting import export_pages
from safegrade.desk.platforms.people import Class, Person, roles
from safegrade.desk.platforms.roster import RosterError, take_roster
from safegrade.desk.platforms.uploads import own_name, read_name, sort_out

SETTINGS = "from safegrade import configure\n\nc = get_config()\nconfigure(c)\n"


@pytest.fixture
def known(course):
    """A course whose gradebook knows two students of one name, and one by her number in Canvas."""
    (course / "nbgrader_config.py").write_text(SETTINGS, encoding="utf-8")
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        gradebook.update_or_create_student("ada", first_name="Ada", last_name="Lovelace", lms_user_id="11")
        gradebook.update_or_create_student("bob", first_name="Jo", last_name="Doe", email="bob@x.org")
        gradebook.update_or_create_student("eve", first_name="Jo", last_name="Doe", email="eve@x.org")
    gradebook.engine.dispose()
    return course


@pytest.fixture
def archive(tmp_path):
    def archive(**files):
        with zipfile.ZipFile(tmp_path / "uploads.zip", "w") as made:
            for name, text in files.items():
                made.writestr(name, text)
        return tmp_path / "uploads.zip"

    return archive


def handed_in(course):
    return {
        file.relative_to(course / "submitted").as_posix(): file.read_text(encoding="utf-8")
        for file in sorted((course / "submitted").rglob("*"))
        if file.is_file()
    }


def test_canvas_files_go_to_the_student_with_the_number(known, archive):
    found = collect_uploads(known, "ps", "canvas", archive(**{
        "lovelaceada_LATE_11_501_sheet-1.ipynb": "{}",
        "lovelaceada_LATE_11_502_my data.csv": "a",
        "doejo_12_503_sheet.ipynb": "{}",
        "notes.txt": "x",
    }))  # fmt: skip
    assert handed_in(known) == {"ada/ps/my data.csv": "a", "ada/ps/sheet.ipynb": "{}"}
    assert (found.taken, found.late) == (("ada",), ("ada",))
    assert set(found.left_out) == {"doejo_12_503_sheet.ipynb", "notes.txt"}, "of two Jo Does nobody is guessed"


def test_what_was_collected_stays_until_it_is_to_be_taken_again(known, archive):
    collect_uploads(known, "ps", "canvas", archive(**{"lovelaceada_11_501_sheet.ipynb": "first"}))
    again = archive(**{"lovelaceada_11_601_sheet.ipynb": "second"})
    assert collect_uploads(known, "ps", "canvas", again).kept == ("ada",)
    assert handed_in(known) == {"ada/ps/sheet.ipynb": "first"}
    assert collect_uploads(known, "ps", "canvas", again, update=True).taken == ("ada",)
    assert handed_in(known) == {"ada/ps/sheet.ipynb": "second"}


def test_moodle_participants_are_told_by_its_worksheet(known, archive, tmp_path):
    sheet = tmp_path / "grades.csv"
    sheet.write_text(
        "Identifier,Full name,Email address\nParticipant 7,Jo Doe,eve@x.org\nParticipant 8,Jo Doe,bob@x.org\n",
        encoding="utf-8-sig",
    )
    files = archive(**{
        "Jo Doe_7_assignsubmission_file_/sheet.ipynb": "eve",
        "Jo Doe_8_assignsubmission_file/sub/sheet.ipynb": "bob",
        "Ada Lovelace_9_assignsubmission_file_answers.json": "ada",
    })  # fmt: skip
    assert set(collect_uploads(known, "ps", "moodle", files).taken) == {"ada"}
    found = collect_uploads(known, "ps", "moodle", files, names=sheet)
    assert set(found.taken) == {"bob", "eve"}
    assert handed_in(known) == {
        "ada/ps/answers.json": "ada", "bob/ps/sub/sheet.ipynb": "bob", "eve/ps/sheet.ipynb": "eve",
    }  # fmt: skip


def test_an_archive_that_leads_out_or_is_none_takes_nothing_along(known, archive, tmp_path):
    found = collect_uploads(known, "ps", "canvas", archive(**{"lovelaceada_11_501_../../../x.ipynb": "{}"}))
    assert not list(known.parent.rglob("x.ipynb"))
    assert found.left_out
    (tmp_path / "no.zip").write_text("no", encoding="utf-8")
    with pytest.raises(GradingError, match=r"no archive that can be read.*Download it again"):
        collect_uploads(known, "ps", "canvas", tmp_path / "no.zip")


def test_a_student_cannot_name_a_file_so_that_it_counts_for_another():
    eve = read_name("canvas", "doejo_12_503_lovelaceada_11_501_answers.json")
    assert (eve.number, eve.rest) == ("12", "lovelaceada_11_501_answers.json")
    known = Class((Person("ada", lms="11"), Person("eve", lms="12")))
    assert set(sort_out("canvas", [eve.path], known, {}).uploads) == {"eve"}


@pytest.mark.parametrize(
    ("name", "counts_as"),
    [("answers-2.json", "answers.json"), ("answers.json", "answers.json"), ("data-2.csv", "data-2.csv")],
)
def test_only_what_is_asked_for_loses_the_number_of_a_second_upload(name, counts_as):
    assert own_name(read_name("canvas", f"a_1_2_{name}"), ["answers.json"]) == counts_as


def test_feedback_goes_back_under_the_names_by_which_the_platform_knows_whose_it_is(known, archive, tmp_path):
    page = known / "feedback" / "ada" / "ps" / "sheet.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>Good.", encoding="utf-8")
    uploads = archive(**{"lovelaceada_11_501_sheet.ipynb": "{}", "doejo_12_503_sheet.ipynb": "{}"})
    pages = export_pages(known, "ps", "canvas", uploads, tmp_path / "back.zip")
    with zipfile.ZipFile(tmp_path / "back.zip") as made:
        assert made.namelist() == ["lovelaceada_11_501_feedback-sheet.html"]
    assert (pages.packed, set(pages.left_out)) == (("ada",), {"doejo_12_503_sheet.ipynb"})


ROSTER = """\
Student,ID,SIS User ID,SIS Login ID,Section
    Points Possible,,,,
"Lovelace, Ada King",11,,ada,S1
"Doe, Jo",12,,bob,S1
"Doe, Jo",13,,fay,S1
"Twice, A",14,,two,S1
"Twice, B",15,,two,S1
"Evil, <b>",16,,../source,S1
"Student, Test",17,,test,S1
"""


def students(course):
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        found = {one.id: (one.first_name, one.last_name, one.lms_user_id) for one in gradebook.students}
    gradebook.engine.dispose()
    return found


def test_a_roster_says_first_what_it_would_change(known, tmp_path):
    (tmp_path / "r.csv").write_text(ROSTER, encoding="utf-8")
    before = students(known)
    tried = take_roster(known, tmp_path / "r.csv", {}, write=False)
    assert students(known) == before, "a dry run"
    assert tried.new == ("fay",)
    assert tried.changed == {"ada": (("first", "Ada", "Ada King"),), "bob": (("lms", "", "12"),)}
    assert tried.missing == ("eve",)
    assert set(tried.namesakes) == {"bob", "fay"}
    assert [where.split()[1] for where in tried.left_out] == ["6", "7", "8"]
    take_roster(known, tmp_path / "r.csv", {}, write=True)
    assert students(known) == {**before, "ada": ("Ada King", "Lovelace", "11"), "bob": ("Jo", "Doe", "12"),
                               "fay": ("Jo", "Doe", "13")}  # fmt: skip


def test_columns_of_any_name_can_be_said(known, tmp_path):
    (tmp_path / "r.csv").write_text("Kürzel;Vorname;Nachname\nzoe;Zoë;Ångström\n", encoding="cp1252")
    with pytest.raises(RosterError, match=r"No column of .*--id COLUMN"):
        take_roster(known, tmp_path / "r.csv", {}, write=False)
    take_roster(known, tmp_path / "r.csv", {"id": "Kürzel"}, write=True)
    assert students(known)["zoe"] == ("Zoë", "Ångström", None)


@pytest.mark.slow
def test_an_empty_roster_and_a_course_without_a_gradebook(course, tmp_path):
    (course / "gradebook.db").unlink()
    (tmp_path / "r.csv").write_text("username,email\n", encoding="utf-8")
    found = take_roster(course, tmp_path / "r.csv", {}, write=True)
    assert (found.new, found.same, found.left_out) == ((), 0, {})


def test_a_gradebook_that_cannot_be_made_is_said(course, tmp_path, monkeypatch):
    (course / "gradebook.db").unlink()
    (tmp_path / "r.csv").write_text("username\nada\n", encoding="utf-8")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RosterError, match=r"needs the command alembic.*Activate the environment"):
        take_roster(course, tmp_path / "r.csv", {}, write=True)


def test_the_columns_of_the_platforms_are_known():
    assert roles(["Identifier", "Full name", "Email address"])["lms"] == 0
    assert roles(["Last Name", "First Name", "Username", "Student ID"])["id"] == 2
