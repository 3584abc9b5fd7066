"""The walls between host, student's side and checker's side, followed all the way: who may know whom."""

import ast

import pytest

pytestmark = pytest.mark.slow

CARRIED = {"safegrade.code.messages", "safegrade.code.carried"} | {
    f"safegrade.code.carried.{name}"
    for name in ("files", "functions", "hints", "outputs", "sharing", "special", "tables", "values", "views")
}
# These hold nothing.
CARRIED |= {f"safegrade.code.{room}" for room in ("checker", "reading", "student")}
CHECKER = ("check", "classes", "errors", "figures", "folder", "guard", "magics", "names", "process", "pushes")
# Each side may reach these of our modules, and no others, through whatever it imports.
MAY_REACH = {
    "safegrade.code.student_side": CARRIED
    | {"safegrade.sandbox.channel", "safegrade.code.student.answers", "safegrade.code.student.seen"},
    "safegrade.code.checker_side": CARRIED
    | {"safegrade.code.verdict", "safegrade.sandbox.channel"}
    | {"safegrade.code.reading.names", "safegrade.code.reading.solution"}
    | {f"safegrade.code.checker.{name}" for name in (*CHECKER, "stand_ins", "teachers", "tests")},
}


@pytest.fixture(scope="module")
def modules(root):
    """Each of our modules, and what it imports, at its top or in a function."""
    files = {}
    for file in sorted((root / "lib").rglob("*.py")):
        parts = file.relative_to(root / "lib").with_suffix("").parts
        files[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return {name: set(imported(file)) & files.keys() for name, file in files.items()}


def imported(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def reached(modules, start):
    """Everything of ours that importing a module brings in, however far away; packages that hold nothing left out."""
    found, fresh = set(), {start}
    while fresh:
        found |= fresh
        fresh = {other for name in fresh for other in modules[name]} - found
    return {name for name in found if name.count(".") > 1} - {start}


@pytest.mark.parametrize("side", MAY_REACH)
def test_a_side_knows_only_what_may_cross_the_wall(modules, side):
    """What the student's process holds, a student can read and replace."""
    assert reached(modules, side) - MAY_REACH[side] == set()


def test_the_host_never_imports_what_runs_in_a_sandbox(modules):
    sides = {*MAY_REACH, "safegrade.code.checker.process", "safegrade.code.student.answers"}
    assert reached(modules, "safegrade.code.run") & sides == set()


def test_the_sandbox_knows_nothing_of_what_runs_in_it(modules):
    for name in modules:
        if name.startswith("safegrade.sandbox."):
            assert {room for room in reached(modules, name) if not room.startswith("safegrade.sandbox.")} == set(), name


def test_neither_the_sandbox_nor_code_knows_this_course(modules):
    """A teacher of physics runs students' code without it."""
    for name in modules:
        if name.startswith(("safegrade.sandbox.", "safegrade.code.")):
            assert not [other for other in reached(modules, name) | modules[name] if other.startswith("tarasoff")], name
