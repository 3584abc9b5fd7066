import pytest

from tarasoff.assignment.files import load_part, load_parts
from tarasoff.knowledge.reading import DataFileError
from tarasoff.marking.key_files import load_key


def write(tmp_path, part, key):
    (tmp_path / "keys").mkdir(exist_ok=True)
    (tmp_path / "case-toy.yaml").write_text(part, encoding="utf-8")
    (tmp_path / "keys" / "case-toy.yaml").write_text(key, encoding="utf-8")
    return tmp_path / "case-toy.yaml", tmp_path / "keys" / "case-toy.yaml"


WRONG_KEYS = [
    ("met: {credit: 1,", "met: {credit: 1.5,", ["1.5 is not a credit", "from 0 to 1"]),
    ("met: {credit: 1,", "met: {credit: yes,", ["credit", "number"]),
    ("breach: over", "breach: much", ["'much'", "over, under"]),
    ("  red:\n", "  rad:\n", ["misses criteria red", "criteria rad"]),
    ('    show: {credit: 1, why: "Good."}\n', "", ["No option earns full credit"]),
    ("criteria: 2, action: 2", "criteria: 3, action: 2", ["add up to 7", "not 6"]),
    ("to: press, item: price", "to: pres, item: price", ["'pres'", "boss, child, press"]),
    ('nobody: "Nobody knows."', 'noone: "Nobody knows."', ["'noone'", "not a field"]),
    ("schema: 1", "schema: 9", ["Schema 9"]),
    ('why: "Too far."', 'why: ""', ["why is empty"]),
    ('nobody: "Nobody knows."', 'nobody: ""', ["nobody is empty"]),
    ('action:\n  section: "01 Toys"', 'action:\n  section: ""', ["section is empty"]),
    ("criteria: 2, action: 2", "criteria: -2, action: 6", ["-2 is not a possible number of criteria", "from 0 up"]),
    ("  big:\n", "  big:\n    sentences: [2, 99]\n", ["key of criteria big names sentence 99 of a story of 2"]),
    ("  big:\n", "  big:\n    sentences: [0]\n", ["names sentence 0"]),
    ("action:\n", "action: [\n", ["not YAML", "line"]),
]


def test_a_wrong_key_names_file_place_and_remedy(tmp_path, texts):
    complaints = []
    for old, new, says in WRONG_KEYS:
        assert old in texts["key"], "this test no longer changes anything"
        part, key = write(tmp_path, texts["part"], texts["key"].replace(old, new))
        try:
            load_key(key, load_part(part))
            found = "It was read."
        except DataFileError as error:
            found = str(error)
        missing = [words for words in ("case-toy.yaml", *says) if words not in found]
        complaints += [f"{new!r} gives {found!r} without {words!r}" for words in missing]
    assert not complaints, "\n".join(complaints)


def test_a_wrong_part_names_its_line(tmp_path, texts):
    part, _ = write(tmp_path, texts["part"].replace("points: 6", "points: six"), texts["key"])
    with pytest.raises(DataFileError, match=r"line 6, field points: 'six' is not a number"):
        load_part(part)


def test_a_part_must_bear_the_name_of_its_file(tmp_path, texts):
    part, _ = write(tmp_path, texts["part"].replace("part: case-toy", "part: other"), texts["key"])
    with pytest.raises(DataFileError, match="Write part: case-toy"):
        load_part(part)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kind: case", "kind: [case]", "['case'] is not a kind of part. Write questions, case, data or scenario."),
        ("kind: case\n", "", "field kind: None is not a kind of part"),
        ("points: 6", "points: -6", "-6 is not a possible number of points"),
        ("points: 6", "points: .nan", "nan is not a possible number of points"),
    ],
)
def test_a_part_that_cannot_be_is_refused(tmp_path, texts, old, new, says):
    part, _ = write(tmp_path, texts["part"].replace(old, new), texts["key"])
    with pytest.raises(DataFileError) as caught:
        load_part(part)
    assert says in str(caught.value)


@pytest.mark.parametrize("field", ["route: none", "holds: [danger]", "withholds: [history]"])
def test_a_case_of_before_that_gives_answers_away_is_told_to_move_them(tmp_path, texts, field):
    part, _ = write(tmp_path, f"{texts['part']}{field}\n", texts["key"])
    with pytest.raises(DataFileError) as caught:
        load_part(part)
    name = field.partition(":")[0]
    assert str(caught.value) == (
        f"case-toy.yaml, field {name}: It gives answers away to students. Move it to the key, keys/case-toy.yaml."
    )


def test_weights_may_be_fractions(tmp_path, texts):
    part = texts["part"].replace("points: 6", "points: 0.6")
    key = texts["key"].replace("criteria: 2, action: 2, disclosure: 2", "criteria: 0.1, action: 0.2, disclosure: 0.3")
    part, key = write(tmp_path, part, key)
    load_key(key, load_part(part))


def test_what_a_mac_leaves_beside_a_file_is_no_part(tmp_path, texts):
    part, _ = write(tmp_path, texts["part"], texts["key"])
    (tmp_path / "._case-toy.yaml").write_bytes(b"\x00\x05\x16\x07\xff")
    assert load_parts(tmp_path) == {"case-toy": load_part(part)}


def test_a_copy_of_a_part_is_to_be_removed_not_changed(tmp_path, texts):
    write(tmp_path, texts["part"], texts["key"])
    (tmp_path / "case-toy (1).yaml").write_text(texts["part"], encoding="utf-8")
    with pytest.raises(DataFileError, match=r"case-toy \(1\)\.yaml, .* Rename or remove this file\."):
        load_parts(tmp_path)


def test_an_id_that_stands_twice_is_refused(tmp_path, texts):
    part, _ = write(tmp_path, texts["part"].replace("id: red", "id: big"), texts["key"])
    with pytest.raises(DataFileError, match="id big: This id stands twice"):
        load_part(part)


def test_the_course_s_own_keys_answer_what_is_asked(root):
    folder = root / "source" / "ps1-limits"
    parts = load_parts(folder)
    assert set(parts) == {"questions", "case-amal", "case-joris"}
    for name, part in parts.items():
        load_key(folder / "keys" / f"{name}.yaml", part)
