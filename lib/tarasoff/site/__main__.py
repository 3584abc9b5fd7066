"""``python -m tarasoff.site``: build the site. ``make site`` calls it."""

import shutil
from pathlib import Path

import click

from tarasoff.site import build, offline
from tarasoff.site.python import files, lite


@click.command()
@click.option("--root", type=click.Path(path_type=Path, exists=True), default=Path(), help="The course's repository.")
@click.option("--to", type=click.Path(path_type=Path), default=Path("build/site"), help="Where the site goes.")
@click.option("--url", default="", help="The site's address, for the map and the previews of links.")
@click.option("--notebooks/--no-notebooks", default=True, help="With the lectures as notebooks (JupyterLite).")
def main(root: Path, to: Path, url: str, notebooks: bool) -> None:  # noqa: FBT001  so click passes an option
    """Build the web edition: pages that any web server can hand out."""
    root, to = root.resolve(), to.resolve()
    work = root / "build" / "site-work"
    shutil.rmtree(to, ignore_errors=True)
    wheels = files.fetch(root, work / "python")
    build.gather(root, work / "source")
    build.pages(root, work / "source", to, url, notebooks=notebooks)
    files.put(work / "python", [*wheels, *lite.kernel_wheels()] if notebooks else [], to / "python")
    files.start_once(wheels, to / "python")
    offline.list_kept(to, {f"python/{file}" for file in files.OF_A_PAGE})
    if notebooks:
        lite.notebooks(root, work / "lite", to / "lite")
    size = sum(file.stat().st_size for file in to.rglob("*") if file.is_file())
    click.echo(f"The site is in {to} ({size / 1e6:.0f} MB). To look at it: python -m http.server --directory {to}")


if __name__ == "__main__":
    main()
