"""The pages that are made to be kept, in a browser: for everybody to read, on any screen, on one sheet."""

import pytest

from tarasoff.engine.sheet import sheet_html
from tarasoff.knowledge.law.tables import jurisdictions
from tarasoff.progress.papers import record_paper

pytestmark = pytest.mark.browser

PAPERS = {"law": sheet_html("NY"), "record": record_paper({}, "2026-11-28", "Ada").html}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("paper", sorted(PAPERS))
def test_everybody_can_read_it(tmp_path, new_page, axe, paper, scheme):
    file = tmp_path / "paper.html"
    file.write_text(PAPERS[paper], encoding="utf-8")
    new_page.emulate_media(color_scheme=scheme)
    new_page.goto(file.as_uri())
    complaints = []
    for width in (1280, 390):
        new_page.set_viewport_size({"width": width, "height": 900})
        if not new_page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
            complaints.append((width, "wider than its window"))
        complaints += [(width, found) for found in axe(new_page, "html")]
    assert complaints == []


def pages(page, html, paper):
    page.set_content(html)
    return page.pdf(format=paper).count(b"/Type /Page\n")


@pytest.mark.every
def test_the_law_of_a_place_is_one_sheet_of_paper(new_page):
    sheets = ((place, paper) for place in jurisdictions() for paper in ("A4", "Letter"))
    longer = [(place, paper) for place, paper in sheets if pages(new_page, sheet_html(place), paper) != 1]
    assert longer == []
