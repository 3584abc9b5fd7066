"""The browser's Python: its core, the course's own wheel and what that needs, with a list that says what needs what."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from email.message import Message
from email.parser import Parser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tarasoff.site.python.pins import FOLDER, PYTHON, WHEELS

_CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
#: The list's name, which the browser asks for.
LOCK = "pyodide-lock.json"
#: Python's memory and files once it has started and brought the course in. A page goes on from there.
STARTED = "started.gz"
# The course as a page of the site needs it: no kernel, no notebook.
_IN_A_PAGE = {"tarasoff", "attrs", "cattrs", "filelock", "fsrs", "ruamel-yaml", "traitlets", "typing-extensions"}
# What jedi knows of packages that no browser has: most of its files, and of its size.
_LEFT_OUT = ("jedi/third_party/typeshed/stubs/", "jedi/third_party/django-stubs/")
_BROWSER = {"sys_platform": "emscripten", "platform_system": "Emscripten", "python_version": "3.14", "extra": ""}


def fetch(root: Path, cache: Path) -> list[Path]:
    """Bring the core and the wheels here, and check each by its sum.

    Args:
        root: the folder of the course's ``pyproject.toml``, of which a wheel is made too.
        cache: where what was fetched stays, for the next time.

    Returns:
        The wheels.
    """
    core, wheels = cache / "core", cache / "wheels"
    if not (core / "node_modules" / "pyodide" / _CORE[0]).exists():
        core.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(FOLDER / name, core)
        _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--silent", cwd=core)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    have = wheels / "have.txt"
    if not have.exists() or have.read_text("utf-8") != WHEELS.read_text("utf-8"):
        shutil.rmtree(wheels, ignore_errors=True)
        _run(*pip, "download", "--no-deps", "--require-hashes", *PYTHON, "-d", wheels, "-r", WHEELS)
        shutil.copy(WHEELS, have)
    own = cache / "own"
    shutil.rmtree(own, ignore_errors=True)
    _run(*pip, "wheel", "--no-deps", "-w", own, root)
    return sorted([*wheels.glob("*.whl"), *own.glob("*.whl")])


def put(cache: Path, wheels: Iterable[Path], to: Path) -> None:
    """Lay the core and the wheels where a browser finds them, with the list.

    Args:
        cache: where `fetch` has put them.
        wheels: all wheels, those of the notebooks' kernel included.
        to: the folder of the site.
    """
    to.mkdir(parents=True, exist_ok=True)
    core = cache / "core" / "node_modules" / "pyodide"
    for name in _CORE:
        shutil.copy(core / name, to)
    laid = [_lighter(wheel, to) for wheel in wheels]
    info = json.loads((core / LOCK).read_text("utf-8"))["info"]
    (to / LOCK).write_text(json.dumps({"info": info, "packages": packages(laid)}, indent=1), "utf-8")


def _lighter(wheel: Path, to: Path) -> Path:
    """Lay a wheel there without what a browser has no use for."""
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if not name.startswith(_LEFT_OUT)]
        if len(names) == len(archive.namelist()):
            return Path(shutil.copy(wheel, to))
        with zipfile.ZipFile(to / wheel.name, "w", zipfile.ZIP_DEFLATED) as lighter:
            for name in names:
                # By its entry, which holds its date: the same wheel gives the same file.
                lighter.writestr(archive.getinfo(name), archive.read(name), zipfile.ZIP_DEFLATED)
    return to / wheel.name


def start_once(wheels: Iterable[Path], folder: Path) -> None:
    """Start Python here with the course in it, and put down what it holds then.

    Args:
        wheels: as `fetch` returns them; what a page needs is among them.
        folder: where `put` has laid Python's files.
    """
    with TemporaryDirectory() as unpacked:
        for wheel in wheels:
            if canonicalize_name(str(_about(wheel)["Name"])) in _IN_A_PAGE:
                with zipfile.ZipFile(wheel) as archive:
                    archive.extractall(unpacked, [one for one in archive.namelist() if ".dist-info/" not in one])
        _run("node", Path(__file__).parent / "start_once.mjs", folder, unpacked)


#: The files that a page of the site loads; the notebooks' own are not among them.
OF_A_PAGE = {*_CORE, LOCK, STARTED}


def packages(wheels: Iterable[Path]) -> dict[str, dict[str, Any]]:
    """The list's entries, by name: where each wheel lies, its sum, what it brings and what it needs."""
    found = {canonicalize_name(str(about["Name"])): (wheel, about) for wheel in wheels for about in [_about(wheel)]}
    return {name: _entry(name, wheel, about, set(found)) for name, (wheel, about) in sorted(found.items())}


def _entry(name: str, wheel: Path, about: Message, known: set[str]) -> dict[str, Any]:
    needs = map(Requirement, about.get_all("Requires-Dist", []))
    here = {canonicalize_name(one.name) for one in needs if one.marker is None or one.marker.evaluate(_BROWSER)}
    return {
        "name": name,
        "version": about["Version"],
        "file_name": wheel.name,
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "depends": sorted(here & known),
        "imports": _brings(wheel),
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
    }


def _about(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode())


def _brings(wheel: Path) -> list[str]:
    """The names that can be imported once it is there."""
    with zipfile.ZipFile(wheel) as archive:
        tops = {re.sub(r"(/.*|\.py)$", "", name) for name in archive.namelist()}
    return sorted(top for top in tops if top.isidentifier())


def _run(*command: str | Path, cwd: Path | None = None) -> None:
    # First where this Python lies, which is where Node lies too.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run([str(part) for part in command], check=True, cwd=cwd, env={**os.environ, "PATH": path})  # noqa: S603  ours
