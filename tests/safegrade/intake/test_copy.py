"""What is copied stays within limits, and what is left out is said."""

import io

import pytest

from safegrade.intake.copy import CopyOut, LeftOutError, SizeLimits, TooMuchError

LIMITS = SizeLimits(1000, 9, ("it is too large", "Ask for less."), ("it has too many", "Ask for fewer."))


def test_a_file_that_grows_while_it_is_copied_is_still_too_large(tmp_path):
    copy = CopyOut(tmp_path, LIMITS)
    copy.copy_file(("x",), io.BytesIO(b"0" * 500), 400)
    assert "'x' (larger than the 0.0004 MB of" in copy.left_out_in_words()
    assert (copy.size, list(tmp_path.iterdir())) == (0, [])
    with pytest.raises(TooMuchError, match="too large"):
        copy.copy_file(("x",), io.BytesIO(b"0" * 1500))


def test_all_files_together_have_a_limit(tmp_path):
    copy = CopyOut(tmp_path, LIMITS)
    copy.copy_file(("a", "x"), io.BytesIO(b"0" * 600))
    assert (tmp_path / "a" / "x").read_bytes() == b"0" * 600
    with pytest.raises(TooMuchError, match="too large"):
        copy.copy_file(("a", "y"), io.BytesIO(b"0" * 600))
    copy.count(9)
    with pytest.raises(TooMuchError, match="too many"):
        copy.count()


def test_a_file_never_takes_the_place_of_another(tmp_path):
    (tmp_path / "x").write_text("mine")
    with pytest.raises(FileExistsError):
        CopyOut(tmp_path, LIMITS).copy_file(("x",), io.BytesIO(b"0"))
    assert (tmp_path / "x").read_text() == "mine"


def test_a_thousand_files_left_out_are_one_short_line(tmp_path):
    copy = CopyOut(tmp_path, LIMITS)
    assert copy.left_out_in_words() == ""
    for number in range(1007):
        copy.leave_out(f"{number}\n", "a link")
    expected = ", ".join(f"'{number}\ufffd' (a link)" for number in range(5))
    assert copy.left_out_in_words() == f"{expected} and 1,002 more"


def test_an_error_says_what_is_wrong_and_what_to_do():
    error = LeftOutError("it is locked", "Ask for it without a password.")
    assert str(error) == f"{error.problem}. {error.remedy}" == "it is locked. Ask for it without a password."
