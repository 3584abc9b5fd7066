"""docs/classroom.md: its commands are there, and what it counts is so."""

import re
import shlex

import pytest
from click.testing import CliRunner

from tarasoff.cli import main
from tarasoff.knowledge.teaching import library


@pytest.fixture
def page(root):
    return (root / "docs" / "classroom.md").read_text("utf-8")


def test_every_command_on_the_page_does_what_it_says(page, root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "course").symlink_to(root / "course")
    commands = [line for block in re.findall(r"```\n(.*?)```", page, re.DOTALL) for line in block.splitlines()]
    assert len(commands) == 5
    for command in commands:
        done = CliRunner().invoke(main, shlex.split(command)[1:])
        assert done.exit_code == 0, f"{command}: {done.stderr}"
    written = {"03.html", "prediction.html", "questions.xml", "questions.zip", "minors.xml"}
    assert {file.name for file in tmp_path.iterdir()} == written | {"course"}


def test_its_numbers_are_so(page, root):
    assert f"the {len(library.questions())} public questions" in page
    assert len(list((root / "docs" / "guides").glob("*.md"))) == 11
    assert "each of the eleven lectures" in page
