"""The engine on a scenario small enough to check by hand: the one in the manual."""

import json
import re
from pathlib import Path

import pytest

from tarasoff.knowledge.reading import DataFileError
from tarasoff.scenarios.debrief import chance_of, debrief, known_at, open_at
from tarasoff.scenarios.files import FOLDER, load, read_scenario
from tarasoff.scenarios.log import LogError, as_data, read_log
from tarasoff.scenarios.play import Move, PlayError, play
from tarasoff.scenarios.plot import Plot
from tarasoff.scenarios.resuming import BROKEN, CHANGED, log_of, resume
from tarasoff.scenarios.spans import Span
from tarasoff.scenarios.walk import on_the_way, walk

CHANCE = """
        chance:
          of: 4
          basis: assumption
          why: "Nobody has counted it."
          outcomes:
            - {odds: 1, to: end, heard: {nora: [client]}}
            - {odds: 3, to: end}
"""


@pytest.fixture
def story(root):
    """The scenario of the manual, as an instructor would copy it."""
    return re.findall(r"```yaml\n(schema: 1.*?)```", (root / "docs" / "scenarios.md").read_text("utf-8"), re.DOTALL)[0]


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "my-story.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_scenario_of_the_manual_can_be_played_and_nothing_is_wrong_with_it(story, written):
    scenario = load(written(story))
    assert on_the_way(scenario) == ()
    now = play(Plot(scenario), 1, [Move("fine")])
    assert now.ended
    assert now.trust == Span(2, 5)  # 4 to 6, less 2 to 1
    assert now.passed == Span(5, 5)
    looked = debrief(now)
    assert [one.step.verdict for one in looked.points] == ["over"]
    assert [(one.who, one.facts) for one in looked.heard] == [("Nora", ("Emil is a client of yours.",))]
    assert looked.points[0].open == ("May you speak with her?",)
    assert looked.points[0].others == (
        "“I cannot say who comes here. If you are worried about somebody, tell me.”",
    )


def test_chance_says_its_odds_and_changes_no_judgement(story, written):
    scenario = load(written(story.replace("        to: end\n      - id: fine", f"{CHANCE}      - id: fine")))
    plays = [play(Plot(scenario), 1, [Move("listen", again)]) for again in range(20)]
    assert {now.steps[0].drawn for now in plays} == {0, 1}
    assert len({now.steps[0].judged for now in plays}) == 1
    said = {chance_of(now.steps[0]) for now in plays}
    assert "Chance decided what came next; this happens in 1 of 4. Nobody has counted it." in said


def test_the_same_seed_and_moves_give_the_same_play(story, written):
    scenario = load(written(story.replace("        to: end\n      - id: fine", f"{CHANCE}      - id: fine")))
    assert play(Plot(scenario), 5, [Move("listen")]).here == play(Plot(scenario), 5, [Move("listen")]).here
    seeds = {play(Plot(scenario), seed, [Move("listen")]).steps[0].drawn for seed in range(30)}
    assert seeds == {0, 1}


def test_what_is_said_can_turn_on_which_fact_somebody_has_heard(story, written):
    line = '      - {narrator: "NARRATED", when: [WHEN]}\n    ending:'
    heard = {"told nora": 1, "told nora client": 1, "told nora consent": 0, "not told nora consent": 1}
    for when, said in heard.items():
        scenario = load(written(story.replace("    ending:", line.replace("WHEN", when))))
        now = play(Plot(scenario), 1, [Move("fine")])
        assert [one.text for one in now.plot.lines(now.here)].count("NARRATED") == said, when
    wrong = "scene end: There is no fact 'clint'. Did you mean client?"
    with pytest.raises(DataFileError, match=re.escape(wrong)):
        load(written(story.replace("    ending:", line.replace("WHEN", "told nora clint"))))
    with pytest.raises(DataFileError, match="'nora client' is not a condition"):
        load(written(story.replace("    ending:", line.replace("WHEN", "nora client"))))


