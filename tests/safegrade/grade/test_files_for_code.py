from safegrade.grade.files_for_code import files_for_code
from safegrade.intake.scan import scan


def test_a_program_is_given_no_more_than_a_sandbox_takes(tmp_path):
    with (tmp_path / "large.bin").open("wb") as file:
        file.truncate(30 << 20)
    (tmp_path / "link.txt").symlink_to("large.bin")
    (tmp_path / "small.txt").write_text("a")
    found = files_for_code(scan(tmp_path))
    assert found.held == {"small.txt": "YQ=="}
    assert found.lines == {
        "large.bin": "large.bin was not given to the program: with it, the files are larger than 11 MB."
    }


def test_a_file_named_like_a_library_is_given_and_pointed_out(tmp_path):
    for name in ("numpy.py", "ours.py", "mine.py"):
        (tmp_path / name).write_text("")
    found = files_for_code(scan(tmp_path), ("ours",))
    assert sorted(found.held) == ["mine.py", "numpy.py", "ours.py"]
    assert sorted(found.lines) == ["numpy.py", "ours.py"]
