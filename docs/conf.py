"""The site, as Sphinx builds it: `make site`. What it shows is put together by tarasoff.site."""

project = "Keep it, or pass it on?"
html_title = project
author = "The authors of tarasoff"
copyright = f"{author}. Text: CC BY 4.0, code: BSD 3-Clause"  # noqa: A001  Sphinx's name for it
language = "en"

extensions = ["tarasoff.site.pages.sphinx_side"]
source_suffix = {".md": "markdown", ".ipynb": "notebook"}
exclude_patterns = ["**/.ipynb_checkpoints"]
myst_heading_anchors = 3
myst_enable_extensions = ["attrs_inline"]
# A first part that is marked as a small one becomes a part like any other.
suppress_warnings = ["myst.header"]

html_theme = "furo"
html_favicon = "../lib/tarasoff/site/static/favicon.svg"
html_copy_source = False
html_show_sourcelink = False
html_use_index = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": False}