def test_after_the_end_and_without_chance_nothing_can_be_chosen_or_drawn(story, written):
    plot = Plot(load(written(story)))
    with pytest.raises(PlayError, match="has ended"):
        play(plot, 1, [Move("fine"), Move("fine")])
    with pytest.raises(PlayError, match="Nothing is left to chance"):
        play(plot, 1, [Move("fine", draw=1)])
    with pytest.raises(KeyError, match="Did you mean listen"):
        play(plot, 1, [Move("listn")])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("to: end", "to: ende", "scene call, choice listen: There is no scene 'ende'. Did you mean end?"),
        ("verdict: over", "verdict: ovr", "scene call, choice fine, judged 1: 'ovr' is not a possible verdict."),
        ("nora: [client]", "nora: [clint]", "scene call, choice fine: There is no fact 'clint'. Did you mean client?"),
        ('takes: "5 minutes"', 'takes: "soon"', "scene call, choice fine: 'soon' is not a time."),
        ("place: MI", "place: Michgan", "field place: There is no place 'Michgan'."),
        ("sources: [apa_4_05_b]", "sources: [apa_4_99]", "scene call, choice fine: There is no source 'apa_4_99'."),
        ("    ending:", "    endig:", "scene end, field endig: 'endig' is not a field here."),
        ("id: my-story", "id: another", "field id: 'another' is not the name of the file. Write id: my-story."),
        ("start: call", "start: cal", "start: There is no scene 'cal'. Did you mean call?"),
        ("- nora: ", "- nobody: ", "scene call: There is no speaker 'nobody'."),
        ("opens: [consent]", "opens: consent", "scene call, field opens: This is not a list."),
    ],
)  # fmt: skip
def test_a_file_with_a_mistake_is_refused_with_scene_and_remedy(story, written, old, new, said):
    assert old in story
    with pytest.raises(DataFileError, match=re.escape(said)) as refused:
        load(written(story.replace(old, new)))
    assert str(refused.value).startswith("my-story.yaml, ")
    assert refused.value.remedy


def test_all_mistakes_are_named_at_once(story, written):
    with pytest.raises(DataFileError) as refused:
        load(written(story.replace("nora: [client]", "nor: [clint]").replace("start: call", "start: cal")))
    assert len((refused.value, *refused.value.others)) == 3


def test_odds_that_do_not_sum_are_refused(story, written):
    wrong = CHANCE.replace("odds: 3", "odds: 2")
    path = written(story.replace("        to: end\n      - id: fine", f"{wrong}      - id: fine"))
    with pytest.raises(DataFileError, match=r"choice listen.*The odds sum to 3, and not to 4"):
        load(path)


ROUND = """
      - id: again
        text: "Ask again."
        judged: [{verdict: fits, why: "You may ask."}]
        to: call
"""


def test_a_dead_end_an_orphan_and_a_loop_are_found(story, written):
    ending = story.index("    ending:")
    lost = '  - {id: lost, title: "x", lines: [{narrator: "x"}], choices: [{id: on, text: "Go on", to: end}]}\n'
    for text, said in (
        (story[:ending], "scene end: It is a dead end."),
        (story + lost, "scene lost: Nothing"),
        (story.replace("to: end", "to: call"), "scene call: From here one goes round for ever."),
    ):
        with pytest.raises(DataFileError) as refused:
            load(written(text))
        assert any(said in str(one) for one in (refused.value, *refused.value.others)), said


def test_a_loop_with_a_way_out_is_found_on_the_way_and_one_that_closes_is_none(story, written):
    looped = story.replace("  - id: end\n", f"{ROUND.lstrip(chr(10))}  - id: end\n")
    assert any("round for ever: call" in str(fault) for fault in on_the_way(load(written(looped))))
    once = 'text: "Ask again."\n        when: [not consent]\n        learn: [consent]'
    closing = looped.replace('text: "Ask again."', once)
    assert on_the_way(load(written(closing))) == ()
    assert walk(Plot(load(written(closing)))).longest == 2


def test_a_scene_in_which_nothing_fits_is_found(story, written):
    path = written(story.replace("verdict: fits", "verdict: under"))
    (fault,) = on_the_way(load(path))
    assert "scene call: There are ways here on which everything is a mistake." in str(fault)


