"""A view of a lecture as slides: its picture, or its words; what it asks first, and what is so after it."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from io import BytesIO
from types import MappingProxyType
from typing import Any

from tarasoff.classroom.slides.slide import Slide, spread
from tarasoff.models.guess import what_is_so
from tarasoff.plots.exhibit import exhibit_figure
from tarasoff.widgets.explorer import Explorer
from tarasoff.widgets.figure import Figure
from tarasoff.widgets.gate import GUESS, Gate, words_of
from tarasoff.widgets.lecture.guess import Guess, truth_of
from tarasoff.widgets.lecture.question import Question
from tarasoff.widgets.view import View

# What is there for one learner alone: where they stand, what they keep, where they go on.
_PERSONAL = ("Progress", "Next", "ToKeep", "YourPlace")
# More of a view's words than that is read in the lecture.
_MOST = 2


def view_slides(view: View, section: str) -> list[Slide]:
    """A view as slides; none for what concerns one learner alone.

    Args:
        view: as a cell of a lecture shows it. If it waits for a guess, what is so is kept as its answer.
        section: the heading under which it stands.
    """
    if type(view).__name__ in _PERSONAL:
        return []
    if isinstance(view, Question):
        return [slide for question in view.content["questions"] for slide in _question(question, section)]
    if isinstance(view, Guess):
        words = words_of(view.name.partition(" ")[2])
        return list(_guess(Gate(words, truth_of(words)), section))
    found: list[Slide] = []
    if view.gate:
        found += _guess(view.gate, section)
        view.answer = {**view.answer, GUESS: view.gate.truth}
    shown = next((make for kind, make in _DRAWN.items() if isinstance(view, kind)), _words)
    return [*found, *shown(view, section)]


def _question(question: Mapping[str, Any], section: str) -> Iterator[Slide]:
    options = "".join(f"<li>{escape(option['text'])}</li>" for option in question["options"])
    asked = f'<p>{escape(question["stem"])}</p><ol type="a">{options}</ol>'
    yield Slide(section, "Question", asked, "question")
    told = "".join(
        f'<li class="right"><b>{escape(option["text"])}</b> {escape(option["reason"])}</li>'
        if option["right"]
        else f"<li>{escape(option['reason'])}</li>"
        for option in question["options"]
    )
    yield Slide(section, "Answer", f'<ol type="a">{told}</ol>', "answer")


def _guess(gate: Gate, section: str) -> Iterator[Slide]:
    asked, words = gate.asked, gate.words
    options = _list("ul", (one.label for one in words.options))
    paragraphs = "".join(f"<p>{escape(asked[name])}</p>" for name in ("setting", "question") if asked[name])
    yield Slide(section, "Guess first", f"{paragraphs}{options}", "question")
    after = f"<p>{escape(gate.told(gate.truth)['after'])}</p>"
    if words.kind == "order":
        labels = {one.id: one.label for one in words.options}
        so = _list("ol", (labels[one] for one in words.order))
    else:
        so = f'<p class="so">{escape(what_is_so(words, gate.truth))}</p>'
    yield Slide(section, "What is so", f"{so}{after}", "answer")


def _list(tag: str, entries: Iterable[str]) -> str:
    found = "".join(f"<li>{escape(entry)}</li>" for entry in entries)
    return f"<{tag}>{found}</{tag}>" if found else ""


def _exhibit(view: View, section: str) -> list[Slide]:
    """An exhibit where it starts, drawn as for print."""
    assert isinstance(view, Explorer)  # noqa: S101  for the type checker
    start = view.gate.words.at if view.gate else {}
    drawn, image = exhibit_figure(view.exhibit, {name: float(at) for name, at in start.items()}), BytesIO()
    drawn.figure.savefig(image, format="svg", metadata={"Date": None})
    picture = b64encode(image.getvalue()).decode()
    alt = escape(drawn.alt.replace("\n", " "))
    body = f'<img alt="{alt}" src="data:image/svg+xml;base64,{picture}">'
    return [Slide(section, view.exhibit.title, body, "picture", notes=drawn.alt.replace("\n", "\n\n"))]


def _figure(view: View, section: str) -> list[Slide]:
    """A picture that the page draws itself, with the lecture's own script."""
    shown = {name: value for name, value in view.content.items() if name != "gate"}
    content = json.dumps(shown, ensure_ascii=False, default=dict).replace("</", "<\\/")
    words = escape(view.text()).replace("\n", "<br>")
    body = (
        f'<div class="drawn"><noscript>{words}</noscript><script type="application/json">{content}</script></div>'
    )
    return [Slide(section, view.content["title"], body, "picture")]


def _words(view: View, section: str) -> list[Slide]:
    """What a view says where it cannot be shown."""
    slides = spread(Slide(section, str(view.content.get("title", "")), _markdown(view.text())))
    if len(slides) > _MOST:
        return [*slides[:_MOST], Slide(section, "", "There is more of it in the lecture.")]
    return slides


def _markdown(words: str) -> str:
    """The words of a view, each line a paragraph, or an entry where it is set in; nothing in them is a sign."""
    found = ""
    for line in filter(str.strip, words.splitlines()):
        entry = line.startswith("  ")
        text = escape(line.strip().removeprefix("- ").removeprefix("* "))
        found += f"\n- {text}" if entry else f"\n\n{text}\n"
    return found.strip()


_DRAWN: Mapping[type[View], Callable[[View, str], list[Slide]]] = MappingProxyType(
    {Explorer: _exhibit, Figure: _figure}
)
