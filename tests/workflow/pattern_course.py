"""An ordinary course of many patterns of checks: honest, wrong and blank answers, marked by nbgrader and by our road.

The patterns stand in tests/workflow/patterns/, by theme. Each has

    task: the teacher's cell, with the solution between nbgrader's marks; what is released of it is the blank answer
    checks: the cells that mark it, one point each; or {source: ..., points: ...}
    honest: a right answer that is not the teacher's
    wrong: an answer that a reader would not give full marks
    given: a locked cell of the teacher's before it, if there is one
    files: name to text, of what lies beside the notebook
    then: further steps, each with the same fields; whoever answers wrong is right in a step that has no wrong answer
    alone: true where it needs a notebook of its own
    unfair: why nbgrader's own mark is not what a reader would give; such a pattern is not compared

What nbgrader gives stands in stock_marks.yaml. As a command, from the top of the repository:

    python tests/workflow/pattern_course.py               mark all of them with our road and print a table by theme
    python tests/workflow/pattern_course.py --all         and each mark that is not nbgrader's
    python tests/workflow/pattern_course.py NAME ...      only these, each mark and line; a theme's name will do
    python tests/workflow/pattern_course.py --stock ...   run nbgrader as well instead of reading its marks
    python tests/workflow/pattern_course.py --record ...  run nbgrader and write what it gives to stock_marks.yaml
"""

import argparse
import ast
import json
import os
import shutil
import subprocess
import symtable
import sys
import tempfile
from collections import Counter
from pathlib import Path

import click
import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook
from rich.console import Console
from rich.table import Table
from ruamel.yaml import YAML

HERE = Path(__file__).resolve().parent
FOLDER, RECORD = HERE / "patterns", HERE / "stock_marks.yaml"
WHO = ("honest", "wrong", "blank")
ANYWHERE = {"error", "file", "out", "k"}  # bound anew wherever they are used, as in any notebook
PLAIN = "c = get_config()\nc.CourseDirectory.course_id = 'patterns'\n"
OURS = PLAIN + "from safegrade import configure\nconfigure(c)\n"
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
HEAD = """\
# What nbgrader itself gives each check of the patterns, in order: honest, wrong and blank answers.
# Written by: python tests/workflow/pattern_course.py --record [PATTERN or THEME ...]
"""


def patterns():
    """Every pattern, by name; each knows its theme."""
    found = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        for name, pattern in YAML(typ="safe").load(file).items():
            if name in found:
                raise ValueError(f"{file}: the pattern {name} stands twice. Give one of them another name.")
            found[name] = {**pattern, "theme": file.stem}
    return found


def steps(pattern):
    return [pattern, *pattern.get("then", [])]


def cells(name, pattern):
    """The teacher's cells, in order: grade id, text, points or None, and whether it is for an answer."""
    number = 0
    for place, step in enumerate(steps(pattern), 1):
        if "given" in step:
            yield f"{name}-given-{place}", step["given"], None, False
        if "task" in step:
            yield f"{name}-{place}", step["task"], None, True
        for check in step.get("checks", []):
            number += 1
            told = check if isinstance(check, dict) else {"source": check}
            yield f"{name}-check-{number}", told["source"], told.get("points", 1), False


def answers(name, pattern, who):
    """Grade id to what one of the students writes there."""
    found = {f"{name}-{place}": step for place, step in enumerate(steps(pattern), 1) if "task" in step}
    if who == "blank":
        return {}
    return {cell: step.get(who, step["honest"]).rstrip("\n") for cell, step in found.items()}


def sources(name, pattern):
    yield from (text for _, text, _, _ in cells(name, pattern))
    yield from (text for who in WHO for text in answers(name, pattern, who).values())


def python(source):
    """A cell as Python reads it; of a cell magic, what stands below it."""
    return TransformerManager().transform_cell(source.partition("\n")[2] if source.startswith("%%") else source)


