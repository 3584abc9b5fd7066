"""Fixtures that several folders of tests need."""

import gc
import importlib.util
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tarasoff.assignment.files import load_part
from tarasoff.marking.key_files import load_key

ROOT = Path(__file__).resolve().parent.parent

# jsonschema, which nbformat imports, would build the grammars of internationalised addresses for a second in each
# process. No schema here has any; without this package, jsonschema leaves them alone.
sys.modules["rfc3987_syntax"] = None

settings.register_profile("course", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# make test-fast asks for the first, make test-all for the second.
settings.register_profile("fast", settings.get_profile("course"), max_examples=25)
settings.register_profile("every", settings.get_profile("course"), max_examples=150)
settings.load_profile("course")


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """What is imported stays to the end: looking through it for garbage, again and again, takes seconds."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items):
    """Short tests come last, so that no processor waits at the end for what another has just begun."""
    items.sort(key=lambda item: not any(item.iter_markers("slow")) and not any(item.iter_markers("xdist_group")))


@pytest.fixture(autouse=True)
def _logs_as_before():
    """All of nbgrader's objects share a log: a test that quiets one would quiet those of the tests after it."""
    log = logging.getLogger("traitlets")
    level = log.level
    yield
    log.setLevel(level)


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture
def copy_of_release(tmp_path, root):
    """A student's own copy of ps1-limits, as it is handed out."""
    return Path(shutil.copytree(root / "release" / "ps1-limits", tmp_path / "ps1-limits"))


@pytest.fixture
def here(copy_of_release, monkeypatch):
    monkeypatch.chdir(copy_of_release)
    return copy_of_release


# They start as copies of one process that has imported them: importing takes longer than what most of them do.
COMMANDS = ("nbgrader", "tarasoff", "safegrade", "alembic")
# python -m nbgrader ...
MODULE = '#!/bin/sh\nshift\nname=$1\nshift\nexec "${0%/*}/$name" "$@"\n'
# Python reads these as it starts; a command with others is started by itself.
AT_START = ("PYTHONPATH", "PYTHONHOME", "PYTHONWARNINGS", "PYTHONHASHSEED", "PYTHONUTF8", "LC_ALL", "LANG")


@pytest.fixture(scope="session")
def warm():
    """A folder with commands that act in everything as those of the environment, but start at once."""
    # Not pytest's folder: a socket's path may have no more than 107 characters.
    with tempfile.TemporaryDirectory(prefix="warm-") as name:
        folder = Path(name)
        source = (ROOT / "tests" / "warm" / "command.py").read_text(encoding="utf-8")
        for command in COMMANDS:
            (folder / command).write_text(f"#!{sys.executable} -IS\n{source}", encoding="utf-8")
            (folder / command).chmod(0o755)
        (folder / "python").write_text(MODULE, encoding="utf-8")
        (folder / "python").chmod(0o755)
        (folder / "env.json").write_text(json.dumps({one: os.environ.get(one) for one in AT_START}), encoding="utf-8")
        started = [sys.executable, ROOT / "tests" / "warm" / "process.py", folder]
        with subprocess.Popen(started, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout.readline() == "ready\n"
            yield folder
            process.stdin.close()


@pytest.fixture(scope="session")
def run_anew(root):
    """Run a command to its end; its output is shown if it fails."""

    def run(*command, cwd=root, ok=(0,), before=(), **more):
        path = os.pathsep.join(map(str, (*before, root / ".venv" / "bin", os.environ["PATH"])))
        env = {**os.environ, "PATH": path, **more.pop("env", {})}
        done = subprocess.run(
            [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, check=False, **more
        )
        assert done.returncode in ok, f"{command} gave {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return run


@pytest.fixture(scope="session")
def run(run_anew, warm):
    """The same, but nbgrader and our own commands start at once, also from within a script."""
    return partial(run_anew, before=[warm])


@pytest.fixture(scope="session")
def sandbox():
    """Where a sandbox can be had. Elsewhere what needs one is skipped, but with CI set that is a failure."""
    from safegrade.sandbox.host import SandboxError, Warm

    try:
        Warm().close()
    except SandboxError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def platform():
    """The module with a small learning platform."""
    spec = importlib.util.spec_from_file_location("lms", ROOT / "tests" / "lms" / "lms.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def lms(platform):
    """A learning platform that answers on this machine, and knows nobody yet."""
    with platform.serve(platform.Lms()) as lms:
        yield lms


# A toy part of each kind, with a key. Nothing here is an answer to anything that students get.
QUESTIONS = """
schema: 1
part: toys
kind: questions
title: "Two toys"
points: 2
questions:
  - {id: ball, stem: "Which is round?", options: {a: "A ball", b: "A brick", c: "A pebble"}}
  - {id: kite, stem: "Which flies?", options: {a: "A brick", b: "A kite"}}
"""
QUESTIONS_KEY = """
schema: 1
part: toys
questions:
  ball:
    section: "01 Toys"
    sources: [a]
    options:
      a: {credit: 1, why: "Round."}
      b: {credit: 0, breach: over, why: "It has corners."}
      c: {credit: 0.5, why: "Nearly round."}
  kite:
    section: "01 Toys"
    sources: [a]
    options:
      a: {credit: 0, breach: under, why: "It falls."}
      b: {credit: 1, why: "It flies."}
"""
CASE = """
schema: 1
part: case-toy
kind: case
title: "The toy <case>"
points: 6
setting: "A shop."
rule: "Toys may be shown."
story: ["One.", "Two."]
criteria: [{id: big, label: "It is big"}, {id: red, label: "It is red"}]
actions: [{id: keep, label: "Keep it"}, {id: show, label: "Show it"}, {id: sell, label: "Sell it"}]
recipients: [{id: boss, label: "The boss"}, {id: child, label: "The child"}, {id: press, label: "The press"}]
items: [{id: name, label: "Its name"}, {id: price, label: "Its price"}, {id: maker, label: "Its maker"}]
"""
CASE_KEY = """
schema: 1
part: case-toy
weights: {criteria: 2, action: 2, disclosure: 2}
criteria:
  big:
    section: "01 Toys"
    sources: [a]
    options:
      met: {credit: 1, why: "Yes."}
      not_met: {credit: 0, why: "Look again."}
      unclear: {credit: 0.5, why: "One can tell."}
  red:
    section: "01 Toys"
    sources: [a]
    options:
      met: {credit: 0, why: "No."}
      not_met: {credit: 1, why: "It is blue."}
      unclear: {credit: 0, why: "It is not."}
action:
  section: "01 Toys"
  sources: [a]
  options:
    keep: {credit: 0.25, breach: under, why: "Nobody sees it."}
    show: {credit: 1, why: "Good."}
    sell: {credit: 0, breach: over, why: "Too far."}
disclosure:
  section: "01 Toys"
  sources: [a]
  nobody: "Nobody knows."
  otherwise: "More than needed."
  necessary:
    - {to: boss, item: name, why: "The boss must know the name."}
    - {to: child, item: name, why: "The child must know the name."}
  acceptable:
    - {to: boss, item: price, why: "The boss may know the price."}
  too_much:
    - {to: press, item: price, why: "Not the press's business."}
"""
TABLE = """
schema: 1
part: data-toys
kind: data
title: "Toys <counted>"
points: 4
name: toys
table:
  columns:
    - {name: price, label: "the price in coins", tolerance: 0.1, given: [10, 4]}
    - {name: sold, label: "how many are sold", tolerance: 0.5}
    - {name: maker, label: "who makes it", holds: text}
  most: 50
"""
TABLE_KEY = """
schema: 1
part: data-toys
columns:
  sold:
    points: 4
    section: "01 Toys"
    sources: [a]
    values: [3, 20]
    why: "So many are sold."
    otherwise: "Count again."
    slips:
      - {values: [0.3, 2], tolerance: 0.01, credit: 0.5, why: "These are tens."}
"""
PICKED = """
schema: 1
part: data-picked
kind: data
title: "Round toys"
points: 3
name: picked
table:
  columns: [{name: id, label: "which toy", holds: text}]
"""
PICKED_KEY = """
schema: 1
part: data-picked
rows:
  points: 3
  section: "01 Toys"
  sources: [a]
  values: [ball, top, ring]
  why: "All that are round."
  lacking: "Look for round ones."
  extra: "That is not round."
"""
FIGURE = """
schema: 1
part: data-figure
kind: data
title: "Toys drawn"
points: 5
name: figure
figure:
  x: "the price in coins"
  y: "how many are sold"
  given: [10, 4]
  tolerance: 0.1
  of: {part: data-toys, x: price, y: sold}
"""
FIGURE_KEY = """
schema: 1
part: data-figure
labels:
  title:
    points: 1
    section: "01 Toys"
    sources: [a]
    why: "It says what is drawn."
    names: [{words: [price], missing: "No price."}, {words: [sold, sale], missing: "No sale."}]
  x_label: {points: 1, section: "01 Toys", sources: [a], why: "Yes.", names: [{words: [price], missing: "Of what?"}]}
  y_label: {points: 1, section: "01 Toys", sources: [a], why: "Yes.", names: [{words: [sold], missing: "Of what?"}]}
drawn:
  points: 2
  section: "01 Toys"
  sources: [a]
  values: [3, 20]
  why: "So it is."
  otherwise: "It is not so high."
  slips: [{values: [7, 8], credit: 0, why: "So many are left."}]
  own_table: {credit: 1, why: "As your table says."}
  swapped: {credit: 0.5, why: "The other way round."}
"""
DATA = {"data-toys": (TABLE, TABLE_KEY), "data-picked": (PICKED, PICKED_KEY), "data-figure": (FIGURE, FIGURE_KEY)}


def write(folder, stem, part, key):
    (folder / "keys").mkdir(exist_ok=True)
    (folder / f"{stem}.yaml").write_text(part, encoding="utf-8")
    (folder / "keys" / f"{stem}.yaml").write_text(key, encoding="utf-8")
    loaded = load_part(folder / f"{stem}.yaml")
    return loaded, load_key(folder / "keys" / f"{stem}.yaml", loaded)


@pytest.fixture(scope="session")
def toys(tmp_path_factory):
    return write(tmp_path_factory.mktemp("toys"), "toys", QUESTIONS, QUESTIONS_KEY)


@pytest.fixture(scope="session")
def case(tmp_path_factory):
    return write(tmp_path_factory.mktemp("case"), "case-toy", CASE, CASE_KEY)


@pytest.fixture(scope="session")
def texts():
    return {"part": CASE, "key": CASE_KEY}


@pytest.fixture(scope="session")
def parts():
    """The toy parts as they lie in a student's folder, by name."""
    return {"toys": QUESTIONS, "case-toy": CASE}


@pytest.fixture(scope="session")
def keys():
    """Their keys, by name."""
    return {"toys": QUESTIONS_KEY, "case-toy": CASE_KEY}


@pytest.fixture(scope="session")
def data_texts():
    """The toy parts that are answered with code, and their keys, as they stand in files."""
    return DATA


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The same, read: name to part and key."""
    folder = tmp_path_factory.mktemp("data")
    return {name: write(folder, name, *texts) for name, texts in DATA.items()}
