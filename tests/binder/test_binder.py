"""Binder, as far as it can be tried without building an image: repo2docker's own reading, every line, every script."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

pytestmark = pytest.mark.binder

# conda-forge splits matplotlib; the base package leaves out a desktop toolkit of 100 MB that no notebook needs.
CONDA_NAMES = {"matplotlib-base": "matplotlib"}


@pytest.fixture(scope="module")
def environment(root):
    return YAML(typ="safe").load((root / "environment.yml").read_text())


@pytest.fixture(scope="module")
def pins(environment):
    """What conda brings, and what pip does."""
    *conda, pip = environment["dependencies"]
    return [line for line in conda if not line.startswith(("python=", "pip"))], pip["pip"]


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text())["project"]


@pytest.fixture
def checkout(root, tmp_path, run):
    """What Binder clones: the files that git knows."""
    files = run("git", "ls-files", "-co", "--exclude-standard").stdout.splitlines()
    for name in files:
        if (root / name).is_file():
            to = tmp_path / "repo" / name
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, to)
    return tmp_path / "repo"


def test_the_needs_are_the_same_as_pyproject_s(pins, project):
    given = dict(re.match(r"([a-zA-Z0-9_.-]+)(.*)", line).groups() for lines in pins for line in lines)
    given = {CONDA_NAMES.get(name, name): spec for name, spec in given.items()}
    needed = [*project["dependencies"], *project["optional-dependencies"]["course"]]
    assert given == dict(re.match(r"([a-zA-Z0-9_.-]+)(.*)", line).groups() for line in needed)


def test_python_is_pinned_to_one_that_the_library_supports(environment, project):
    python, *_ = environment["dependencies"]
    from packaging.specifiers import SpecifierSet

    assert SpecifierSet(project["requires-python"]).contains(python.removeprefix("python=") + ".0")


def test_every_line_is_one_that_conda_or_pip_can_read(environment, pins):
    from packaging.requirements import Requirement
    from rattler import MatchSpec

    *conda, _ = environment["dependencies"]
    for line in conda:
        MatchSpec(line, strict=True)
    for line in pins[1]:
        # A path would make Binder rebuild everything on every commit, and is no requirement by name.
        Requirement(line)


@pytest.mark.online
def test_the_pins_exist_together(pins, run, tmp_path):
    """PyPI stands in for conda-forge: the same names, the same ranges."""
    run(
        *(sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--ignore-installed", "--only-binary=:all:"),
        *("--python-version", "3.12", "--target", tmp_path),
        *(line.replace("matplotlib-base", "matplotlib") for lines in pins for line in lines),
    )


def test_repo2docker_finds_and_renders_it(checkout, monkeypatch):
    from repo2docker.app import Repo2Docker

    monkeypatch.chdir(checkout)
    app = Repo2Docker()
    for kind in app.buildpacks:
        try:
            pack = kind()
        except TypeError:
            pack = kind(app.base_image)
        if pack.detect():
            break
    assert type(pack).__name__ == "CondaBuildPack", "something hides environment.yml from Binder"
    pack.platform = "linux/amd64"
    assert pack.python_version == "3.12"
    assert [script for _, script in pack.get_preassemble_scripts() if "environment.yml" in script]
    assert pack.get_post_build_scripts() == ["postBuild"]
    assert "postBuild" in pack.render()


def test_nothing_hides_the_configuration_in_the_root(root):
    for name in ("binder", ".binder", "Dockerfile", "requirements.txt", "runtime.txt"):
        assert not (root / name).exists(), f"{name} would change what Binder reads"


def test_git_ignores_no_file_of_the_library(run):
    """What git ignores is left out of the package: for nbgrader's feedback/, that was a room of the library too."""
    assert run("git", "ls-files", "--cached", "--ignored", "--exclude-standard", "lib").stdout == ""


