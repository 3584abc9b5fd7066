"""The lectures as notebooks in the browser, for those who want to see the code: JupyterLite, on the site's Python."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tarasoff.site.build import SiteError

# JupyterLite takes what begins with a dot and a slash as lying beside its first page, which is one folder down.
_PYTHON = "./../python"
_NEEDED = ["micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython", "tarasoff"]


def kernel_wheels() -> list[Path]:
    """The wheels that the notebooks' kernel brings itself."""
    static = Path(sys.prefix) / "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi"
    names = ("ipykernel-*.whl", "piplite-*.whl", "pyodide_kernel-*.whl", "widgetsnbextension-4*.whl")
    return [next(static.glob(name)) for name in names]


def settings() -> dict[str, Any]:
    """JupyterLite's settings: the Python that lies beside it, and no other place to ask for anything."""
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Keep it, or pass it on?",
            "exposeAppInBrowser": True,
            "litePluginSettings": {
                "@jupyterlite/pyodide-kernel-extension:kernel": {
                    "pyodideUrl": f"{_PYTHON}/pyodide.mjs",
                    "disablePyPIFallback": True,
                    "loadPyodideOptions": {
                        "lockFileURL": f"{_PYTHON}/pyodide-lock.json",
                        "packages": _NEEDED,
                        # Else a null from a view comes as something that is no None.
                        "convertNullToNone": True,
                    },
                }
            },
        },
    }


def notebooks(root: Path, work: Path, to: Path) -> None:
    """Build JupyterLite with the course's notebooks in it.

    Args:
        root: the folder that holds ``course/``.
        work: a folder to work in; emptied first.
        to: where it goes.
    """
    shutil.rmtree(work, ignore_errors=True)
    ignored = shutil.ignore_patterns("answers.json", ".*")
    shutil.copytree(root / "course", work / "files" / "course", ignore=ignored)
    (work / "jupyter-lite.json").write_text(json.dumps(settings(), indent=1), "utf-8")
    command = (
        *(sys.executable, "-m", "jupyterlite_core.app", "build", "--log-level=ERROR"),
        *("--contents=files", "--apps=lab", "--apps=notebooks", "--no-sourcemaps", f"--output-dir={to}"),
    )
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)  # noqa: S603  our own words
    if done.returncode:
        raise SiteError(f"JupyterLite could not be built. It said:\n{done.stdout}\n{done.stderr}")
    # The kernel's own wheels: they lie with the others.
    for folder in list(to.rglob("pypi")):
        shutil.rmtree(folder)
    # Its signs once more, in forms that only browsers without WebAssembly would ask for.
    for file in (to / "build").glob("fa-*"):
        if file.suffix != ".woff2":
            file.unlink()