def used(source):
    """The names that a cell looks up in the notebook."""
    waiting, found = [symtable.symtable(python(source), "cell", "exec")], set()
    while waiting:
        table = waiting.pop()
        top = table.get_type() == "module"
        found |= {one.get_name() for one in table.get_symbols() if one.is_referenced() and (top or one.is_global())}
        waiting += table.get_children()
    return found


def bound(source):
    """The names that a cell binds in the notebook, each with what is imported by it."""
    symbols = symtable.symtable(python(source), "cell", "exec").get_symbols()
    imported = {}
    for node in ast.walk(ast.parse(python(source))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            imported |= {one.asname or one.name.partition(".")[0]: module + one.name for one in node.names}
    names = {one.get_name() for one in symbols if one.is_assigned() or one.is_imported()}
    return {name: imported.get(name, "") for name in names}


def notebooks(chosen):
    """Notebook to its patterns. Those of one notebook share no name, but of what they import alike."""
    found, taken = {}, {}
    for name, pattern in chosen.items():
        names = {(one, what or name) for text in sources(name, pattern) for one, what in bound(text).items()}
        names = {(one, what) for one, what in names if one not in ANYWHERE}
        for number in range(1, len(chosen) + 1):
            notebook = name if pattern.get("alone") else f"{pattern['theme']}-{number}"
            held = taken.setdefault(notebook, set())
            if not {one for one, _ in names - held} & {one for one, _ in held}:
                break
        held |= names
        found.setdefault(notebook, {})[name] = pattern
    return found


def made(course, chosen):
    """A course of these patterns, released and handed in by an honest, a wrong and a blank student."""
    source = course / "source" / "patterns"
    source.mkdir(parents=True)
    (course / "nbgrader_config.py").write_text(PLAIN, encoding="utf-8")
    for notebook, held in notebooks(chosen).items():
        texts = [new_cell(*one) for name, pattern in held.items() for one in cells(name, pattern)]
        nbformat.write(new_notebook(cells=texts, metadata=KERNEL), source / f"{notebook}.ipynb")
        for pattern in held.values():
            for name, text in pattern.get("files", {}).items():
                (source / name).write_text(text, encoding="utf-8")
    call("nbgrader", "generate_assignment", "patterns", cwd=course)
    for who in WHO:
        folder = course / "submitted" / who / "patterns"
        shutil.copytree(course / "release" / "patterns", folder)
        written = {cell: text for name, one in chosen.items() for cell, text in answers(name, one, who).items()}
        for file in folder.glob("*.ipynb"):
            notebook = nbformat.read(file, as_version=4)
            for cell in notebook.cells:
                cell.source = written.get(cell.metadata["nbgrader"]["grade_id"], cell.source)
            nbformat.write(notebook, file)
    return course


def new_cell(name, source, points, answer):
    meta = {"grade_id": name, "grade": points is not None, "solution": answer, "locked": not answer, "task": False}
    meta |= {"schema_version": 3, **({"points": points} if points is not None else {})}
    return new_code_cell(source.rstrip("\n"), id=name[-64:], metadata={"nbgrader": meta})


def call(*command, cwd, ok=(0,)):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode not in ok:
        raise RuntimeError(f"{' '.join(command)} gave {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def marked(course, road):
    """Check to student to mark, None where a person is asked, after a fresh copy of the course went down a road."""
    folder = Path(shutil.copytree(course, course.with_name(road)))
    if road == "stock":
        call("nbgrader", "autograde", "patterns", cwd=folder)
    else:
        (folder / "nbgrader_config.py").write_text(OURS, encoding="utf-8")
        call("safegrade", "grade", "patterns", cwd=folder, ok=(0, 1))
    marks = {}
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        for submission in gradebook.assignment_submissions("patterns"):
            for grade in (one for notebook in submission.notebooks for one in notebook.grades):
                asked = grade.needs_manual_grade or grade.auto_score is None
                marks.setdefault(grade.name, {})[submission.student.id] = None if asked else grade.auto_score
    return marks


def lines(course):
    """What our road said of each student."""
    report = call("safegrade", "report", "patterns", "--json", cwd=course.with_name("ours"), ok=(0, 1))
    return {row["student"]: row["lines"] for row in json.loads(report)}


def recorded():
    """What nbgrader gave when it was last asked, as `marked` has it."""
    rows = YAML(typ="safe").load(RECORD)
    return {
        f"{name}-check-{number}": dict(zip(WHO, marks, strict=True))
        for name, row in rows.items()
        for number, marks in enumerate(zip(*(row[who] for who in WHO), strict=True), 1)
    }


def record(marks, every):
    """Write what nbgrader gave; what stands there of other patterns stays, and of patterns that are gone goes."""
    held, rows = {**recorded(), **marks}, [HEAD]
    for name, pattern in every.items():
        given = [held[check] for check, _, points, _ in cells(name, pattern) if points is not None and check in held]
        by_answer = (f"{who}: [{', '.join(f'{one[who]:g}' for one in given)}]" for who in WHO)
        rows += [f"{name}: {{{', '.join(by_answer)}}}\n"] if given else []
    RECORD.write_text("".join(rows), encoding="utf-8")


def judged(stock, ours, chosen):
    """Each mark against nbgrader's: pattern, check, student, nbgrader's, ours, and one word for it.

    The word is equal, person, false zero (an honest answer lost points), false credit (another one gained), or less.
    """
    for name, pattern in chosen.items():
        for check, _, points, _ in cells(name, pattern):
            for who in WHO if points is not None else ():
                theirs, mark = stock[check][who], ours[check][who]
                if mark is None:
                    word = "person"
                elif mark == theirs:
                    word = "equal"
                elif who == "honest":
                    word = "false zero" if mark < theirs else "more"
                else:
                    word = "false credit" if mark > theirs else "less"
                yield name, check, who, theirs, mark, word


WORDS = ("equal", "person", "false zero", "more", "false credit", "less")


def table(rows, chosen):
    """Rows of the table by theme: theme, who, number of checks, and how many of each word."""
    count = Counter((chosen[name]["theme"], who, word) for name, _, who, _, _, word in rows)
    count.update(Counter(("all", who, word) for name, _, who, _, _, word in rows))
    themes = [*dict.fromkeys(pattern["theme"] for pattern in chosen.values()), "all"]
    for theme in themes:
        for who in WHO:
            held = [count[theme, who, word] for word in WORDS]
            yield theme, who, sum(held), *held


def printed(rows, chosen):
    shown = Table("theme", "answers", "checks", *WORDS)
    for row in table(rows, chosen):
        shown.add_row(*(str(one) if one else "" for one in row))
    Console(width=120).print(shown)


def fair(chosen):
    return {name: pattern for name, pattern in chosen.items() if "unfair" not in pattern}


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("names", nargs="*")
    for flag in ("--all", "--stock", "--record"):
        ask.add_argument(flag, action="store_true")
    told = ask.parse_args()
    every = patterns()
    chosen = {name: one for name, one in every.items() if not told.names or {name, one["theme"]} & {*told.names}}
    if not chosen:
        raise SystemExit(f"No pattern is called {', '.join(told.names)}.")
    with tempfile.TemporaryDirectory() as folder:
        course = made(Path(folder) / "course", chosen)
        if told.record:
            record(marked(course, "stock"), every)
            return
        stock = marked(course, "stock") if told.stock else recorded()
        ours, said = marked(course, "ours"), lines(course)
    rows = list(judged(stock, ours, chosen))
    for name, check, who, theirs, given, word in rows:
        if told.names or (told.all and word != "equal"):
            note = "  (not compared)" if "unfair" in chosen[name] else ""
            mark = "-" if given is None else f"{given:g}"
            click.echo(f"{check:45} {who:7} nbgrader {theirs:<4g} ours {mark:4} {word}{note}")
            for line in (one for one in said[who] if f" {check} " in f"{one} ".replace(":", " ")):
                click.echo(f"    {line}")
    printed([row for row in rows if row[0] in fair(chosen)], fair(chosen))


if __name__ == "__main__":
    main()
