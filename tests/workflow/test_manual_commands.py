"""Every command that the manual shows is there, and does what its page says, in a course of its own."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("manual")

ROOT = Path(__file__).resolve().parents[2]
FILES = (*ROOT.glob("docs/**/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md")
PAGES = sorted(file.relative_to(ROOT).as_posix() for file in FILES)
# Pages that another test follows word for word, from one command to the next.
FOLLOWED = {"docs/week.md": "test_week.py"}
# Commands that are not run here, by how they begin, and why.
NOT_RUN = {
    "make": "sets up an environment, or runs tests itself; that there is such a target is looked up",
    "python -m pip install": "asks a package index; the environment of these tests was made in this way",
    "dask": "needs a second machine; test_grade.py starts a scheduler of its own",
    "tarasoff grade ps4-criteria --scheduler": "the same",
    "tarasoff accept": "settles a check in code; test_witnesses.py does, in a course that has some",
    "tarasoff sync": "sends to a learning platform; test_week.py and test_sync.py have one",
    "tarasoff scenario class": "counts the plays of five people or more; test_graded_story.py has some",
}
CLASS = "ps4-criteria"
# What stands in a page for something of one's own.
OWN = {
    "ada": "invented-01",
    "ada,b*": "invented-01,invented-0*",
    "FILE": "made.xml",
    "FOLDER": "build/made",
    "KEY.yaml": f"source/{CLASS}/keys/case-anouk.yaml",
    "ANSWERS.json": f"submitted/invented-01/{CLASS}/answers.json",
}


def name_the_copies(folder):
    for file in folder.rglob("case-kim.yaml"):
        file.write_text(file.read_text("utf-8").replace("part: case-bente", "part: case-kim"), "utf-8")


def take_the_copies_away(folder):
    """They are not in the notebook; test_manual.py puts one there, and releases it."""
    for file in folder.rglob("case-kim.yaml"):
        file.unlink()


def write_a_story(folder):
    story, *_ = re.findall(r"```yaml\n(schema: 1\nid: my-story.*?)```", text_of("docs/scenarios.md"), re.DOTALL)
    (folder / "my-story.yaml").write_text(story, "utf-8")


# What is done between two commands, before one that begins so.
MEANWHILE = {
    "tarasoff doctor": name_the_copies,
    "tarasoff release": take_the_copies_away,
    "tarasoff scenario check": write_a_story,
    "tarasoff scenario import": lambda folder: (folder / "my-story.yaml").unlink(),
}


def text_of(page):
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page):
    """The blocks of commands of a page: those that name no language."""
    found = re.findall(r"^```(\w*)\n(.*?)^```", text_of(page), re.MULTILINE | re.DOTALL)
    return [block for kind, block in found if kind in ("", "console")]


def commands(page):
    lines = (line for block in blocks(page) for line in block.splitlines())
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def inline(page):
    """The commands in the sentences of a page."""
    text = re.sub(r"^```.*?^```", "", text_of(page), flags=re.MULTILINE | re.DOTALL)
    return [one.split() for one in re.findall(r"`((?:tarasoff|safegrade|make) [^`…]*)`", text)]


def begins(words, with_these):
    return words[: len(with_these.split())] == with_these.split()


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_of_a_page_is_there(page):
    from safegrade.cli import main as ordinary
    from tarasoff.cli import main

    targets = set(re.findall(r"^([a-z%-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for words in [*commands(page), *inline(page)]:
        program, *rest = words
        if program == "make":
            assert {re.sub("^bench-.*", "bench-%", one) for one in rest if "=" not in one} <= targets, words
        if program not in ("tarasoff", "safegrade"):
            continue
        command = main if program == "tarasoff" else ordinary
        while rest and hasattr(command, "commands"):
            assert rest[0] in command.commands, f"{page}: {' '.join(words)}"
            command = command.commands[rest.pop(0)]
        known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
        assert {one for one in rest if one.startswith("--")} <= known, f"{page}: {' '.join(words)}"


@pytest.fixture(scope="module")
def handed_in(run_anew, tmp_path_factory):
    """A course in which an invented class has handed in, and what the pages name as one's own."""
    made = tmp_path_factory.mktemp("manual") / "course"
    run_anew("tarasoff", "class", made, "--students", "6", "--seed", "3", "--assignment", CLASS)
    run_anew("nbgrader", "generate_assignment", CLASS, cwd=made)
    run_anew("nbgrader", "release_assignment", CLASS, cwd=made)
    run_anew("nbgrader", "collect", CLASS, cwd=made)
    for name in ("source", "course", "release"):
        shutil.copytree(ROOT / name, made / name, dirs_exist_ok=True)
    facts, *_ = re.findall(r"```yaml\n(schema: 1\nabout:.*?)```", text_of("docs/formats.md"), re.DOTALL)
    (made / "FACTS.yaml").write_text(facts, "utf-8")
    (made / "class.txt").write_text("ada\nben\n", "utf-8")
    (made / "my-story.twee").write_text(":: StoryData\n{}\n\n:: Start\nHello.\n[[On->End]]\n\n:: End\nDone.\n", "utf-8")
    return made


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in PAGES if page not in FOLLOWED])
def test_every_command_of_a_page_runs(page, handed_in, run, tmp_path):
    if not commands(page):
        pytest.skip("This page shows none.")
    folder = shutil.copytree(handed_in, tmp_path / "course", symlinks=True)
    for words in commands(page):
        if any(begins(words, one) for one in NOT_RUN):
            continue
        if words[0] == "cd":
            folder /= words[1]
            continue
        for before in (done for one, done in MEANWHILE.items() if begins(words, one)):
            before(folder)
        # 1 says that somebody must look, as of a class in which some have handed in what is broken.
        run(*(OWN.get(word, word) for word in words), cwd=folder, ok=(0, 1))
