"""Which wheels the browser's Python is made of, and their sums. ``python -m tarasoff.site.python.pins`` renews them.

The core comes from the npm registry (``pinned/package-lock.json``), the wheels from the Python one.
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDER = Path(__file__).parent / "pinned"
WHEELS = FOLDER / "wheels.txt"
#: For what the wheels have to be: the core's Python, and nothing compiled.
PYTHON = ("--only-binary=:all:", "--python-version=3.14")
PURE = (*PYTHON, "--platform=any", "--implementation=py", "--abi=none")

_HEAD = """\
# What the browser's Python has beside its core. Each file is checked by its sum when the site is built.
# To renew: python -m tarasoff.site.python.pins
"""
# What the course needs but for its commands, and what a notebook needs beside it; the rest follows from these.
_WANTED = (
    *("anywidget", "attrs", "cattrs", "filelock", "fsrs", "ruamel.yaml"),
    *("traitlets", "typing_extensions"),
    *("comm", "ipython", "ipywidgets", "jedi", "micropip", "packaging", "psygnal"),
)
# They talk to a terminal and to a server, or are JavaScript that lies elsewhere in the site.
_WITHOUT = {"jupyterlab_widgets", "pexpect", "ptyprocess", "widgetsnbextension"}


def renewed() -> str:
    """The list of wheels as it would be today. Asks the package index."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        # Which Python they are for is said above; it is not the one that runs here.
        pip = (sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed")
        command = (*pip, "--ignore-requires-python", *PURE, f"--target={folder}", f"--report={report}", *_WANTED)
        subprocess.run(command, check=True)  # noqa: S603  our own words
        found = json.loads(report.read_text("utf-8"))["install"]
    lines = sorted(
        f"{wheel['metadata']['name']}=={wheel['metadata']['version']}"
        f" --hash=sha256:{wheel['download_info']['archive_info']['hashes']['sha256']}\n"
        for wheel in found
        if wheel["metadata"]["name"] not in _WITHOUT
    )
    return "".join([_HEAD, *lines])


if __name__ == "__main__":
    WHEELS.write_text(renewed(), "utf-8")
