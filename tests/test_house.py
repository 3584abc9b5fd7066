"""The house: which room may know which, what the package offers, and what importing it costs."""

import ast
import json
import subprocess
import sys

import pytest

import tarasoff

# They share what is read of lib/, and an interpreter.
pytestmark = pytest.mark.xdist_group("house")

# Each room may import only the rooms named here, and itself. "safegrade.contract" alone is what marking may know of it.
MAY_KNOW = {
    "tarasoff.knowledge": set(),
    "tarasoff.engine": {"tarasoff.knowledge"},
    "tarasoff.models": {"tarasoff.knowledge"},
    "tarasoff.assignment": {"tarasoff.knowledge", "tarasoff.scenarios"},
    "tarasoff.marking": {
        *(f"tarasoff.{one}" for one in ("knowledge", "scenarios", "assignment")),
        "safegrade.contract",
    },
    "tarasoff.evidence": {"tarasoff.knowledge"},
    "tarasoff.progress": {"tarasoff.knowledge", "tarasoff.assignment", "tarasoff.models"},
    "tarasoff.scenarios": {"tarasoff.knowledge", "tarasoff.engine"},
    "tarasoff.law": {"tarasoff.knowledge", "tarasoff.engine"},
    "tarasoff.exhibits": {"tarasoff.knowledge", "tarasoff.engine", "tarasoff.models"},
    "tarasoff.plots": {"tarasoff.knowledge", "tarasoff.engine", "tarasoff.exhibits"},
    "tarasoff.widgets": {
        *(f"tarasoff.{one}" for one in ("knowledge", "engine", "models", "exhibits", "assignment", "marking")),
        *("tarasoff.scenarios", "tarasoff.progress"),
        *(f"safegrade.{one}" for one in ("contract", "in_words")),
    },
    "tarasoff.authoring": {
        *(f"tarasoff.{one}" for one in ("knowledge", "engine", "assignment", "marking", "scenarios")),
        *(f"safegrade.{one}" for one in ("contract", "commands", "gradebook", "intake", "desk")),
    },
    "tarasoff.nbgrader_plugin": {
        *(f"tarasoff.{one}" for one in ("knowledge", "assignment", "marking")),
        *(f"safegrade.{one}" for one in ("contract", "intake")),
    },
    "tarasoff.grading": {"tarasoff.nbgrader_plugin", "safegrade.into_nbgrader", "safegrade.grade"},
    "tarasoff.cli": {
        *(f"tarasoff.{one}" for one in ("knowledge", "engine", "exhibits", "plots", "assignment", "marking")),
        *("tarasoff.authoring", "tarasoff.classroom", "tarasoff.scenarios"),
        *(f"safegrade.{one}" for one in ("contract", "in_words", "cli", "commands", "desk", "quick_start")),
    },
    "tarasoff.classroom": {
        *(f"tarasoff.{one}" for one in ("knowledge", "models", "widgets", "plots", "site")),
        "safegrade.commands",
    },
    "tarasoff.site": {
        *(f"tarasoff.{one}" for one in ("knowledge", "engine", "assignment", "widgets", "plots")),
    },
    "tarasoff.__init__": {"tarasoff.widgets"},
}


def imported(file):
    """The modules that a file names in its imports, but those that only a type checker reads."""
    nodes = [ast.parse(file.read_text(encoding="utf-8"))]
    for node in nodes:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        nodes += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: a relative import hides which room it enters"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.fixture(scope="module")
def house(root):
    """Module name to the modules that it imports, for everything in lib/."""
    lib = root / "lib"
    files = {".".join(file.relative_to(lib).with_suffix("").parts): file for file in sorted(lib.rglob("*.py"))}
    ours = {name.partition(".")[0] for name in files}
    house = {}
    for name, file in files.items():
        names = {*imported(file)}
        outside = {one.partition(".")[0] for one in names} - ours
        house[name] = {one if one in files else f"{one}.__init__" for one in names} & {*files} | outside
    return house


def room_of(module):
    return ".".join(module.split(".")[:2])


def reached(house, module):
    """Everything that importing a module brings in, however far away."""
    found, fresh = set(), {module}
    while fresh:
        found |= fresh
        fresh = {one for name in fresh for one in house.get(name, ())} - found
    return found - {module}


def test_arrows_point_one_way(house):
    """Whoever moves one room must not find another hanging on it."""
    wrong = [
        f"{module} must not know {other}"
        for module, others in house.items()
        for other in others
        if module.startswith("tarasoff.") and other in house and room_of(other) != room_of(module)
        if room_of(other) not in MAY_KNOW[room_of(module)] and not other.endswith(".__init__")
    ]
    assert wrong == []


def test_grading_never_needs_the_course(house):
    """A teacher of physics must be able to grade without tarasoff, however far one follows the imports."""
    reach = {module: reached(house, module) for module in house if module.startswith("safegrade")}
    assert {module: one for module, one in reach.items() if any(name.startswith("tarasoff") for name in one)} == {}


# What decides about marks and numbers: the same input gives the same output, so none of it reads a file, a clock or
# chance, nor does anything that it imports, however far away. Reading files into records is done elsewhere.
PURE = ("tarasoff.models.", "tarasoff.marking.mark", "tarasoff.marking.keys", "safegrade.contract")
IMPURE = {
    *("os", "time", "datetime", "random", "pathlib", "ruamel", "cattrs"),
    *("ipywidgets", "anywidget", "IPython", "matplotlib", "nbgrader"),
}


