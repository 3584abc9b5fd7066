"""Each view's JavaScript, as Python sends it, rendered in node: it shows its state, and lets go of it again."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def node(root):
    folder = root / "tests" / "javascript"
    found = shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if not found or not (folder / "node_modules" / "happy-dom").is_dir():
        why = "No node with its packages here; tests/javascript/check.sh sees to it."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(why)
    return lambda *args: subprocess.run([found, *args], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_every_view_shows_its_state_and_lets_go_of_it_without_a_signal(every_view, node, tmp_path):
    file = tmp_path / "views.json"
    parts = ("content", "answer", "summary", "note", "seen")
    views = [
        {"name": name, "esm": view._esm, "state": {part: getattr(view, part) for part in parts}}  # noqa: SLF001
        for name, view in every_view.items()
    ]
    file.write_text(json.dumps(views), encoding="utf-8")
    done = node("every_view.js", str(file))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
