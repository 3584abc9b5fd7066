import pickle
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from attrs import field, frozen

from tarasoff.knowledge.names import unknown
from tarasoff.knowledge.reading import DataFileError, read_csv, read_yaml, unique
from tarasoff.knowledge.records import Feedback, not_empty


@frozen
class Toy:
    name: str = field(validator=not_empty)
    round: bool


@frozen
class Box:
    schema: int
    title: str
    price: float = 1.0
    toys: tuple[Toy, ...] = ()
    by_id: dict[str, Toy] = field(factory=dict)


@frozen
class Row:
    id: str
    text: str


def broken(read, path, content, kind):
    """The whole message about a file that cannot be read."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        read(path, kind)
    except DataFileError as error:
        return str(error)
    return "It was read."


def no_date():
    """What Python says of a month that cannot be: each version words it differently."""
    with pytest.raises(ValueError, match="month") as said:
        date(2026, 13, 45)
    return said.value


NO_DATE = no_date()
TOYS = "schema: 1\ntitle: Box\ntoys:\n  - {name: ball, round: true}\n"


def test_a_good_file_is_read_with_its_types(tmp_path):
    (tmp_path / "box.yaml").write_text(TOYS + "price: 2\n", encoding="utf-8")
    box = read_yaml(tmp_path / "box.yaml", Box)
    assert box == Box(1, "Box", 2.0, (Toy("ball", round=True),))
    assert type(box.price) is float


@pytest.mark.parametrize("read", [read_yaml, read_csv])
def test_a_missing_file_says_where_it_should_be(tmp_path, read):
    says = f"box.data: There is no such file. It should be in the folder {tmp_path.name}."
    with pytest.raises(DataFileError, match=f"^{re.escape(says)}$"):
        read(tmp_path / "box.data", Box)


@pytest.mark.parametrize("read", [read_yaml, read_csv])
def test_a_file_that_is_not_utf_8_says_at_which_byte(tmp_path, read):
    says = broken(read, tmp_path / "box.data", b"title: caf\xe9 \n", Box)
    assert says == "box.data, byte 10: This is not UTF-8 text. Save the file as UTF-8."


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("schema: 1\ntitle: [a\n", "line 3"),
        ("schema: 1\n\ttitle: a\n", "line 2"),
        ("schema: 1\nschema: 1\ntitle: a\n", "line 2"),
    ],
)
def test_broken_yaml_names_its_line(tmp_path, content, place):
    says = broken(read_yaml, tmp_path / "box.yaml", content, Box)
    assert says.startswith(f"box.yaml, {place}: This is not YAML: ")
    assert says.endswith("Check quotes, colons and indentation there.")


LIST = "This is not a list. Write one entry a line, each after a dash."
FIELDS = "This holds no fields. Write field: value, one a line."
HINT = "Check quotes, colons and indentation there."


WRONG_FIELDS = [
    ("schema: 1\n", "line 1, field title: 'title' is missing. Add it."),
    # Said before "title is missing": the misspelt name is what has to be changed.
    ("schema: 1\ntitel: Box\n", "line 2, field titel: 'titel' is not a field here. Correct or remove it."),
    (TOYS.replace("Box", "5"), "line 2, field title: 5 is not text. Write it as text, in quotes."),
    (TOYS.replace("1", "true"), "line 1, field schema: True is not int. Write a whole number."),
    (TOYS + "price: cheap\n", "line 5, field price: 'cheap' is not a number. Write a number."),
    (TOYS + "price: true\n", "line 5, field price: True is not a number. Write a number."),
    (TOYS.replace("true", "'false'"), "line 4, field toys[0].round: 'false' is not bool. Write true or false."),
    (TOYS + "  - {name: kite}\n", "line 5, field toys[1].round: 'round' is missing. Add it."),
    (TOYS + "  - name: kite\n    round: 0\n", "line 6, field toys[1].round: 0 is not bool. Write true or false."),
    (
        TOYS.replace("round", "rond"),
        "line 4, field toys[0].rond: 'rond' is not a field here. Correct or remove it.",
    ),
    (TOYS + "5: a\n", "5 is not a field here. Correct or remove it."),
    (TOYS + "5: a\nb: c\n", "line 6, field b: 'b' and 5 are not fields here. Correct or remove them."),
    ("schema: 1\ntitle: a\ntoys: 5\n", f"line 3, field toys: {LIST}"),
    # A text is not a list of its letters.
    ("schema: 1\ntitle: a\ntoys: ball\n", f"line 3, field toys: {LIST}"),
    ("schema: 1\ntitle: a\ntoys: {name: ball}\n", f"line 3, field toys: {LIST}"),
    ("schema: 1\ntitle: a\ntoys:\n - ball\n", f"line 4, field toys[0]: {FIELDS}"),
    ("schema: 1\ntitle: a\nby_id: [1]\n", f"line 3, field by_id: {FIELDS}"),
    # The line of the mistake, not that of the first thing whose name ends alike.
    (
        "schema: 1\ntitle: a\nby_id:\n  kite: {name: a, round: true}\n  a-kite:\n    name: 5\n    round: true\n",
        "line 6, field by_id['a-kite'].name: 5 is not text. Write it as text, in quotes.",
    ),
    ("", "This file holds no fields. Write field: value, one a line."),
    ("- a\n", "This file holds no fields. Write field: value, one a line."),
    ("schema: 1\ntitle: 2026-13-45\n", f"This is not YAML: {NO_DATE}. {HINT}"),
    (TOYS.replace("ball", "' '"), "line 4, field toys[0]: name is empty. Fill it in."),
]


def test_a_wrong_field_names_place_problem_and_remedy(tmp_path):
    complaints = []
    for content, says in WRONG_FIELDS:
        found = re.sub(r"^box\.yaml(, |: )", "", broken(read_yaml, tmp_path / "box.yaml", content, Box))
        if found != says:
            complaints.append(f"{content!r} gives {found!r}, not {says!r}")
    assert not complaints, "\n".join(complaints)


def test_a_csv_cell_may_hold_commas_line_breaks_and_a_line_separator(tmp_path):
    content = 'id,text\r\na,"one, two"\r\nb,"one\r\ntwo"\r\nc,one\u2028two\x0bthree\x85four\r\nd,last'
    (tmp_path / "rows.csv").write_bytes(content.encode())
    texts = [row.text for row in read_csv(tmp_path / "rows.csv", Row)]
    assert texts == ["one, two", "one\ntwo", "one\u2028two\x0bthree\x85four", "last"]


CELLS = "The row has not as many cells as the header. Put cells with a comma in them in quotes."
QUOTES = "Close every quote; double one inside a cell."


WRONG_ROWS = [
    ("id,text\na,b\nc\n", f"rows.csv, row 3 (id c): {CELLS}"),
    ("id,text\na,b,c\n", f"rows.csv, row 2 (id a): {CELLS}"),
    ('id,text\na,"b\nb"\nc,d,e\n', f"rows.csv, row 3 (id c): {CELLS}"),
    ("id\na\n", "rows.csv, row 2 (id a), field text: 'text' is missing. Add it."),
    ("id,text\n\n\nc,d,e\n", f"rows.csv, row 4 (id c): {CELLS}"),
    # An open quote would swallow every row after it.
    ('id,text\na,b\nc,"d\ne,f\n', f"rows.csv, row 3: This is not CSV: unexpected end of data. {QUOTES}"),
    (
        "id,text\na," + "x" * 200_000 + "\n",
        f"rows.csv, row 2: This is not CSV: field larger than field limit (131072). {QUOTES}",
    ),
    ("id,txt\na,b\n", "rows.csv, row 2 (id a), field txt: 'txt' is not a field here. Correct or remove it."),
]


def test_a_wrong_row_is_counted_as_a_spreadsheet_counts_it(tmp_path):
    complaints = []
    for content, says in WRONG_ROWS:
        found = broken(read_csv, tmp_path / "rows.csv", content, Row)
        if found != says:
            complaints.append(f"{content[:80]!r} gives {found!r}, not {says!r}")
    assert not complaints, "\n".join(complaints)


def test_an_id_that_stands_twice_is_named(tmp_path):
    unique(tmp_path / "rows.csv", ["a", "b"])
    with pytest.raises(DataFileError) as caught:
        unique(tmp_path / "rows.csv", ["a", "b", "a"])
    assert str(caught.value) == "rows.csv, id a: This id stands twice. Give each record an id of its own."


@pytest.mark.parametrize(
    ("read", "content", "kind"), [(read_yaml, "schema: 1\ntitle: Box\n", Box), (read_csv, "id,text\na,b\n", Row)]
)
def test_what_a_spreadsheet_puts_before_a_file_is_no_part_of_it(tmp_path, read, content, kind):
    (tmp_path / "box.data").write_text(content, encoding="utf-8")
    plain = read(tmp_path / "box.data", kind)
    (tmp_path / "box.data").write_text(content, encoding="utf-8-sig")
    assert read(tmp_path / "box.data", kind) == plain


def test_a_misspelt_word_says_which_there_are(tmp_path):
    says = broken(read_yaml, tmp_path / "one.yaml", "verdict: fit\nwhy: a\n", Feedback)
    assert says == "one.yaml: 'fit' is not a possible verdict. Write one of: fits, defensible, over, under."


@pytest.mark.parametrize("given", [5, None, ["opening"]])
def test_an_id_that_is_not_text_is_as_unknown_as_any(given):
    assert unknown(given, ["opening"], "question") == f"There is no question {given!r}. " + (
        "Did you mean opening?" if isinstance(given, list) else "There are: opening."
    )


def test_a_file_of_brackets_is_refused_and_not_a_crash(tmp_path):
    """With the C parser it is no YAML, without it nested too deeply; the remedy is the same."""
    assert broken(read_yaml, tmp_path / "box.yaml", "[" * 3000, Box).endswith(HINT)


WITHOUT_C = """
import sys
sys.modules["_ruamel_yaml"] = None
import ruamel.yaml
assert ruamel.yaml.YAML(typ="safe").Parser is ruamel.yaml.parser.Parser, "ruamel still finds its parser in C"
from tarasoff.knowledge import cases, evidence
from tarasoff.knowledge.teaching import library
for load in (evidence.evidence, library.questions, library.situations, library.consent_material, library.redactions,
             library.story, cases.coded_cases, library.line):
    load()
library.sources_of("00")
"""


def test_every_data_file_is_read_without_a_parser_in_c():
    """In a browser, and after a plain pip install, there is none."""
    done = subprocess.run([sys.executable, "-c", WITHOUT_C], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_mistake_keeps_problem_and_remedy_apart(tmp_path):
    """Whoever lists mistakes in a table must not have to cut a sentence in two, perhaps after "e.g."."""
    file = tmp_path / "row.yaml"
    file.write_text("verdict: e.g. fit\nwhy: a\n", encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        read_yaml(file, Feedback)
    assert caught.value.problem == "'e.g. fit' is not a possible verdict."
    assert caught.value.remedy == "Write one of: fits, defensible, over, under."


def test_a_mistake_found_in_another_process_says_the_same_here():
    error = DataFileError(Path("codes.csv"), "row 4", "'sure' is not a confidence.", "Write high.")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  our own
    assert (str(again), again.place, again.remedy) == (str(error), "row 4", "Write high.")
