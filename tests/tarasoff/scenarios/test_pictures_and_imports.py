"""Drawing a scenario, reading one from Twee, and a class as one picture: what a teacher does beside playing."""

import json
import re
from contextlib import suppress
from itertools import pairwise
from random import Random
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tarasoff.cli import main
from tarasoff.scenarios.files import read_scenario, scenario, scenarios
from tarasoff.scenarios.log import as_data
from tarasoff.scenarios.pictures.class_plays import TooFewError, class_plays, first_play, page
from tarasoff.scenarios.pictures.drawing import in_words, svg
from tarasoff.scenarios.pictures.layout import layout
from tarasoff.scenarios.play import Move, play
from tarasoff.scenarios.plot import Plot
from tarasoff.scenarios.resuming import log_of
from tarasoff.scenarios.twee import TweeError, read_twee, scenario_of

TWEE = r""":: StoryTitle
A call at five

:: StoryData
{"ifid": "D674C58C-DEFA-4F70-B7A2-27742230C0FC", "start": "The call", "format": "Harlowe"}

:: The call [phone evening] {"position":"600,400"}
She says: how is [[my brother->Silence]]?
[[Say nothing->Silence]]
* [[Listen<-Ask what worries her]]
[[Hang up|Silence]]
[[Listen]]

:: Listen
She talks for a while.
[[Go on][$heard to true]]

:: Go on
\:: is no header here.
[[Silence]]

:: Silence
It is late.

:: A \[very\] odd name
[[Silence]]

:: Style [stylesheet]
body { color: red }
"""


def drawn(text):
    return ET.fromstring(text)  # noqa: S314  our own


@pytest.mark.parametrize("name", scenarios())
def test_every_scene_and_way_is_drawn_and_said_in_words(name):
    story = scenario(name)
    root = drawn(svg(story))
    texts = " ".join("".join(node.itertext()) for node in root.iter() if node.tag.endswith("text"))
    for scene in story.scenes:
        assert scene.title.split()[0] in texts
        assert scene.title in in_words(story)
    pairs = {(scene.id, to) for scene in story.scenes for choice in scene.choices for to in choice.ways}
    assert sum("marker-end" in str(node.attrib) for node in root.iter()) >= len(pairs)


def test_text_from_a_file_is_no_markup_in_a_picture():
    nasty = '<script>alert("&")</script>'
    story = scenario("staff-door")
    scenes = (evolve(story.scenes[0], title=nasty), *story.scenes[1:])
    text = svg(evolve(story, title=nasty, scenes=scenes))
    assert "<script" not in text
    drawn(text)


@given(
    edges=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30),
    count=st.integers(1, 10),
)
def test_no_two_scenes_stand_on_one_another_and_ways_go_down(edges, count):
    nodes = [str(number) for number in range(count)]
    edges = [(str(at), str(to)) for at, to in edges]
    found = layout("0", nodes, edges)
    assert set(found.places) == set(nodes)
    by_row = {}
    for row, column in found.places.values():
        by_row.setdefault(row, []).append(column)
    for columns in by_row.values():
        columns.sort()
        assert all(right - left > 0.99 for left, right in pairwise(columns))
    for at, to in edges:
        if at != to and {at, to} <= set(nodes) and (at, to) not in found.back:
            assert found.places[at][0] < found.places[to][0]
            assert len(found.passes[at, to]) == found.places[to][0] - found.places[at][0] - 1


def test_a_story_in_twee_becomes_a_scenario_with_its_scenes_and_ways(tmp_path):
    story = read_twee(TWEE)
    assert (story.title, story.start) == ("A call at five", "The call")
    names = ["The call", "Listen", "Go on", "Silence", "A [very] odd name"]
    assert [passage.name for passage in story.passages] == names
    first = story.passages[0]
    assert first.text == "She says: how is my brother?"
    assert first.links == (
        ("my brother", "Silence"),
        ("Say nothing", "Silence"),
        ("Ask what worries her", "Listen"),
        ("Hang up", "Silence"),
        ("Listen", "Listen"),
    )
    path = tmp_path / "call.yaml"
    path.write_text(scenario_of(story, "call"), encoding="utf-8")
    made = read_scenario(path)
    assert made.start == "the-call"
    assert [choice.to for choice in made.scenes[0].choices] == ["silence", "silence", "listen", "silence", "listen"]
    assert made.scenes[2].lines[0].text == ":: is no header here."
    assert [scene.ending is not None for scene in made.scenes] == [False, False, False, True, False]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no passage", "begins with two colons"),
        (":: Other\nHello.", "no passage 'Start'"),
        (":: Start\n[[Away->Nowhere]]", "leads to 'Nowhere'"),
        (":: Start\nHello.\n\n:: StoryData\n{oops", "StoryData is not JSON"),
    ],
)
def test_a_twee_file_that_cannot_become_one_is_refused_in_words(text, said):
    with pytest.raises(TweeError, match=said):
        scenario_of(read_twee(text), "x")


