"""What the service worker keeps, so that the site works without a network after the first visit."""

import hashlib
import json
from pathlib import Path

#: The notebooks have a service worker of their own.
_NOT = ("lite/", "service_worker.js", "kept.json", "_sources/")
_PYTHON = "python/"


def list_kept(site: Path, python: set[str]) -> None:
    """Write the list of files to keep, and name its version in the service worker.

    Args:
        site: the site as it was built.
        python: the files of Python that a page of the site loads; the notebooks' own are not among them.
    """
    files = sorted(file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file())
    pages = [file for file in files if not file.startswith((*_NOT, _PYTHON))]
    kept = {"pages": pages, "python": [file for file in files if file in python]}
    version = hashlib.sha256()
    for file in (*kept["pages"], *kept["python"]):
        version.update(f"{file} {hashlib.sha256((site / file).read_bytes()).hexdigest()}\n".encode())
    (site / "kept.json").write_text(json.dumps(kept), "utf-8")
    worker = (Path(__file__).parent / "static" / "service_worker.js").read_text("utf-8")
    (site / "service_worker.js").write_text(
        worker.replace('VERSION = "VERSION"', f'VERSION = "{version.hexdigest()[:12]}"'), "utf-8"
    )
