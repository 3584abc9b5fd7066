import pytest

from tarasoff.knowledge.records import Source
from tarasoff.knowledge.teaching import library
from tarasoff.widgets.sources import Sources


@pytest.mark.parametrize("one", [5, None, ["apa_4_02"], "apa_4_2"])
def test_a_source_that_is_not_there_is_named(one):
    with pytest.raises(KeyError, match=r"There is no source 'apa_4_2'|is not a text, so it names no source"):
        Sources(one)


def test_no_text_of_a_source_runs_as_a_script(monkeypatch):
    evil = '<script>alert("1")</script>'
    urls = ("javascript:alert(1)", 'https://example.org/"onmouseover="alert(1)')
    source = Source(evil, evil, evil, evil, evil, urls, "high", evil)
    monkeypatch.setattr(library, "sources", lambda: {"evil": source})
    monkeypatch.setattr(library, "source", lambda one: {"evil": source}[one])
    html = Sources("evil")._repr_html_()
    assert "<script" not in html
    assert "javascript:" not in html
    assert '"onmouseover' not in html


def test_every_shipped_source_can_be_shown():
    html = Sources(*library.sources())._repr_html_()
    assert html.count("<tr>") == len(library.sources()) + 1
    assert html.startswith(f"<details><summary>{len(library.sources())} sources</summary>"), "it is a wall on the page"
