"""Exhibits: every position of every slider has a picture and a sentence, and every number its row."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tarasoff.exhibits.catalogue import catalogue
from tarasoff.exhibits.exhibit import Slider
from tarasoff.exhibits.pictures import Bars, Crowd, Graph, Regions
from tarasoff.exhibits.scales import plain, steps
from tarasoff.knowledge.reading import DataFileError
from tarasoff.knowledge.teaching import library

BY_ID = {one.id: one for one in catalogue()}
by_exhibit = pytest.mark.parametrize("exhibit", BY_ID.values(), ids=BY_ID)


def numbers(scene):
    return dict(scene.numbers)


@by_exhibit
# The clinic is drawn slowly: no more than 60, and fewer where the profile asks for fewer.
@pytest.mark.slow
@settings(max_examples=min(60, settings.default.max_examples))
@given(data=st.data())
def test_wherever_the_sliders_stand_there_is_a_sentence_and_no_gap(exhibit, data):
    at = {one.id: data.draw(st.sampled_from(one.values), label=one.id) for one in exhibit.sliders}
    scene = exhibit.scene(at)
    told = " ".join([scene.says, *(f"{what} {much}" for what, much in scene.numbers)])
    assert not re.search(r"\b(nan|inf|None)\b|-0(?![.\d])|\de[-+]|\{|\}", told), told
    assert scene.says.endswith(".")
    for picture in scene.pictures:
        match picture:
            case Crowd(groups=groups):
                assert sum(one.count for one in groups) == 1000
                assert all(one.count >= 0 for one in groups)
            case Bars(bars=bars, of=of):
                assert all(sum(part.count for part in bar.parts) == pytest.approx(of, abs=0.5) for bar in bars)
            case Graph(x=x, y=y, curves=curves, dots=dots):
                points = [*(p for one in curves for p in one.points), *((one.x, one.y) for one in dots)]
                for a, b in points:
                    assert x.low <= a <= x.high
                    assert y.low - 1e-6 <= b <= y.high + 1e-6
            case Regions(rows=rows, legend=legend):
                assert set("".join(rows)) <= {letter for letter, _, _ in legend}
                assert len({len(row) for row in rows}) == 1
    if scene.guess is not None:
        assert isinstance(scene.guess, float | int)


@by_exhibit
def test_every_number_can_be_traced_to_its_row(exhibit):
    assert not set(exhibit.cited) - set(library.sources())
    for slider in exhibit.sliders:
        # Either a row stands behind it, or it says in words that none does.
        assert slider.sources or re.search(r"assumption|Yours|same", slider.basis, re.IGNORECASE), slider.id
    for preset in exhibit.presets:
        assert set(preset.values) <= {one.id for one in exhibit.sliders}


@by_exhibit
def test_a_preset_stands_where_its_study_stands(exhibit):
    for preset in exhibit.presets:
        for name, value in preset.values.items():
            slider = next(one for one in exhibit.sliders if one.id == name)
            # A slider of d' or of a line goes in steps of 0.1.
            assert slider.nearest(value) == pytest.approx(value, abs=0.051), (preset.label, name)


@by_exhibit
def test_each_caveat_and_question_is_there_to_be_read(exhibit):
    assert exhibit.caveats
    assert exhibit.guess.question.endswith("?")


# By hand.


def test_the_published_predictive_values():
    grid = BY_ID["people"]
    for base_rate, ppv in ((0.275, "37.4%"), (0.13, "19.1%"), (0.03, "4.6%")):
        at = {"sensitivity": 0.63, "specificity": 0.6, "base_rate": base_rate}
        assert numbers(grid.scene(at))["Of those flagged, would harm (positive predictive value)"] == ppv


@pytest.mark.parametrize(
    ("exhibit", "at", "words"),
    [
        ("people", {"base_rate": 0}, "Nobody would harm, so every flag is a false alarm"),
        ("people", {"base_rate": 1}, "Everybody would harm"),
        ("people", {"sensitivity": 0.0, "specificity": 1.0}, "Nobody is flagged"),
        ("thresholds", {"effectiveness": 0.0}, "however sure one is, it does not pay"),
        ("thresholds", {"false_alarm": 0.0}, "A false alarm costs nothing here"),
        ("thresholds", {"false_alarm": 0.0, "breach": 0.0, "loss": 0.0}, "it does not pay"),
        ("break-even", {"m": 0.0}, "not even a rule that averts all the harm"),
        ("break-even", {"m": 0.0, "e_private": 0.0}, "just as much"),
        ("disclosure", {"m": 1.0}, "All three avert as much"),
        ("ledger", {"with_client": 0.0}, "0 after the second"),
        ("balance", {"m": 0.0}, "averts no more harm"),
    ],
)
def test_at_the_ends_a_sentence_explains(exhibit, at, words):
    assert words in BY_ID[exhibit].scene(at).says


def test_the_lecture_text_about_who_tells_holds():
    # 46 of 100 tell; 0.64 of them are 29; with a tenth out of care 26.
    shown = BY_ID["disclosure"].scene({"m": 0.64, "tell": 0.46, "away": 0.0})
    assert "all reported, 29 tell" in shown.says
    assert "all reported, 26 tell" in BY_ID["disclosure"].scene({"m": 0.64, "tell": 0.46, "away": 0.1}).says


def test_the_lecture_text_about_repair_holds():
    # 9/10 before. After a breach of weight 1: (9+n)/(11+n) = 9/10 gives n = 9; of weight 3, 27; of 1.5, 13.5 and so 14.
    for at, back in (
        ({"asymmetry": 1.0, "with_client": 1.0}, "9 kept confidences in a row after the first"),
        ({"asymmetry": 3.0, "with_client": 0.5}, "27 kept confidences in a row after the first, 14 after the second"),
    ):
        assert back in BY_ID["ledger"].scene({"kept": 8.0, **at}).says


def test_a_base_rate_can_stand_at_none_at_all_and_at_what_was_read():
    for name in ("people", "balance"):
        values = next(slider.values for slider in BY_ID[name].sliders if slider.id == "base_rate")
        assert (values[0], values[-1]) == (0, 1)
        assert {0.13, 0.00066} <= set(values)


def test_the_reporting_rule_starts_where_the_private_one_does_as_its_slider_says():
    start = BY_ID["disclosure"].start
    assert start["e_report"] == start["e_private"] == 0.43


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ("rests_on: V13", "rests_on: V113", "id people/sensitivity, field rests_on: There is no parameter or study"),
        ("sources: [V26", "sources: [V266", "id thresholds, field sources: There is no source 'V266'"),
        ("start: 0.8", "say: plain", r"sliders\[1\]: It is not clear where e_breach starts. Write start"),
        ("values: [1, 2, 3, 5, 10]", "steps: [1, 10]", "It is not clear where weight can stand. Write values"),
        ("say: times", "say: loudly", "'loudly' is not a possible say"),
    ],
)
def test_a_slip_in_the_words_names_its_place_and_remedy(tmp_path, monkeypatch, right, wrong, problem):
    whole = (library.TEACHING / "exhibits.yaml").read_text(encoding="utf-8")
    assert right in whole
    (tmp_path / "exhibits.yaml").write_text(whole.replace(right, wrong, 1), encoding="utf-8")
    library.sources()
    monkeypatch.setattr(library, "TEACHING", tmp_path)
    with pytest.raises(DataFileError, match=rf"^exhibits.yaml, .*{problem}"):
        library.exhibits.__wrapped__()


def test_a_slider_starts_on_one_of_its_values():
    with pytest.raises(ValueError, match=r"m: 0.65 is not one of its values."):
        Slider("m", "m", steps(0, 1, 0.1), 0.65, plain, "")