def test_models_and_marking_are_pure(house):
    pure = [module for module in house if module.startswith(PURE)]
    assert len(pure) > 8
    found = {module: reached(house, module) & IMPURE for module in pure}
    assert {module: names for module, names in found.items() if names} == {}


def test_marking_loads_nothing_that_reads_files(loaded_after):
    """What a package does as it is imported counts too."""
    for module in ("tarasoff.marking.mark", "tarasoff.models.redaction"):
        assert not loaded_after[f"import {module}"] & {"ruamel", "cattrs", "anywidget", "IPython", "nbgrader"}


def test_every_room_has_its_rule(house):
    assert {room_of(module) for module in house if module.startswith("tarasoff.")} == set(MAY_KNOW)


def test_the_public_names_are_these():
    assert set(tarasoff.__all__) == {
        *("BalanceMap", "BreakEven", "CaseExplorer", "ClinicYears", "Close", "CodesView", "CompareStates"),
        *("ConsentScript", "CriteriaBoard", "DisclosureSimulator", "DutyFinder", "Figure", "Guess", "LawDates"),
        *("LinePoll", "MockExam", "Myths", "Next", "Opinions", "PeopleGrid", "Practice", "Progress"),
        *("Question", "Redactor", "Reflection", "Review", "RocBoard", "Scenario", "Sheet", "Sources", "ThreadCard"),
        *("ThresholdExplorer", "TileMap", "Timeline", "ToKeep", "TriageBoard", "TrustLedger", "YourPlace"),
    }
    assert tarasoff.__all__ == sorted(tarasoff.__all__), "the names are not in order"
    for name in tarasoff.__all__:
        assert getattr(tarasoff, name).__doc__, f"{name} is not documented"
    assert set(tarasoff.__all__) <= set(dir(tarasoff))


def test_the_tables_of_law_are_one_word_away(loaded_after):
    assert "pandas" not in loaded_after["tarasoff.law"]
    assert "pandas" in loaded_after["tarasoff.law.table()"]


def test_an_unknown_name_says_what_there_is():
    with pytest.raises(AttributeError, match="It offers BalanceMap, BreakEven"):
        _ = tarasoff.Questions


# One after the other in one interpreter, the light ones first.
STATEMENTS = [
    "import tarasoff",
    "import tarasoff.marking.mark",
    "import tarasoff.models.redaction",
    "tarasoff.law",
    *(f"from tarasoff import {name}" for name in tarasoff.__all__),
    "tarasoff.law.table()",
]
REPORT = """
import json, sys
for statement in json.loads(sys.argv[1]):
    exec(statement)
    print(json.dumps([statement, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


@pytest.fixture(scope="module")
def loaded_after():
    """Each statement to the packages that are loaded when it and those before it have run."""
    command = [sys.executable, "-W", "error", "-c", REPORT, json.dumps(STATEMENTS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == "", "something writes to stderr on import; nbgrader would give zero for it"
    return {statement: set(found) for statement, found in map(json.loads, done.stdout.splitlines())}


HEAVY = {"numpy", "pandas", "matplotlib", "scipy"}


def test_importing_the_package_loads_nothing_heavy(loaded_after):
    heavy = HEAVY | {"anywidget", "ipywidgets", "IPython", "attrs", "cattrs", "ruamel", "nbgrader"}
    assert not loaded_after["import tarasoff"] & heavy


def test_a_lecture_never_needs_what_cannot_run_in_a_browser(loaded_after):
    # Only the first that is to blame for a package is named.
    seen, complaints = set(), []
    for name in tarasoff.__all__:
        found = loaded_after[f"from tarasoff import {name}"] & (HEAVY | {"nbgrader", "sqlalchemy"})
        complaints += [f"{name} loads {package}" for package in sorted(found - seen)]
        seen |= found
    assert complaints == []


@pytest.mark.online
@pytest.mark.slow
def test_the_wheel_has_no_key_and_needs_only_pure_python(root, run, tmp_path):
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "-w", tmp_path, root)
    import zipfile

    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name.endswith("py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        assert not [name for name in names if "keys/" in name or "ps1" in name or "ps3" in name or "submitted" in name]
        for data in ("teaching/questions.yaml", "codes.csv", "law/protect.csv", "datapackage.json"):
            assert f"tarasoff/knowledge/data/{data}" in names
        for script in ("look/tokens.css", "views/board.js", "shared/dom.js", "case/rationale.js", "explorer/scales.js"):
            assert f"tarasoff/widgets/static/{script}" in names
        assert "tarasoff/marking/comments.yaml" in names
        for file in ("reveal/reveal.js", "reveal/LICENSE", "templates/deck/index.html.j2", "templates/deck.css"):
            assert f"tarasoff/classroom/slides/{file}" in names
        for file in ("index.html.j2", "look.css"):
            assert f"safegrade/feedback/templates/feedback-page/{file}" in names
            assert f"safegrade/desk/class_page/templates/{file}" in names


def test_tests_of_a_group_stay_in_one_process(request):
    if getattr(request.config.option, "loadgroup", False):
        assert request.node.nodeid.endswith("@house"), "each worker would make the same class and have it marked again"
