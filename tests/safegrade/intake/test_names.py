"""Students choose the names of what they hand in: none leads elsewhere, and none is lost behind another."""

from safegrade.intake.names import NamesInFolder, folded, hidden, is_student, matches, wrong_with


def test_no_name_that_a_later_step_cannot_use_is_taken():
    expected = {
        ("pictures", "a.png"): None,
        ("é ü 漢.ipynb",): None,
        ("a\nb",): "a name that cannot be printed",
        ("a\x1b[2J", "b"): "a name that cannot be printed",
        ("x\udcff.txt",): "a name that cannot be printed",
        ("é" * 128,): "too long a name",
        ("x" * 255,): None,
        ("x",) * 41: "too deep",
        ("x" * 200,) * 5: "too deep",
    }
    assert {parts: wrong_with(parts) for parts in expected} == expected


def test_no_student_s_folder_hides_or_stands_elsewhere():
    assert [name for name in ("ada", "a+b@c.org", "ada lovelace", "é") if not is_student(name)] == []
    assert [
        name for name in ("", ".", "..", ".ada", "a/b", "../source", " ada", "a\nb", None, 3) if is_student(name)
    ] == []


def test_two_names_that_some_disks_hold_for_one_are_the_same():
    pairs = [
        ("Answers.json", "answers.JSON"),
        ("e\u0301.json", "\u00c9.json"),
        ("Straße", "STRASSE"),
        ("\u0345", "\u03b9"),
    ]
    assert [pair for pair in pairs if folded(pair[0]) != folded(pair[1])] == []


def test_of_two_files_that_are_one_to_some_disks_the_second_is_not_added():
    names = NamesInFolder()
    assert names.add(("a", "x.json"), folder=False)
    again = [("A", "y.json"), ("a", "X.json"), ("a", "x.json"), ("a",), ("a", "x.json", "z")]
    assert [parts for parts in again if names.add(parts, folder=False)] == []
    assert names.add(("a",), folder=True), "a folder may be listed after what is in it"
    assert ("a", "x.json") in names
    assert [parts for parts in (("a",), ("a", "X.json"), ("b",)) if parts in names] == []
    assert len(names) == 2


def test_what_is_being_made_is_beside_its_place_and_hidden_from_nbgrader(tmp_path):
    made = hidden(tmp_path / "ps")
    assert made.parent == tmp_path
    assert made.name.startswith(".")
    assert made != hidden(tmp_path / "ps")


def test_patterns_of_names_are_nbgrader_s():
    assert matches("a.pyc", ["*.txt", "*.pyc"])
    assert not matches("a.py", ["*.txt", "*.pyc"])
