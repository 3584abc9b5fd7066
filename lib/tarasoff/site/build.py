"""Build the site: put its sources together, let Sphinx make the pages, add Python and the notebooks."""

import json
import shutil
from pathlib import Path

from sphinx.cmd.build import main as sphinx

from tarasoff.engine.places import places
from tarasoff.site.pages.front import entry_of, front_page
from tarasoff.site.pages.law import law_index, law_page, page_name

#: The manual, in the order in which it is listed; what else is in ``docs/`` comes after these.
MANUAL = ("index", "learners", "classroom", "week", "grading", "hub", "cases", "scenarios", "formats")


class SiteError(RuntimeError):
    """The site could not be built; the message says what to do."""


def gather(root: Path, source: Path) -> None:
    """Put together what Sphinx reads.

    Args:
        root: the folder that holds ``course/`` and ``docs/``.
        source: where to; emptied first.
    """
    shutil.rmtree(source, ignore_errors=True)
    for folder in ("course", "law", "manual"):
        (source / folder).mkdir(parents=True)
    entries = []
    for file in sorted((root / "course").glob("*.ipynb")):
        shutil.copy(file, source / "course")
        entries.append(entry_of(file, json.loads(file.read_text("utf-8"))))
    for other in (root / "course").rglob("*"):
        if other.suffix in (".png", ".svg", ".yaml", ".csv"):
            to = source / other.relative_to(root)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(other, to)
    for code in places():
        (source / "law" / f"{page_name(code)}.md").write_text(law_page(code), "utf-8")
    (source / "law" / "index.md").write_text(law_index(), "utf-8")
    # With the same folders as in the repository, so that links lead there.
    shutil.copytree(root / "docs", source / "manual", dirs_exist_ok=True, ignore=_but_texts)
    shutil.copy(root / "CONTRIBUTING.md", source)
    written = sorted(file.stem for file in (root / "docs").glob("*.md"))
    manual = [*(name for name in MANUAL if name in written), *(name for name in written if name not in MANUAL)]
    guides = sorted(f"manual/guides/{file.stem}" for file in (root / "docs" / "guides").glob("*.md"))
    front = front_page(entries, [*(f"manual/{name}" for name in manual), "CONTRIBUTING"], guides)
    (source / "index.md").write_text(front, "utf-8")


def _but_texts(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not (name.endswith(".md") or (Path(folder) / name).is_dir())]


def pages(root: Path, source: Path, to: Path, url: str = "", *, notebooks: bool = True) -> None:
    """Make the pages.

    Args:
        root: the folder that holds ``docs/conf.py``.
        source: what `gather` has put together.
        to: where the site goes.
        url: its address, for the tags and the map that need one; empty if it is not known yet.
        notebooks: whether the lectures lie there as notebooks too, so that their pages can lead to them.

    Raises:
        SiteError: Sphinx has found something wrong, and has said what.
    """
    flags = ["-q", "-W", "--keep-going", "-E", "-d", str(source.parent / "site-doctrees"), "-c", str(root / "docs")]
    address = f"{url.rstrip('/')}/" if url else ""
    told = ["-D", f"tarasoff_url={address}", "-D", f"tarasoff_notebooks={int(notebooks)}"]
    if sphinx([*flags, "-b", "html", *told, str(source), str(to)]):
        raise SiteError("Sphinx has found something wrong in a page. Mend what it names above, then run make site.")
