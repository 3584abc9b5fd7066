"""Two copies of one learner's answers: nothing of either may be lost, whichever is brought to which."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tarasoff.progress.merging import count, merge

leaves = st.one_of(st.booleans(), st.integers(2, 4), st.sampled_from(["a", "b", ""]))
steps = st.lists(st.builds(lambda one: {"scene": one, "choice": "c"}, st.sampled_from("xyz")), max_size=3)
runs = st.lists(st.builds(lambda seed, went: {"seed": seed, "steps": went}, st.integers(1, 2), steps), max_size=3)
logs = st.builds(lambda entries: {"runs": entries}, runs)
given_answers = st.one_of(leaves, st.lists(leaves, max_size=2), st.dictionaries(st.sampled_from("pqr"), leaves), logs)
parts = st.dictionaries(st.sampled_from(["line", "practice"]), st.dictionaries(st.sampled_from("fgh"), given_answers))
days = st.sampled_from(["2026-11-01", "2026-11-02", "2026-11-03"])
documents = st.builds(
    lambda saved, answers: {"schema": 2, "assignment": "course", "saved": saved, "answers": answers}, days, parts
)


def text(value):
    return json.dumps(value, sort_keys=True)


def everything(document):
    """All that can be read in a document of what somebody answered, each entry of a log by itself."""
    found = set()
    for part, fields in document["answers"].items():
        for field, answer in fields.items():
            found.add(text([part, field, answer]))
            found |= {text([part, field, run]) for run in answer["runs"]} if is_log(answer) else set()
    return found | {text([one["part"], one["field"], one["answer"]]) for one in document.get("aside", [])}


def is_log(answer):
    return isinstance(answer, dict) and "runs" in answer


def is_there(entry, found, document):
    """Itself; or all that it says is in the answer that counts: each entry of a log, perhaps played on."""
    part, field, answer = json.loads(entry)
    now = document["answers"][part][field]
    if entry in found or not isinstance(answer, dict) or not isinstance(now, dict):
        return entry in found
    return all(name in now and says(now[name], value) for name, value in answer.items())


def says(now, before):
    if not isinstance(before, list) or not isinstance(now, list):
        return text(now) == text(before)
    return all(
        any(one["seed"] == run["seed"] and one["steps"][: len(run["steps"])] == run["steps"] for one in now)
        for run in before
    )


@given(documents, documents)
def test_nothing_of_either_copy_is_lost(ours, theirs):
    merged = merge(ours, theirs).document
    found = everything(merged)
    whole = [
        text([part, field, answer])
        for document in (ours, theirs)
        for part, fields in document["answers"].items()
        for field, answer in fields.items()
    ]
    assert [entry for entry in whole if not is_there(entry, found, merged)] == []


@given(documents, documents)
def test_it_does_not_matter_which_copy_is_brought_to_which(ours, theirs):
    one, other = merge(ours, theirs).document, merge(theirs, ours).document
    assert one == other


@given(documents, documents)
def test_to_bring_the_same_copy_again_changes_nothing(ours, theirs):
    merged = merge(ours, theirs)
    again = merge(merged.document, theirs)
    assert again.document == merged.document
    assert again.added == 0
    assert merge(merged.document, ours).document == merged.document


@given(documents)
def test_a_copy_of_what_is_here_is_no_news(ours):
    same = merge(ours, ours)
    assert (same.document, same.added, same.aside) == (ours, 0, 0)


@given(documents)
def test_where_nothing_is_a_copy_comes_back_whole(theirs):
    back = merge({}, theirs)
    assert (back.document, back.added) == (theirs, count(theirs))


def test_the_later_answer_counts_and_the_earlier_one_stays_aside():
    here = {"saved": "2026-11-02", "answers": {"line": {"first": {"rung": "unkind"}}}}
    copy = {"saved": "2026-11-05", "answers": {"line": {"first": {"rung": "none"}, "again": {"rung": "none"}}}}
    merged = merge(here, copy)
    assert merged.document["answers"]["line"]["first"] == {"rung": "none"}
    kept = {"part": "line", "field": "first", "answer": {"rung": "unkind"}, "saved": "2026-11-02"}
    assert merged.document["aside"] == [kept]
    assert str(merged) == (
        "One answer that was not here came in. "
        "One answer differed: the later copy counts, and the earlier answer stays aside. Nothing was lost."
    )


def test_plays_of_both_copies_are_kept_and_one_that_was_played_on_is_kept_once():
    begun = {"scenario": "door", "seed": 7, "steps": [{"choice": "ask"}]}
    played_on = {**begun, "steps": [{"choice": "ask"}, {"choice": "tell"}]}
    another = {"scenario": "door", "seed": 8, "steps": []}
    here = {"saved": "2026-11-02", "answers": {"scenarios": {"door": {"runs": [another, begun]}}}}
    copy = {"saved": "2026-11-05", "answers": {"scenarios": {"door": {"runs": [played_on]}}}}
    merged = merge(here, copy)
    assert merged.document["answers"]["scenarios"]["door"]["runs"] == [another, played_on]
    assert "aside" not in merged.document


def test_what_was_taken_out_of_a_case_later_does_not_come_back():
    here = {"saved": "2026-11-05", "answers": {"case-umar": {"disclosure": {"police": ["name"]}}}}
    copy = {"saved": "2026-11-02", "answers": {"case-umar": {"disclosure": {"police": ["name"], "press": ["name"]}}}}
    merged = merge(here, copy).document
    assert merged["answers"]["case-umar"]["disclosure"] == {"police": ["name"]}
    assert merged["aside"][0]["answer"] == {"police": ["name"], "press": ["name"]}


def test_what_another_version_has_put_into_the_file_stays():
    merged = merge({"answers": {}, "later": 1}, {"answers": {"odd": 5}, "other": 2}).document
    assert (merged["later"], merged["other"], merged["answers"]) == (1, 2, {"odd": 5})
