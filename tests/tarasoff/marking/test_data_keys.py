"""Parts and keys of tables and figures: a mistake in one is named with file, place and remedy."""

import pytest

from tarasoff.assignment.files import load_part
from tarasoff.knowledge.reading import DataFileError
from tarasoff.marking.key_files import load_key


def refused(tmp_path, name, part, key):
    (tmp_path / "keys").mkdir()
    (tmp_path / f"{name}.yaml").write_text(part, encoding="utf-8")
    (tmp_path / "keys" / f"{name}.yaml").write_text(key, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        load_key(tmp_path / "keys" / f"{name}.yaml", load_part(tmp_path / f"{name}.yaml"))
    assert str(caught.value).startswith(f"{name}.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("data-toys", ("name: toys", 'name: "my toys"'), "'my toys' is not a name in Python"),
        ("data-toys", ("name: sold, label", "name: price, label"), "id price: This id stands twice"),
        ("data-toys", ("given: [10, 4]", "given: [ten]"), "'ten' is not a number"),
        (
            "data-toys",
            ("tolerance: 0.5", "tolerance: 0.5, given: [1]"),
            "Only the first column can have numbers that are given",
        ),
        ("data-toys", ("holds: text", "holds: words"), "words"),
        ("data-toys", ("table:\n", "tabel:\n"), "'tabel' is not a field here"),
        ("data-picked", ('columns: [{name: id, label: "which toy", holds: text}]', "columns: []"), "columns is empty"),
        ("data-figure", ("given: [10, 4]", "given: []"), "given is empty"),
        (
            "data-figure",
            ("figure:\n", "table: {columns: [{name: a, label: b}]}\nfigure:\n"),
            "Write a table or a figure",
        ),
    ],
)
def test_a_part_that_cannot_be_is_refused(tmp_path, data_texts, name, change, says):
    part, key = data_texts[name]
    old, new = change
    assert old in part, "this test no longer changes anything"
    assert says in refused(tmp_path, name, part.replace(old, new), key)


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("data-toys", ("points: 4", "points: 3"), "The points of the key add up to 3, not 4."),
        ("data-toys", ("values: [3, 20]", "values: [3]"), "The key of column sold has 1 numbers for 2 rows."),
        ("data-toys", ("values: [0.3, 2]", "values: [0.3]"), "The key of column sold has 1 numbers for 2 rows."),
        ("data-toys", ("credit: 0.5", "credit: 5"), "5.0 is not a credit"),
        ("data-toys", ("  sold:", "  maker:"), "the column 'maker', which holds no numbers here"),
        ("data-toys", ('why: "These are tens."', 'why: ""'), "why is empty"),
        ("data-toys", ("part: data-toys", "part: data-toy"), "The key is for part data-toy"),
        ("data-picked", ("values: [ball, top, ring]", "values: []"), "values is empty"),
        ("data-picked", ("values: [ball, top, ring]", "values: [ball, 5]"), "5 is not text"),
        ("data-figure", ("values: [3, 20]", "values: [3]"), "The key of drawn has 1 numbers for 2 rows."),
        ("data-figure", ("  x_label:", "  label_x:"), "and the labels title, x_label, y_label"),
        ("data-figure", ('words: [price], missing: "No', 'words: [], missing: "No'), "words is empty"),
    ],
)
def test_a_key_that_does_not_answer_what_is_asked_is_refused(tmp_path, data_texts, name, change, says):
    part, key = data_texts[name]
    old, new = change
    assert old in key, "this test no longer changes anything"
    assert says in refused(tmp_path, name, part, key.replace(old, new))


def test_the_parts_in_the_documentation_can_be_read(tmp_path, root):
    blocks = (root / "docs" / "formats.md").read_text(encoding="utf-8").split("```yaml\n")
    table, figure = (next(one for one in blocks if one.startswith(start)) for start in _DOCUMENTED)
    for number, text in enumerate((table, table.partition("table:")[0] + figure)):
        (tmp_path / str(number)).mkdir()
        file = tmp_path / str(number) / "data-toys.yaml"
        file.write_text(text.partition("```")[0], encoding="utf-8")
        assert load_part(file).points == 4


_DOCUMENTED = ("schema: 1\npart: data-toys                       # data", "# In place of table:")


def test_a_key_of_another_kind_is_refused(tmp_path, data_texts):
    part, key = data_texts["data-toys"][0], data_texts["data-figure"][1].replace("data-figure", "data-toys")
    assert "add up to 5, not 4" in refused(tmp_path, "data-toys", part, key)
    (tmp_path / "again").mkdir()
    said = refused(tmp_path / "again", "data-toys", part.replace("points: 4", "points: 5"), key)
    assert "asks for a table, and the key has labels. Remove it." in said


def test_rows_are_named_exactly_where_the_part_gives_none(tmp_path, data_texts):
    part, key = data_texts["data-picked"]
    rows = key.partition("rows:")[2].replace("points: 3", "points: 0")
    said = refused(tmp_path, "data-toys", data_texts["data-toys"][0], f"{data_texts['data-toys'][1]}rows:{rows}")
    assert "names rows that are given" in said
    (tmp_path / "again").mkdir()
    empty = refused(
        tmp_path / "again", "data-picked", part.replace("points: 3", "points: 0"), key.partition("rows:")[0]
    )
    assert "does not say which rows are right" in empty
