"""What an assignment says of itself at its beginning: how long it takes, and after which lecture it comes."""

import json
import re

import pytest

ASSIGNMENTS = ["ps1-limits", "ps2-tarasoff", "ps3-trust", "ps4-criteria", "ps5-conference"]


@pytest.fixture(params=ASSIGNMENTS)
def assignment(request):
    return request.param


@pytest.fixture
def texts(assignment, root):
    """Its texts, the opening first."""
    notebook = json.loads((root / "source" / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]


def minutes(text):
    return [int(number) for number in re.findall(r"about (\d+)\b(?: minutes)?", text)]


def test_it_comes_after_the_lecture_beside_which_lecture_00_names_it(assignment, texts, root):
    first = (root / "course" / "00-start.ipynb").read_text(encoding="utf-8")
    rows = dict(re.findall(r"\| (\w+) \| \[[^|]*\| [^|]* \| `(ps\d-\w+)` \|", first))
    after = {name: lecture for lecture, name in rows.items()}.get(assignment)
    follows = re.search(r"It follows (.*?);", texts[0]).group(1)
    assert follows == "the last lecture" if after is None else follows.split()[-1] == after


def test_the_minutes_of_its_evenings_add_up(texts, assignment):
    """Whoever plans two evenings must find that both fit."""
    total, *evenings = minutes(texts[0])
    assert 60 <= total <= 160
    assert sum(evenings) in (0, total)
    if assignment == "ps4-criteria":
        cases = [text for text in texts if text.endswith("Six points, about 13 minutes.")]
        reflection = 16
        assert 13 * len(cases) + reflection == total
