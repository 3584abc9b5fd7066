"""The file notes: judged sentence by sentence, for whoever may hear of them and for whoever may not."""

from itertools import chain

import pytest

from tarasoff.knowledge.reading import DataFileError
from tarasoff.knowledge.teaching import library
from tarasoff.models.redaction import redact

NOTES = {note.id: note for note in library.redactions().notes}
PAIRS = [(note, to) for note in NOTES.values() for to in note.recipients]
each_note = pytest.mark.parametrize("note", NOTES.values(), ids=NOTES)
each_pair = pytest.mark.parametrize(("note", "to"), PAIRS, ids=[f"{note.id}/{to.id}" for note, to in PAIRS])


@each_note
def test_a_note_has_eight_to_ten_sentences_each_judged_for_every_recipient(note):
    assert 8 <= len(note.sentences) <= 10
    assert [to.nothing for to in note.recipients] == [False, False, False, True]
    for sentence in note.sentences:
        assert list(sentence.needs) == [to.id for to in note.recipients]


@each_pair
def test_somebody_needs_something_and_nobody_without_a_ground_hears_anything(note, to):
    needs = [sentence.needs[to.id].need for sentence in note.sentences]
    assert ("needed" in needs) is not to.nothing
    # The whole note is too much for everybody.
    assert redact(note, to.id, [sentence.id for sentence in note.sentences]).too_much


@each_note
def test_a_reason_is_one_sentence_and_is_given_once(note):
    reasons = [need.why for sentence in note.sentences for need in sentence.needs.values()]
    assert len({one.casefold() for one in reasons}) == len(reasons), "a reason that fits two says nothing"
    for one in reasons:
        assert one.endswith(".")
        assert ". " not in one
        assert len(one.split()) >= 5


@each_note
def test_no_sentence_is_the_same_for_everybody_who_may_hear_something(note):
    asked = [to.id for to in note.recipients if not to.nothing]
    kinds = {tuple(sentence.needs[to].need for to in asked) for sentence in note.sentences}
    assert len(kinds) >= 5, "to whom it goes makes no difference"


def test_what_it_rests_on_is_there_and_stands_among_the_sources_of_the_lecture():
    found = library.redactions()
    cited = set(library.cited_by(found))
    assert cited <= set(library.clauses())
    assert found.section == "05 The least that is needed"
    assert cited <= set(library.cited_in("05"))


def test_the_texan_rule_is_cited_only_where_texas_is_spoken_of():
    ruben, ida = NOTES["ruben"], NOTES["ida"]
    assert "Texas" in ida.setting
    assert not [one.id for one in ruben.sentences if "tx_611_004" in chain(*(n.sources for n in one.needs.values()))]
    assert {to.id for to in ruben.recipients if "tx_611_004" in to.sources} == {"gerd"}
    assert "In Texas" in next(to.ground for to in ruben.recipients if to.id == "gerd")
    assert not [one.id for one in ida.sentences if "ca_43_92" in chain(*(n.sources for n in one.needs.values()))]


def test_a_note_that_speaks_of_suicide_names_somebody_to_call():
    spoken = {note.id for note in NOTES.values() if "end her life" in " ".join(one.text for one in note.sentences)}
    assert spoken == {"ida"} == {note.id for note in NOTES.values() if note.support}


@pytest.mark.parametrize("wrong", ["nasw_1_07_q", "support_988"])
def test_a_source_that_is_not_there_is_named(tmp_path, monkeypatch, wrong):
    whole = (library.TEACHING / "redactions.yaml").read_text(encoding="utf-8")
    (tmp_path / "redactions.yaml").write_text(whole.replace(wrong, f"{wrong}x", 1), encoding="utf-8")
    library.sources()
    monkeypatch.setattr(library, "TEACHING", tmp_path)
    with pytest.raises(DataFileError, match=rf"^redactions.yaml, id ida.*no source '{wrong}x'"):
        library.redactions.__wrapped__()