@given(text=st.text())
def test_no_text_makes_the_reader_fail_otherwise(text):
    with suppress(TweeError):
        scenario_of(read_twee(f":: Start\n{text}"), "x")


@pytest.fixture(scope="module")
def logs():
    story, luck = scenario("staff-door"), Random(5)  # noqa: S311  the same class each time
    plot, found = Plot(story), []
    for seed in range(23):
        now = play(plot, seed)
        while not now.ended:
            now = now.after(Move(luck.choice(plot.choices(now.here)).id))
        found.append(log_of(now))
    return found


def test_groups_under_five_are_not_shown_and_numbers_are_rounded(logs):
    found = class_plays(scenario("staff-door"), logs)
    assert found.plays == 25
    assert all(number % 5 == 0 and number >= 5 for number in found.choices.values())
    true = {}
    for log in logs:
        for pair in {(step.scene, step.choice) for step in log.steps}:
            true[pair] = true.get(pair, 0) + 1
    assert set(found.choices) == {pair for pair, number in true.items() if number >= 5}
    text = page(found)
    assert not [number for number in re.findall(r"about (\d+)", text.lower()) if int(number) % 5]
    assert "fewer than 5" in text


def test_a_class_of_four_is_not_shown_at_all(logs):
    with pytest.raises(TooFewError, match="Wait until there are 5"):
        class_plays(scenario("staff-door"), logs[:4])


def test_plays_of_another_scenario_or_a_broken_one_do_not_count(logs):
    odd = [evolve(logs[0], scenario="other"), evolve(logs[0], steps=(evolve(logs[0].steps[0], choice="gone"),))]
    assert class_plays(scenario("staff-door"), [*logs[:5], *odd]).plays == 5
    runs = {"scenarios": {"staff-door": {"runs": [as_data(logs[0]), as_data(logs[1])]}}}
    assert first_play(runs, "staff-door", "scenarios") == logs[0]
    for broken in ({}, {"scenarios": 5}, *({"scenarios": {"staff-door": entry}} for entry in ({}, {"runs": [5]}, 5))):
        assert first_play(broken, "staff-door", "scenarios") is None


@pytest.fixture
def command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *args: CliRunner().invoke(main, ["scenario", *map(str, args)])


@pytest.mark.slow
def test_the_commands_do_what_the_manual_says(command, tmp_path, logs, root):
    story = re.findall(r"```yaml\n(schema: 1.*?)```", (root / "docs" / "scenarios.md").read_text("utf-8"), re.DOTALL)[0]
    (tmp_path / "my-story.yaml").write_text(story, encoding="utf-8")
    assert command("check", "my-story.yaml").exit_code == 0
    assert command("check", "staff-door").exit_code == 0
    assert command("draw", "my-story.yaml", "my-story.svg").exit_code == 0
    drawn((tmp_path / "my-story.svg").read_text("utf-8"))
    (tmp_path / "call.twee").write_text(TWEE, encoding="utf-8")
    assert command("import", "call.twee").exit_code == 0
    again = command("import", "call.twee")
    assert (again.exit_code, "is there already" in again.output) == (2, True)
    unfinished = command("check", "call.yaml")
    assert unfinished.exit_code == 1
    assert "call.yaml, scene a-very-odd-name: Nothing leads to it." in unfinished.output
    files = []
    for number, log in enumerate(logs):
        files.append(tmp_path / f"{number}.json")
        held = {"scenarios": {"staff-door": {"runs": [as_data(log)]}}}
        files[-1].write_text(json.dumps({"schema": 2, "assignment": "course", "answers": held}), encoding="utf-8")
    assert command("class", "staff-door", "class.html", *files).exit_code == 0
    assert "<svg" in (tmp_path / "class.html").read_text("utf-8")
    few = command("class", "staff-door", "few.html", *files[:2])
    assert (few.exit_code, "Wait until" in few.output) == (2, True)


def test_the_doctor_looks_at_the_scenarios_of_an_assignment(tmp_path):
    from tarasoff.authoring.doctor import examine

    folder = tmp_path / "source" / "ps9" / "scenarios"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text("schema: 1\nid: mine\n", encoding="utf-8")
    found = [str(one) for one in examine(tmp_path, "ps9")]
    assert any(one.startswith("source/ps9/scenarios/mine.yaml") and "is missing. Add it." in one for one in found)
