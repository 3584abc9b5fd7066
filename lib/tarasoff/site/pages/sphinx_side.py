"""What Sphinx has to know of the course: how a notebook reads, and what each page brings along."""

import hashlib
import json
from contextlib import chdir
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from docutils import nodes
from myst_parser.sphinx_ import Parser
from sphinx.application import Sphinx

from tarasoff.site.pages import preview
from tarasoff.site.pages.head import Image, about, site_map, tags
from tarasoff.site.pages.notebook import page_of
from tarasoff.site.pages.theme import mended
from tarasoff.widgets.view import look

_SITE = Path(__file__).parent.parent
# The one page that the theme makes by itself.
_SEARCH = "Search the lectures, the law by place and the manual of this course."


class NotebookParser(Parser):
    """Reads a notebook as the Markdown that it shows."""

    supported: ClassVar[tuple[str, ...]] = ("notebook",)

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Run the notebook in an empty folder, as for a learner who has answered nothing yet."""
        with TemporaryDirectory() as folder, chdir(folder):
            page = page_of(json.loads(inputstring))
        env = document.settings.env
        env.tarasoff_scripts.update(page.scripts)
        env.metadata[env.docname] |= {"setup": json.dumps(page.setup), "scripts": " ".join(page.scripts)}
        super().parse(page.text + _as_a_notebook(env), document)


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.setup_extension("myst_parser")
    app.add_source_suffix(".ipynb", "notebook")
    app.add_source_parser(NotebookParser)
    app.add_config_value("tarasoff_url", "", "html")
    app.add_config_value("tarasoff_notebooks", default=True, rebuild="env", types=[bool])
    app.connect("builder-inited", lambda app: setattr(app.env, "tarasoff_scripts", {}))
    app.connect("html-page-context", _head)
    app.connect("build-finished", _finish)
    for sheet in ("look", "site"):
        app.add_css_file(f"course/{sheet}.css")
    app.add_js_file("course/host.js", type="module")
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True, "env_version": 1}


def _head(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document) -> None:
    del templatename
    known = app.env.metadata.get(pagename, {})
    paragraphs = doctree.findall(nodes.paragraph) if doctree else ()
    described = known.get("description") or about(one.astext() for one in paragraphs) or _SEARCH
    address = f"{app.config.tarasoff_url}{pagename}.html" if app.config.tarasoff_url else ""
    static = "../" * pagename.count("/") + "_static"
    # Who is sent a link asks for the picture from elsewhere, so its address is given in full where that is known.
    shown = f"{app.config.tarasoff_url}_static" if address else static
    image = Image(f"{shown}/{preview.NAME}", preview.alt(), *preview.SIZE)
    lines = tags(context.get("title") or "Search", described, app.config.html_title, image, address)
    lines.append(f'<meta name="course-version" content="{_version()}">')
    for script in known.get("scripts", "").split():
        lines.append(f'<link rel="modulepreload" href="{static}/views/{script}.js">')
    if "setup" in known:
        held = known["setup"].replace("</", "<\\/")
        lines.append(f'<script type="application/json" id="course-setup">{held}</script>')
    if address:
        context["pageurl"] = address
    context["metatags"] = context.get("metatags", "") + "\n".join(lines)


def _as_a_notebook(env: Any) -> str:
    if not env.config.tarasoff_notebooks:
        return ""
    address = f"../lite/notebooks/index.html?path={env.docname}.ipynb"
    return f'\n<p class="course-notebook"><a href="{address}">See the code: this page as a notebook</a></p>\n'


@cache
def _version() -> str:
    """Names the course as it is, so that a browser does not show what an earlier one has said."""
    texts = (file.read_bytes() for file in sorted(_SITE.parent.rglob("*.*")) if file.suffix != ".pyc")
    return hashlib.sha256(b"".join(texts)).hexdigest()[:12]


def _finish(app: Sphinx, error: Exception | None) -> None:
    """Put down the scripts, the style and, where the site's address is known, its map."""
    if error is not None:
        return
    files = {f"views/{name}.js": text for name, text in app.env.tarasoff_scripts.items()}  # type: ignore[attr-defined]
    files |= {f"course/{one.name}": one.read_text("utf-8") for one in (_SITE / "static").iterdir()}
    files["course/look.css"] = look()
    for name, text in files.items():
        to = app.outdir / "_static" / name
        to.parent.mkdir(exist_ok=True)
        to.write_text(text, "utf-8")
    preview.draw(app.outdir / "_static")
    for page in app.outdir.rglob("*.html"):
        page.write_text(mended(page.read_text("utf-8")), "utf-8")
    robots, url = "User-agent: *\nAllow: /\n", app.config.tarasoff_url
    if url:
        (app.outdir / "sitemap.xml").write_text(site_map(url, app.env.found_docs), "utf-8")
        robots += f"Sitemap: {url}sitemap.xml\n"
    (app.outdir / "robots.txt").write_text(robots, "utf-8")