AGREED = """
versions: [{id: agreed, title: "He agreed", instead: {consent: yes-he-did}}]
start: call
"""


def test_other_facts_lead_to_other_lines_and_judgements(story, written):
    other = story.replace("start: call\n", AGREED)
    other = other.replace("  - id: client\n", '  - {id: yes-he-did, says: "Emil has agreed."}\n  - id: client\n')
    other = other.replace("    opens: [consent]", "    opens: [consent]\n    learn: [consent]")
    fits = '          - {verdict: fits, why: "He agreed.", when: [yes-he-did]}\n'
    scenario = load(written(other.replace("          - verdict: over", f"{fits}          - verdict: over")))
    not_agreed = "Emil has not agreed that you speak with his sister."
    for version, verdict, known in (("", "over", not_agreed), ("agreed", "fits", "Emil has agreed.")):
        point = debrief(play(Plot(scenario, version), 1, [Move("fine")])).points[0]
        assert (point.step.verdict, point.known) == (verdict, (known,))
        assert point.open == (), "a question stays open that was answered otherwise"
    with pytest.raises(KeyError, match="There is no version"):
        Plot(scenario, "none")


SEAT = """
  - id: her-seat
    title: "In her kitchen"
    seat: nora
    lines: [{narrator: "She puts the telephone down."}]
    choices: [{id: on, text: "Go on", to: end}]
  - id: end
"""


@pytest.mark.parametrize(
    ("choice", "known"), [("listen", ()), ("fine", ("Emil is a client of yours.",))]
)
def test_from_another_seat_one_knows_what_that_person_has_heard_and_nothing_else(story, written, choice, known):
    text = story.replace("  - id: end\n", SEAT.lstrip("\n")).replace("        to: end", "        to: her-seat")
    scenario = load(written(text))
    now = play(Plot(scenario), 1, [Move(choice)])
    assert known_at(scenario, now.here) == known
    assert open_at(scenario, now.here) == (), "what was asked in another seat is no question here"
    with pytest.raises(DataFileError, match="scene her-seat: There is no person 'nor'"):
        load(written(text.replace("seat: nora", "seat: nor")))


def test_a_run_survives_a_changed_file_and_says_so_in_a_line(story, written):
    scenario = load(written(story))
    log = read_log(json.loads(json.dumps(as_data(log_of(play(Plot(scenario), 1, [Move("fine")]))))))
    reworded = load(written(story.replace("A call at five", "A call at six")))
    again = resume(reworded, log)
    assert (again.note, again.play.ended) == (CHANGED, True)
    gone = load(written(story.replace("id: fine", "id: other")))
    lost = resume(gone, log)
    assert (lost.note, lost.play) == (BROKEN, None)
    assert (lost.log.steps[0].said, lost.log.steps[0].verdict) == ("“He is doing better.”", "over")


NO_LOGS = [
    *(None, [], {"steps": 5}, {"scenario": 5, "seed": 1}, {"scenario": "a", "seed": True}),
    *({"seed": 1, "steps": [{"scene": 5}]}, {"seed": 1, "steps": [{}] * 500}, {"seed": 1, "steps": [[]]}),
]


@pytest.mark.parametrize("data", NO_LOGS)
def test_what_is_no_log_is_refused_in_words(data):
    with pytest.raises(LogError, match="Play it again"):
        read_log(data)


def test_a_draft_that_cannot_be_played_can_still_be_read(story, written):
    assert read_scenario(written(story.replace("to: end", "to: nowhere"))).title == "A call at five"


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataFileError, match="There is no such file"):
        load(Path(tmp_path / "none.yaml"))


def test_a_story_with_more_ways_than_anybody_can_check_is_a_sentence_and_no_traceback(monkeypatch):
    from tarasoff.scenarios import walk as walking

    monkeypatch.setattr(walking, "_MOST_SITUATIONS", 5)
    (fault,) = on_the_way(load(FOLDER / "staff-door.yaml"))
    assert "more than 5 situations" in fault.problem
    assert fault.remedy
