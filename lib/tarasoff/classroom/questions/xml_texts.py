"""How texts go into the files of a learning platform: as HTML in which nothing of ours is taken for a tag."""

from collections.abc import Iterator
from html import escape
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from tarasoff.knowledge.records import Question
from tarasoff.knowledge.teaching import library
from tarasoff.knowledge.teaching.library import cited_by


def paragraph(text: str) -> str:
    """A text as one paragraph of HTML.

    >>> paragraph("m < 1 & e > 0")
    '<p>m &lt; 1 &amp; e &gt; 0</p>'
    """
    return f"<p>{escape(text, quote=False)}</p>"


def where_it_rests(question: Question) -> str:
    """All sources of a question and of its options, each with a link, and how sure the course is of it."""
    return f"<p>Sources</p><ul>{''.join(_lines(question))}</ul>"


def _lines(question: Question) -> Iterator[str]:
    for name in cited_by(question):
        source = library.source(name)
        links = " ".join(f'<a href="{escape(url)}">{escape(url)}</a>' for url in source.urls if _is_page(url))
        yield f"<li>{escape(str(source), quote=False)} {links}</li>"


def _is_page(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """Put an element into another, and give it back."""
    element = SubElement(parent, tag, attributes)
    element.text = text or None
    return element


def document(root: Element) -> bytes:
    """A whole XML file, with a line for each element."""
    indent(root)
    found: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return found + b"\n"
