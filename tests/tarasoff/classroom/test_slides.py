"""A lecture as slides: nothing is lost, nothing is told before it was asked, and nothing is fetched."""

import json
import re
from collections import Counter
from html import escape
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tarasoff.classroom.slides.deck import deck
from tarasoff.classroom.slides.page import page
from tarasoff.classroom.slides.slide import Slide, spread
from tarasoff.classroom.slides.texts import text_slides
from tarasoff.cli import main
from tarasoff.knowledge.teaching import library

NUMBERS = [lecture.id for lecture in library.lectures().values() if not lecture.beside]


@pytest.fixture(scope="module")
def decks(root):
    return {number: deck(root, number) for number in NUMBERS}


# The last word of each line tells it from the others; what stands before it only makes it long.
LINE = st.builds("{}{}.".format, st.integers(0, 20).map("other ".__mul__), st.text("abcde", min_size=1, max_size=9))
BLOCK = st.one_of(
    LINE,
    st.lists(LINE, min_size=1, max_size=30).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    st.lists(LINE, min_size=1, max_size=30).map(
        lambda lines: "| a | b |\n|---|---|\n" + "\n".join(f"| {line} | b |" for line in lines)
    ),
)


@given(st.lists(BLOCK, min_size=1, max_size=8))
def test_spreading_a_text_loses_and_repeats_nothing(blocks):
    words = [word for block in blocks for word in re.findall(r"[a-z]+\.", block)]
    slides = spread(Slide("Section", "Title", "\n\n".join(blocks)))
    assert [word for slide in slides for word in re.findall(r"[a-z]+\.", slide.body)] == words
    assert [slide.title for slide in slides] == ["Title"] + [""] * (len(slides) - 1)


def test_each_part_of_a_table_has_its_head():
    rows = "\n".join(f"| row {number} | b |" for number in range(40))
    slides = spread(Slide("", "", f"| one | two |\n|---|---|\n{rows}"))
    assert len(slides) > 1
    assert all(slide.body.startswith("| one | two |\n|---|---|\n| row") for slide in slides)


def test_what_leads_to_a_list_stands_on_its_slide():
    lines = "\n\n".join(["A paragraph of its own."] * 10)
    entries = "\n".join(["- An entry."] * 6)
    assert not [slide for slide in spread(Slide("", "", f"{lines}\n\nThese are they:\n\n{entries}"))[:-1]
                if slide.body.endswith(":")]  # fmt: skip


def test_an_answer_comes_on_the_slide_after_what_was_asked():
    asked, told = text_slides(
        "### Five scenes\n\nWhich word?\n\n<details><summary>When you have matched them</summary>\n\nPrivilege."
        "\n\n</details>",
        "Words",
    )
    assert (asked.title, asked.body, asked.kind) == ("Five scenes", "Which word?", "text")
    assert (told.title, told.body, told.kind) == ("When you have matched them", "Privilege.", "answer")


def test_how_sure_is_for_the_teacher():
    (slide,) = text_slides("So it is.\n\n<details><summary>How sure?</summary>\n\nOne study.\n\n</details>", "Trust")
    assert slide.body == "So it is."
    assert slide.notes == "**How sure?**\n\nOne study."


def test_a_link_that_would_lead_nowhere_is_words():
    (slide,) = text_slides("See the [Atlas](atlas.ipynb), and [this](https://example.org).", "")
    assert slide.body == "See the Atlas, and [this](https://example.org)."


