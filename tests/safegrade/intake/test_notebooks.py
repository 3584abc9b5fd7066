"""A notebook is read as whatever program wrote it meant it; what is none is said."""

import json

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from safegrade.intake import notebooks
from safegrade.intake.notebooks import NOT_A_NOTEBOOK, decoded, read_file, read_notebook


def notebook():
    outputs = [new_output("stream", text="x" * 99)]
    return new_notebook(cells=[new_markdown_cell("Größe", id="a"), new_code_cell("1", id="b", outputs=outputs)])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_whatever_the_encoding_the_words_are_there(tmp_path, encoding):
    (tmp_path / "a.ipynb").write_bytes(json.dumps(notebook(), ensure_ascii=False).encode(encoding))
    found, cut = read_file(tmp_path / "a.ipynb")
    assert found.cells[0].source == "Größe"
    assert not cut
    assert len(found.cells[1].outputs) == 1


def test_what_is_no_text_is_no_notebook():
    with pytest.raises(UnicodeDecodeError):
        decoded(b"\x80\x81\x82")


@pytest.mark.parametrize("worksheets", [False, True])
def test_of_a_huge_file_the_outputs_are_left_out_and_the_words_stay(tmp_path, monkeypatch, worksheets):
    monkeypatch.setattr(notebooks, "_LARGE", 10)
    document = dict(notebook())
    if worksheets:
        cells = [{"cell_type": "code", "input": "1", "outputs": [], "language": "python", "metadata": {}}]
        document = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
    (tmp_path / "a.ipynb").write_text(json.dumps(document), encoding="utf-8")
    found, cut = read_file(tmp_path / "a.ipynb")
    assert cut
    assert found.cells[-1].source == "1"
    assert found.cells[-1].outputs == []


@pytest.mark.parametrize("name", ["a cell", "ü", "", "x" * 65, 5, None])
def test_a_cell_with_an_id_that_is_none_gets_one(name):
    document = json.loads(json.dumps(notebook()))
    document["cells"][0]["id"] = name
    assert read_notebook(json.dumps(document)).cells[0].source == "Größe"


@pytest.mark.parametrize(
    "change",
    [
        {"kept": True},
        {"execution_count": "5"},
        {"outputs": [{"output_type": "odd"}]},
        {"outputs": None},
        {"metadata": None},
        {"metadata": {"tags": "x", "collapsed": "no"}},
        {"attachments": []},
    ],
)
def test_what_another_program_put_there_loses_nobody_the_answer(change):
    document = json.loads(json.dumps(notebook()))
    document["cells"][1] |= change
    document["cells"][1]["source"] = ["x = ", "1"]
    assert read_notebook(json.dumps(document)).cells[1].source == "x = 1"


def test_a_cell_that_only_looks_like_a_good_one_is_looked_up_all_the_same():
    document = json.loads(json.dumps(notebook()))
    del document["cells"][1]["outputs"][:]
    document["cells"][1]["metadata"] = {"collapsed": True}
    good = frozenset(map(repr, read_notebook(json.dumps(document)).cells))
    # Python takes 1 for True, and the schema does not.
    document["cells"][1]["metadata"] = {"collapsed": 1}
    assert "collapsed" not in read_notebook(json.dumps(document), good).cells[1].metadata


@pytest.mark.parametrize("deep", [10, 100, 400, 480, 700, 900, 960, 2000, 9000])
def test_what_is_nested_too_deep_to_be_written_again_is_not_read(deep):
    document = json.dumps(notebook()).replace('"metadata": {}', f'"metadata": {{"x": {"[" * deep}{"]" * deep}}}')
    try:
        found = read_notebook(document)
    except NOT_A_NOTEBOOK:
        assert deep > 100
    else:
        json.dumps(found, indent=1)


def test_where_there_are_no_cells_there_is_nothing_to_save():
    with pytest.raises(NOT_A_NOTEBOOK):
        read_notebook('{"nbformat": 4, "nbformat_minor": 5, "metadata": null, "cells": []}')
