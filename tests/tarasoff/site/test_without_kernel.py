"""Python in a page of the site: the same clicks end in the same answers.json as in a kernel."""

import json
import subprocess
import sys

import pytest

# In an interpreter of its own: there, something else stands in anywidget's place.
IN_A_PAGE = """
import json, sys
from tarasoff.site.without_kernel import open_page, shown
setup, cell, clicks, folder = json.loads(sys.argv[1])
page, document, said = open_page(json.dumps([setup]), folder), "", []
for changes in [{}, *clicks]:
    asked = {"name": "v", "cell": cell, "file": "answers.json", "document": document, "changes": changes}
    said.append(json.loads(shown(page, json.dumps(asked))))
    kept = said[-1].get("kept")
    if kept:
        document = open(folder + "/answers.json").read()
print(json.dumps({"last": said[-1], "modules": [name for name in sys.modules if "." not in name]}))
"""
IN_A_KERNEL = """
import json, os, sys
setup, cell, clicks, folder = json.loads(sys.argv[1])
os.chdir(folder)
exec(setup)
view = eval(cell)
for changes in clicks:
    view.answer = {**view.answer, **changes}
print(json.dumps({"content": view.content, "summary": view.summary, "answer": view.answer}, default=dict))
"""
CLICKS = {
    'Question("opening")': [{"opening": {"picked": one, "checked": one == "d"}} for one in "ad"],
    'Guess("told-their-clinician")': [{"told-their-clinician": 40}, {"told-their-clinician": 55}],
    'PeopleGrid(guess="flags-when-rare")': [{"guess": 20}],
    "DutyFinder()": [{"place": "TX"}, {"imminent": "yes"}, {"imminent": None}],
    "LinePoll()": [{"first": {"rung": "none", "why": "I would ask “why”."}}],
    "TriageBoard()": [{"nobody": "nowhere"}],
    # A copy that comes back changes another part than that of its view.
    'Progress("00")': [{"00": True}, {"bring": '{"schema": 2, "answers": {"line": {"first": {"rung": "none"}}}}'}],
}


def run(program, *given):
    command = [sys.executable, "-c", program, json.dumps(given)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def kept(folder):
    file = folder / "answers.json"
    return {**json.loads(file.read_text("utf-8")), "saved": ""} if file.exists() else {}


@pytest.mark.slow
@pytest.mark.parametrize("cell", CLICKS)
def test_the_same_clicks_keep_and_show_the_same(cell, tmp_path):
    setup = f"from tarasoff import {cell.partition('(')[0]}"
    page, kernel = tmp_path / "page", tmp_path / "kernel"
    page.mkdir()
    kernel.mkdir()
    there = run(IN_A_PAGE, setup, cell, CLICKS[cell], str(page))
    here = run(IN_A_KERNEL, setup, cell, CLICKS[cell], str(kernel))
    assert kept(page) == kept(kernel)
    assert {name: there["last"][name] for name in here} == here
    # What would have to be loaded before the first answer, and takes longer than the course itself.
    assert not {"IPython", "ipywidgets", "numpy"} & set(there["modules"])


def test_what_another_tab_has_kept_is_shown_and_not_undone(tmp_path):
    program = """
import json, sys
from tarasoff.site.without_kernel import open_page, shown
page = open_page('["from tarasoff import DutyFinder"]', json.loads(sys.argv[1])[0])
ask = lambda document, **changes: json.loads(shown(page, json.dumps({"name": "v", "cell": "DutyFinder()",
    "file": "answers.json", "document": document, "changes": changes})))
ask("")
other = json.dumps({"schema": 2, "assignment": "course", "answers": {"finder": {"place": "TX"}, "line": {"first": 1}}})
print(json.dumps([ask(other)["answer"], ask(other, imminent="yes")["kept"], ask("{")["problem"]]))
"""
    shown, kept, problem = run(program, str(tmp_path))
    assert shown == {"place": "TX"}
    assert kept == {"place": "TX", "imminent": "yes"}
    assert problem.startswith("answers.json is damaged")
