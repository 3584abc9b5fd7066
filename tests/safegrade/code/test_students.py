"""A student's cells are read outside the sandbox too, where nothing else ends what takes for ever."""

import time
import warnings

import pytest

from safegrade.code.reading.students import TOO_LARGE, StudentsCell, definitions_in, names_in, read_cells


def names(source):
    return names_in(read_cells({0: source}).values())


def reaches(*sources):
    return set().union(*(cell.reaches for cell in read_cells(dict(enumerate(sources))).values()))


def test_names_are_found_beside_magics_as_notebooks_have_them():
    source = "%matplotlib inline\nfiles = !ls\nhere = %pwd\n!pip list\nfor f in files:\n    total = 1\ndouble?"
    assert names(source) == {"files", "here", "f", "total"}
    assert names("%%time\nanswer = 42") == {"answer"}


def test_what_only_looks_like_a_magic_does_not_hide_a_cell():
    assert names('print("x = %s" % 3)\nx = (7\n     % 4)\ny = 1') == {"x", "y"}


def test_the_text_of_a_definition_is_that_of_the_last_as_it_was_written():
    last = "%pwd\n@cache\ndef f():\n    'a = %b'\n    return 2"
    cells = read_cells({0: "def f():\n    return 1", 1: "x = (", 2: last})
    assert definitions_in(cells.values()) == {"f": "@cache\ndef f():\n    'a = %b'\n    return 2\n"}
    assert definitions_in(read_cells({0: "def f(): pass", 1: "f = 3"}).values()) == {}


def test_who_hides_code_behind_much_of_it_is_looked_at():
    padding = "# " + "x" * 99_990
    assert reaches(padding, "import ctypes") == {TOO_LARGE}
    assert reaches("import ctypes", padding) == {"ctypes", TOO_LARGE}
    assert reaches("import ctypes") == {"ctypes"}


N = 99_000
# kind: a text that is short, and takes Python or IPython long to read, or holds much once it is read
HOSTILE = {
    "magics": "%pwd\n" * 2_000,
    "magics that are given": "x = %pwd\n" * 10_000,
    "help": "x?\n" * 30_000,
    "statements": "x;" * (N // 2),
    "an f-string of many parts": "f'" + "{x}" * (N // 3) + "'",
    "f-strings in f-strings": "f'{f\"{x:{x}}\"}'\n" * (N // 16),
    "escapes that warn": "'\\d'\n" * (N // 5),
    "open brackets": "[" * N,
    "brackets in brackets, wrong within": "f(" * 150 + "$" + ")" * 150,
    "signs": "-" * N + "1",
    "a sum": "1+" * (N // 2) + "1",
    "attributes": "a" + ".b" * (N // 2),
    "lambdas": "lambda:" * (N // 7) + "1",
    "a long number": "1" * N,
    "a line of spaces": " " * N + "x",
    "lines joined": "x = \\\n" * (N // 6),
    "nothing": "\0" * N,
    "half characters": "\ud800" * N,
    "a comprehension in a comprehension": "[x for x in " * 190 + "y" + "]" * 190,
    "loops in loops": "".join(f"{' ' * depth}for x in y:\n" for depth in range(95)) + " " * 95 + "z = 1",
    "200 MB": "x = 1\n" * (200 << 20 >> 2),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", HOSTILE)
def test_no_cell_takes_long_to_read_and_none_says_anything_on_a_terminal(kind):
    began = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (cell,) = read_cells({0: HOSTILE[kind]}).values()
    assert isinstance(cell, StudentsCell)
    # A second or two, and more where the machine is busy; what it bounds would be minutes.
    assert time.process_time() - began < 8


@pytest.mark.slow
def test_many_cells_take_no_longer_than_one():
    began = time.process_time()
    cells = read_cells(dict.fromkeys(range(200), "f'" + "{x}" * 30_000 + "'"))
    assert [TOO_LARGE in cell.reaches for cell in cells.values()].count(False) == 1
    assert time.process_time() - began < 8