def test_postbuild_is_a_script_that_linux_can_run(root, run):
    text = (root / "postBuild").read_bytes()
    assert text.startswith(b"#!/usr/bin/env bash\n")
    assert b"\r" not in text
    assert os.access(root / "postBuild", os.X_OK)
    staged = run("git", "ls-files", "-s", "postBuild").stdout
    assert not staged or staged.startswith("100755"), "git does not know that postBuild can be run"
    run("bash", "-n", "postBuild")


def test_the_image_has_no_key_no_student_and_no_test(checkout, root):
    """Copies what the Dockerfile's COPY would, by Docker's own matching of .dockerignore, and looks."""
    from pathspec import PathSpec

    ignored = PathSpec.from_lines("gitignore", (root / ".dockerignore").read_text().splitlines())
    files = [file.relative_to(checkout).as_posix() for file in checkout.rglob("*") if file.is_file()]
    shipped = [name for name in files if not ignored.match_file(name)]
    tops = {name.split("/")[0] for name in shipped}
    assert not tops & {"source", "tests", "submitted", "autograded"}
    assert {"course", "lib", "release", "environment.yml", "postBuild", "pyproject.toml", "README.md"} <= tops
    assert not [name for name in shipped if "keys" in name.split("/")]


@pytest.mark.online
@pytest.mark.slow
def test_postbuild_runs_in_a_clean_environment(checkout, run, tmp_path, root):
    """A fresh environment with nbgrader and JupyterLab in it: the library imports, the teacher's desk is gone."""
    env = tmp_path / "env"
    run(sys.executable, "-m", "venv", env)
    course = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    needed = [*course["dependencies"], *course["optional-dependencies"]["course"]]
    run(env / "bin" / "pip", "install", "--quiet", "--no-compile", *needed)
    state = {name: str(tmp_path / name) for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    path = f"{env / 'bin'}{os.pathsep}{os.environ['PATH']}"
    settings = {**os.environ, **state, "PATH": path}
    subprocess.run(["./postBuild"], cwd=checkout, env=settings, check=True, capture_output=True)
    subprocess.run(
        [
            "python",
            "-c",
            "import tarasoff as t, safegrade.into_nbgrader; t.Question('opening'); assert 'site-' in t.__file__",
        ],
        cwd=tmp_path,
        env=settings,
        check=True,
    )
    servers = subprocess.run(
        ["jupyter", "server", "extension", "list"], env=settings, capture_output=True, text=True, check=True
    )
    listed = servers.stdout + servers.stderr
    for name, state in (
        ("formgrader", "disabled"),
        ("assignment_list", "disabled"),
        ("course_list", "disabled"),
        ("validate_assignment", "enabled"),
    ):
        assert re.search(rf"nbgrader\.server_extensions\.{name}\S*\s+\S*{state}", listed), listed
    labs = subprocess.run(["jupyter", "labextension", "list"], env=settings, capture_output=True, text=True, check=True)
    listed = labs.stdout + labs.stderr
    assert re.search(r"tarasoff v\S+ \S*enabled", listed), "lectures open as notebooks, and not as pages to read"
    for name in ("formgrader", "assignment-list", "course-list", "create-assignment"):
        assert f"@jupyter/nbgrader:{name}" in listed, f"{name} is still on a learner's screen"
    assert "@jupyter/nbgrader:validate" not in listed.partition("Disabled")[2]


@pytest.mark.slow
def test_lecture_01_fits_into_binder_s_memory(root, tmp_path):
    """A fresh kernel that has run the lecture stays under 300 MB; Binder gives 1 GB."""
    import nbformat
    from jupyter_client.manager import start_new_kernel

    notebook = nbformat.read(root / "course" / "01-promise.ipynb", as_version=4)
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(tmp_path))
    try:
        for cell in notebook.cells:
            if cell.cell_type == "code":
                reply = client.execute_interactive(cell.source, timeout=60, output_hook=lambda _: None)
                assert reply["content"]["status"] == "ok", reply["content"]
        pid = manager.provisioner.pid
        with Path(f"/proc/{pid}/status").open() as status:
            megabytes = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1000
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert megabytes < 300, f"lecture 01 in a fresh kernel takes {megabytes:.0f} MB at its highest"
