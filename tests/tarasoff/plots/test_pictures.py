"""Figures for slides: drawn without pyplot, with a text that says the same, the same file each time."""

import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from attrs import evolve

from tarasoff.engine.find import find
from tarasoff.engine.position import TOLD, positions
from tarasoff.knowledge.law import tables as law
from tarasoff.knowledge.law.facts import Facts
from tarasoff.plots.finding import criteria_bar
from tarasoff.plots.law import tile_map, topic_counts
from tarasoff.plots.story import timeline

FACTS = Facts(threatened="another", told_by="nobody", danger="yes")


# The two with most words take seconds to lay out.
LARGE = [pytest.param(name, marks=pytest.mark.slow) for name in ("map", "timeline")]


@pytest.fixture(params=[*LARGE, "counts", "criteria", "open criteria"])
def draw(request):
    return {
        "map": tile_map,
        "counts": topic_counts,
        "timeline": lambda: timeline(law.timeline()),
        "criteria": lambda: criteria_bar(find(evolve(FACTS, harm="grave", imminent="no"), "MT")),
        "open criteria": lambda: criteria_bar(find(FACTS, "HI")),
    }[request.param]


def shown(picture):
    """Every text in the figure."""
    axes = picture.figure.axes
    texts = [text.get_text() for one in axes for text in one.texts]
    texts += [label.get_text() for one in axes for label in (*one.get_xticklabels(), *one.get_yticklabels())]
    return [" ".join(text.split()) for text in texts if text.strip()]


@pytest.mark.slow
def test_a_picture_is_written_as_svg_png_and_text_and_the_next_time_as_the_same_svg(draw, tmp_path):
    files = draw().save(tmp_path / "new")
    assert [file.suffix for file in files] == [".svg", ".png", ".txt"]
    ET.parse(files[0])  # noqa: S314  our own file
    assert files[1].read_bytes().startswith(b"\x89PNG")
    again = draw()
    assert files[2].read_text("utf-8").strip() == again.alt
    assert again.save(tmp_path / "again")[0].read_bytes() == files[0].read_bytes()


def test_the_text_holds_what_the_picture_shows():
    states, picture = law.jurisdictions(), tile_map()
    assert all(state.name in picture.alt for state in states.values())
    duties = [code for code, found in positions("protect").items() if found.kind == "duty"]
    assert f"Duty ({len(duties)}): " in picture.alt
    assert {text for text in shown(picture) if text.isupper()} == set(states)
    for line in topic_counts().alt.splitlines()[1:]:
        assert sum(int(word.strip(".,")) for word in line.split(": ")[1].split() if word[0].isdigit()) == 51
    assert len(topic_counts().alt.splitlines()) == 1 + len(TOLD)
    events = timeline(law.timeline())
    assert all(event.event in events.alt for event in law.timeline())
    finding = find(FACTS, "MT")
    bar = criteria_bar(finding)
    assert all(one.label in bar.alt and one.said in bar.alt for one in finding.elements)
    assert {one.label for one in finding.elements} <= set(shown(bar))


@pytest.mark.slow
def test_nothing_touches_pyplot():
    code = (
        "from tarasoff.plots import finding, law, story; from tarasoff.knowledge.law import tables; import sys; "
        "law.tile_map(); tables.jurisdictions(); print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    assert done.stderr == ""
