"""Variants: the same student gets the same one, the course decides who that is, and nobody can choose."""

import json
import shutil
from collections import Counter

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tarasoff.assignment.variants import draw, drawn, letters, looked_up, salt_of, variant, write_who
from tarasoff.authoring.doctor import examine
from tarasoff.cli import main
from tarasoff.knowledge.reading import DataFileError
from tarasoff.marking.key_files import key_of
from tarasoff.widgets.forms.sheet import Sheet

PS5 = "ps5-conference"
SALT = "x" * 16


@pytest.fixture
def course(tmp_path, root):
    for name in ("source", "course"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("answers.json"))
    return tmp_path


@pytest.fixture
def folder(course):
    return course / "source" / PS5


@given(st.text(min_size=1), st.sampled_from([("a",), ("a", "b"), ("a", "b", "c")]))
def test_the_same_student_gets_the_same_variant(student, among):
    first = draw(student, PS5, "case-mara", among, SALT)
    assert first == draw(student, PS5, "case-mara", among, SALT)
    assert first in among


def test_variants_are_spread_over_a_class_and_over_salts():
    class_ = [f"student-{number}" for number in range(400)]
    drawn_ = Counter(draw(one, PS5, "case-mara", ("a", "b"), SALT) for one in class_)
    # 200 each, give or take four standard deviations of 10.
    assert 160 < drawn_["a"] < 240
    other = [draw(one, PS5, "case-mara", ("a", "b"), "y" * 16) for one in class_]
    assert other != [draw(one, PS5, "case-mara", ("a", "b"), SALT) for one in class_]


def test_texts_that_run_into_one_another_draw_apart():
    pairs = {draw(a, b, "p", tuple("abcdefghijklmnop"), SALT) for a, b in (("ab", "c"), ("a", "bc"), ("abc", ""))}
    assert len(pairs) > 1


def test_the_notebook_looks_up_what_the_grader_draws(folder):
    class_ = [f"student-{number}" for number in range(30)]
    write_who(folder, PS5, class_)
    for student in class_:
        assert looked_up(folder, PS5, student) == {"case-mara": drawn(folder, "case-mara", PS5, student)}
    text = (folder / "variants" / "who.json").read_text("utf-8")
    assert "student" not in text, "the file is no list of the class"
    assert salt_of(folder) not in text


def test_a_student_sees_the_variant_and_whoever_is_not_listed_is_told(folder, monkeypatch):
    shown = []
    for room in ("sheet", "how_far"):
        monkeypatch.setattr(f"tarasoff.widgets.forms.{room}.display", lambda one, **_: shown.append(one.data))
    class_ = [f"student-{number}" for number in range(30)]
    write_who(folder, PS5, class_)
    for letter, place in (("a", "CO"), ("b", "TX")):
        student = next(one for one in class_ if drawn(folder, "case-mara", PS5, one) == letter)
        assert Sheet(PS5, folder, student=student).parts["case-mara"].place == place
    assert shown == []
    assert Sheet(PS5, folder).parts["case-mara"].place == "CO"
    assert Sheet(PS5, folder, student="<b>nobody</b>").parts["case-mara"].place == "CO"
    assert "your id is not given" in shown[0]
    assert "&lt;b&gt;nobody" in shown[1]
    assert all("Write it as your course knows it" in one for one in shown)


def test_each_variant_has_its_key(folder):
    assert letters(folder, "case-mara") == ("a", "b")
    kinds = {
        letter: key_of(folder, variant(folder, "case-mara", letter), letter).engine.kind
        for letter in letters(folder, "case-mara")
    }
    assert kinds == {"a": "duty", "b": "permission"}


def test_a_variant_that_asks_something_else_is_named(course, folder):
    file = folder / "variants" / "b" / "case-mara.yaml"
    file.write_text(file.read_text("utf-8").replace("{id: consult, label", "{id: consulted, label"), encoding="utf-8")
    (folder / "keys" / "variants.yaml").unlink()
    text = "\n".join(map(str, examine(course, PS5)))
    assert "There is no salt to draw with." in text
    assert "consult" in text


def test_a_short_salt_is_refused(folder):
    (folder / "keys" / "variants.yaml").write_text('schema: 1\nsalt: "abc"\n', encoding="utf-8")
    with pytest.raises(DataFileError, match=r"The salt has 3 characters. Give it 16 or more, at random."):
        salt_of(folder)


def test_a_damaged_list_says_what_to_do(folder):
    (folder / "variants" / "who.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataFileError, match="Fetch the assignment again"):
        looked_up(folder, PS5, "ada")


def test_the_command_draws_for_a_class(course, folder, tmp_path):
    names = tmp_path / "class.txt"
    names.write_text("ada\n\n ben \n", encoding="utf-8")
    done = CliRunner().invoke(main, ["variants", PS5, "--course", str(course), "--students", str(names)])
    assert done.exit_code == 0, done.output
    assert "who of 2 students" in done.stderr
    assert len(json.loads((folder / "variants" / "who.json").read_text("utf-8"))) == 2
    alone = CliRunner().invoke(main, ["variants", PS5, "--course", str(course)])
    assert alone.exit_code == 2
    assert "There is no gradebook.db" in alone.stderr


def test_one_part_can_be_marked_with_the_key_of_a_variant(folder, tmp_path):
    answers = tmp_path / "answers.json"
    answers.write_text('{"schema": 2, "assignment": "ps5-conference", "answers": {"case-mara": {"rule": "state"}}}')
    done = CliRunner().invoke(main, ["mark", str(folder / "keys" / "b" / "case-mara.yaml"), str(answers)])
    assert "Texas, § 611.004(a)(2)" in done.stdout
