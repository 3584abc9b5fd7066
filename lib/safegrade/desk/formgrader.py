"""What formgrader shows of a student's notebook: read as text and pictures, never run in the teacher's browser.

nbgrader's own page shows whatever HTML a student wrote, in the origin in which JupyterLab runs.
"""

import re
from typing import Any

from bleach import clean
from bleach.css_sanitizer import CSSSanitizer
from bleach.sanitizer import ALLOWED_TAGS
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors.sanitize import SanitizeHTML

_TAGS = {
    *ALLOWED_TAGS,
    *("p", "br", "hr", "div", "span", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "img", "del", "s", "sub", "sup"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "u", "small"),
}
_ATTRIBUTES = {"alt", "title", "width", "height", "align", "colspan", "rowspan", "scope", "start"}
_STYLES = CSSSanitizer(allowed_css_properties=["text-align"])
# Of pygments, of pandas, and our own: any other could pass for a button of formgrader's.
_CLASS = re.compile(r"(highlight|dataframe|anchor-link|tarasoff(-\w+)+|[a-z]{1,2}\d?)( |$)")
# A picture from elsewhere would tell its server when a teacher reads.
_PICTURE = re.compile(r"data:image/(png|jpeg|gif);base64,|(?![a-z+.-]*:|[/\\])", re.IGNORECASE)
# A browser would not show this, and bleach would show it as text: pandas puts one before each table.
_STYLE = re.compile(r"<style\b.*?</style\s*>", re.DOTALL | re.IGNORECASE)


def _is_allowed(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return not _CLASS.sub("", value.strip())
    if name == "src":
        return tag == "img" and _PICTURE.match(value) is not None
    if name == "href":
        return tag == "a" and not value.casefold().lstrip().startswith("data:")
    return name in _ATTRIBUTES or (name == "style" and tag in {"th", "td", "tr"})


def harmless(html: str) -> str:
    """HTML without anything that a browser would run, fetch or take for a part of formgrader.

    >>> harmless('<p class="tarasoff-report">Ten<script>steal()</script></p>')
    '<p class="tarasoff-report">Ten&lt;script&gt;steal()&lt;/script&gt;</p>'
    >>> harmless('<img src="x" onerror="steal()"><a href="javascript:steal()">here</a>')
    '<img src="x"><a>here</a>'
    """
    return str(
        clean(
            _STYLE.sub("", html),
            tags=_TAGS,
            attributes=_is_allowed,
            protocols=("http", "https", "mailto", "data"),
            css_sanitizer=_STYLES,
        )
    )


class Sanitise(SanitizeHTML):
    """nbconvert's step, for outputs and raw cells. Markdown is made harmless once it is HTML, in `markdown2html`.

    To clean it before, as nbconvert does, would lose quotations and formulas, and leave links that run.
    """

    def preprocess_cell(self, cell: Any, resources: dict[str, Any], cell_index: int) -> tuple[Any, dict[str, Any]]:
        """Make the outputs of a cell harmless."""
        if cell.cell_type == "markdown":
            return cell, resources
        found: tuple[Any, dict[str, Any]] = super().preprocess_cell(cell, resources, cell_index)
        return found

    def sanitize_html_tags(self, html_str: Any) -> str:
        """Make a piece of HTML harmless, in one piece or in lines."""
        return harmless(html_str if isinstance(html_str, str) else "".join(html_str))


class _Renderer(IPythonRenderer):
    """nbconvert's, which otherwise shows nothing of a submission in which a pasted picture is missing."""

    def _embed_image_or_attachment(self, src: str) -> str:
        name = src.removeprefix("attachment:")
        if name != src and not self.attachments.get(name):
            return name
        return str(super()._embed_image_or_attachment(src))


@pass_context
def markdown2html(context: Any, source: str) -> str:
    """Markdown as harmless HTML, with the pictures that were pasted into its cell."""
    cell = context.get("cell") or {}
    renderer = _Renderer(escape=False, attachments=cell.get("attachments", {}))
    return harmless(str(MarkdownWithMath(renderer=renderer).render(source)))