@pytest.mark.parametrize("number", NUMBERS)
def test_every_section_of_the_lecture_has_its_column(number, decks, root):
    cells = json.loads((root / "course" / library.lectures()[number].file).read_text("utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    headings = [one for one in re.findall(r"^## (.+)$", text, re.MULTILINE) if not one.startswith("Further")]
    assert [slide.title for slide in decks[number] if slide.begins][1:] == headings


@pytest.mark.parametrize("number", NUMBERS)
def test_every_question_is_asked_and_then_answered(number, decks, root):
    slides = decks[number]
    asked = [place for place, slide in enumerate(slides) if slide.title == "Question"]
    text = (root / "course" / library.lectures()[number].file).read_text("utf-8").partition("## Further")[0]
    inside = re.sub(r', before=\\"\w+\\"', "", " ".join(re.findall(r"Question\((.*?)\)\"", text)))
    called = re.findall(r'"([a-z0-9-]+)\\"', inside)
    assert len(asked) >= len(called)
    for name in called:
        question = library.questions()[name]
        (place,) = (place for place in asked if escape(question.stem) in slides[place].body)
        for option in question.options:
            assert escape(option.text) in slides[place].body
            assert escape(option.reason) not in slides[place].body
            assert escape(option.reason) in slides[place + 1].body


def test_a_guess_comes_before_what_is_so(decks):
    slides = decks["01"]
    (place,) = (place for place, slide in enumerate(slides) if "how many told every client" in slide.body)
    assert "37" not in slides[place].body
    assert '<p class="so">37 of 100</p>' in slides[place + 1].body


def test_a_picture_that_waits_for_a_guess_is_shown_after_it(decks):
    titles = [slide.title for slide in decks["02"]]
    assert titles[titles.index("1974 and 1976") - 2 :][:3] == ["Guess first", "What is so", "1974 and 1976"]
    (picture,) = (slide for slide in decks["02"] if slide.title == "1974 and 1976")
    assert "reasonable care to protect" in picture.body
    assert '"gate"' not in picture.body


def test_an_exhibit_is_a_picture_with_words(decks):
    (picture,) = (slide for slide in decks["04"] if slide.title == "Who still tells?")
    assert re.match(r'<img alt="Who still tells\? .+" src="data:image/svg\+xml;base64,', picture.body)
    assert "46 tell" in picture.notes


def test_nobodys_answers_are_read_or_written(root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "answers.json").write_text("not even JSON", "utf-8")
    assert deck(root, "00")
    assert [file.name for file in tmp_path.iterdir()] == ["answers.json"]


def test_the_same_lecture_gives_the_same_file(root):
    assert page(deck(root, "00"), "00") == page(deck(root, "00"), "00")


class Fetched(HTMLParser):
    """What a browser would fetch for a page."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("a", "meta"):
            given = dict(attrs)
            self.found += [url for url in (given.get("src"), given.get("href")) if url and not url.startswith("data:")]


def test_the_page_fetches_nothing(decks):
    text = page(decks["04"], "04")
    reader = Fetched()
    reader.feed(text)
    assert reader.found == []
    assert not re.findall(r"@import|url\([\"']?https?:", text)


def test_signs_of_html_in_a_title_are_words():
    text = page([Slide("a <b> c", "1 < 2 & 3", "Body.", begins=True)], "x </title><script>")
    assert "<h2>1 &lt; 2 &amp; 3</h2>" in text
    assert "<title>x &lt;/title&gt;&lt;script&gt;</title>" in text


def test_no_lecture_has_more_than_a_slide_a_minute_to_read(decks):
    """Beside questions, guesses and answers, which take as long as the class likes."""
    kinds = {number: Counter(slide.kind for slide in slides) for number, slides in decks.items()}
    assert {number: found["text"] for number, found in kinds.items() if found["text"] > 50} == {}


def call(*arguments):
    done = CliRunner().invoke(main, ["slides", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done


def test_the_command_writes_a_deck_and_says_how_to_show_it(root, tmp_path):
    file = tmp_path / "start.html"
    done = call("00", "--course", root, "--to", file, "--json")
    told = json.loads(done.stdout)
    assert told["file"] == str(file)
    assert told["slides"] == len(re.findall(r'<div class="slide slide-', file.read_text("utf-8")))
    assert "Open it in a browser" in done.stderr


def test_the_command_says_which_lectures_there_are(root, tmp_path):
    done = call("5b", "--course", root)
    assert (done.exit_code, "Did you mean 05b" in done.stderr) == (2, True)
    assert "There are: 00, 01" in call("atlas", "--course", root).stderr, "a room is no lecture"
    done = call("05", "--course", tmp_path)
    assert (done.exit_code, "--course" in done.stderr) == (2, True)
