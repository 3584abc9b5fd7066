"""The file of a notebook is what nbformat would write, byte for byte: nobody sees that another program wrote it."""

from copy import deepcopy

import nbformat
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from safegrade.contract import Line
from safegrade.grade.notebook_text import notebook_text

# Lines that end in every way, what JSON escapes, and what it need not.
TEXT = st.text(st.sampled_from('a\n\r\t"\\/ü\u2028\u0085\x0b\x00\x7f\U0001f600<'), max_size=12)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
VALUES = st.recursive(
    PLAIN, lambda one: st.lists(one, max_size=3) | st.dictionaries(TEXT, one, max_size=3), max_leaves=8
)
METADATA = st.dictionaries(st.sampled_from(["nbgrader", "b", "a", "é"]), VALUES, max_size=3)
DATA = st.fixed_dictionaries({}, optional={"text/plain": TEXT, "text/html": TEXT, "application/json": VALUES})
OUTPUTS = st.one_of(
    st.builds(lambda text: new_output("stream", text=text), TEXT),
    st.builds(lambda data: new_output("display_data", data), DATA),
    st.builds(lambda text: new_output("error", ename="E", evalue=text, traceback=[text, text]), TEXT),
)
CELLS = st.one_of(
    st.builds(lambda source, metadata: new_markdown_cell(source, metadata=metadata), TEXT, METADATA),
    st.builds(new_raw_cell, TEXT),
    st.builds(
        lambda source, outputs, count: new_code_cell(source, outputs=outputs, execution_count=count),
        TEXT, st.lists(OUTPUTS, max_size=2), st.none() | st.integers(0, 9),
    ),
)


@settings(max_examples=60)
@given(cells=st.lists(CELLS, max_size=3), metadata=METADATA, transient=st.booleans())
@example(
    cells=[], metadata={"a": [float("nan"), float("inf"), float("-inf"), 1e300, {}, []], "b": {}}, transient=False
)
def test_it_is_the_text_that_nbformat_writes(cells, metadata, transient):
    # Another version of nbformat says that it is valid by these alone; it strips them on writing.
    more = {"orig_nbformat": 3, "signature": "x"} if transient else {}
    notebook = new_notebook(cells=deepcopy(cells), metadata={**metadata, **more})
    for place, cell in enumerate(notebook.cells):
        cell.id = f"c{place}"
    expected = nbformat.versions[4].writes_json(deepcopy(notebook))
    assert notebook_text(notebook) == expected + "\n"


def test_a_line_of_a_report_is_written_as_its_plain_data_wherever_it_stands():
    line = Line("Q", 1, 0.5, "partly", ("Because.",), read="01 Who")
    # Equal to the other, and so found in its place: it must not be written otherwise.
    whole = line._replace(points=1.0)
    for held in ([line, whole], {"one": line}, [[line], line]):
        plain = _plain(held)
        assert notebook_text(new_notebook(metadata=_Raw(held=held))) == notebook_text(
            new_notebook(metadata=_Raw(held=plain))
        )


class _Raw(NotebookNode):
    """Metadata in which a line stays a line."""

    def __init__(self, held):
        dict.__init__(self, held=held)


def _plain(held):
    if isinstance(held, Line):
        return held.in_short()
    return [_plain(one) for one in held] if isinstance(held, list) else {k: _plain(one) for k, one in held.items()}
