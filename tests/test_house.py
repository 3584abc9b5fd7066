"""The house: which room may know which, what the package offers, and what importing it costs."""

import ast
import json
import subprocess
import sys

import pytest

import tarasoff

# Each room may import only the rooms named here, and itself.
MAY_KNOW = {
    "knowledge": set(),
    "models": {"knowledge"},
    "grading": {"knowledge", "models"},
    "evidence": {"knowledge"},
    "law": {"knowledge"},
    "exhibits": {"knowledge", "models"},
    "plots": {"knowledge", "models", "exhibits"},
    "widgets": {"knowledge", "models", "exhibits", "plots", "grading"},
    "cli": {"knowledge", "models", "exhibits", "plots", "grading"},
    "__init__": {"widgets"},
}


def imported(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: a relative import hides which room it enters"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules(root):
    lib = root / "lib" / "tarasoff"
    return [(file.relative_to(lib).with_suffix("").parts[0], file) for file in sorted(lib.rglob("*.py"))]


def test_arrows_point_one_way(root):
    for room, file in modules(root):
        for name in imported(file):
            parts = name.split(".")
            if parts[0] == "tarasoff" and len(parts) > 1 and parts[1] in MAY_KNOW:
                assert parts[1] == room or parts[1] in MAY_KNOW[room], f"{file} must not know {name}"


def test_models_and_marking_are_pure(root):
    forbidden = {"pathlib", "os", "time", "datetime", "random", "ipywidgets", "anywidget", "IPython", "matplotlib"}
    lib = root / "lib" / "tarasoff"
    pure = [
        *(lib / "models").glob("*.py"),
        *(lib / "grading" / f"{one}.py" for one in ("marking", "data_marking", "report")),
    ]
    for file in pure:
        assert not {name.split(".")[0] for name in imported(file)} & forbidden, f"{file} is no longer pure"


def test_every_room_has_its_rule(root):
    assert {room for room, _ in modules(root)} == set(MAY_KNOW)


def test_the_public_names_are_these():
    assert tarasoff.__all__ == [
        "BalanceMap",
        "BreakEven",
        "CaseExplorer",
        "ClinicYears",
        "CompareStates",
        "ConsentScript",
        "CriteriaBoard",
        "DisclosureSimulator",
        "DutyFinder",
        "LawDates",
        "LinePoll",
        "Moments",
        "Myths",
        "Opinions",
        "PeopleGrid",
        "Question",
        "Redactor",
        "RocBoard",
        "Sheet",
        "Sources",
        "ThresholdExplorer",
        "TileMap",
        "Timeline",
        "TriageBoard",
        "TrustLedger",
    ]
    for name in tarasoff.__all__:
        assert getattr(tarasoff, name).__doc__, f"{name} is not documented"
    assert set(tarasoff.__all__) <= set(dir(tarasoff))


def test_the_tables_of_law_are_one_word_away():
    assert "pandas" not in loaded_after("import tarasoff; tarasoff.law")
    assert "pandas" in loaded_after("import tarasoff; tarasoff.law.table()")


def test_an_unknown_name_says_what_there_is():
    with pytest.raises(AttributeError, match="It offers BalanceMap, BreakEven"):
        _ = tarasoff.Questions


def loaded_after(statement):
    code = f"{statement}; import sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "", "something writes to stderr on import; nbgrader would give zero for it"
    return {name.split(".")[0] for name in json.loads(done.stdout)}


HEAVY = {"numpy", "pandas", "matplotlib", "scipy"}


def test_importing_the_package_loads_nothing_heavy():
    loaded = loaded_after("import tarasoff")
    assert not loaded & (HEAVY | {"anywidget", "ipywidgets", "IPython", "attrs", "cattrs", "ruamel", "nbgrader"})


@pytest.mark.parametrize("name", tarasoff.__all__)
def test_a_lecture_never_needs_what_cannot_run_in_a_browser(name):
    assert not loaded_after(f"from tarasoff import {name}") & (HEAVY | {"nbgrader", "sqlalchemy"})


@pytest.mark.slow
def test_the_wheel_has_no_key_and_needs_only_pure_python(root, run, tmp_path):
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "-w", tmp_path, root)
    import zipfile

    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name.endswith("py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        assert not [name for name in names if "keys/" in name or "ps1" in name or "ps3" in name or "submitted" in name]
        for data in ("questions.yaml", "codes.csv", "rules.csv", "datapackage.json"):
            assert f"tarasoff/knowledge/data/{data}" in names
        for script in ("look.css", "views/board.js", "shared/dom.js", "case/rationale.js", "explorer/scales.js"):
            assert f"tarasoff/widgets/static/{script}" in names
        for file in ("feedback.yaml", "templates/feedback-page/index.html.j2", "templates/feedback-page/look.css"):
            assert f"tarasoff/grading/{file}" in names


@pytest.mark.xdist_group("house")
def test_tests_of_a_group_stay_in_one_process(request):
    if getattr(request.config.option, "loadgroup", False):
        assert request.node.nodeid.endswith("@house"), "each worker would make the same class and have it marked again"
