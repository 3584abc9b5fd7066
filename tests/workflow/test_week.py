"""A teacher's week, word for word as the manual has it, on an invented class that hands in through Canvas."""

import csv
import json
import re
import shlex
import time
import zipfile

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("week")]


@pytest.fixture(scope="module")
def commands(root):
    """The commands of the page, in order."""
    page = (root / "docs" / "week.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return [shlex.split(line) for kind, block in blocks if not kind for line in block.splitlines()]


@pytest.fixture(params=[30, pytest.param(400, marks=pytest.mark.every)])
def students(request):
    """How many students there are."""
    return request.param


@pytest.fixture
def course(run, root, tmp_path, students, lms):
    """A course as it is on Monday; what Canvas gives, made by its published rules; and the rubric of the page."""
    made = tmp_path / "course"
    run("tarasoff", "class", made, "--students", str(students), "--seed", "5")
    run("nbgrader", "generate_assignment", "ps1-limits", cwd=made)
    run("nbgrader", "collect", "ps1-limits", cwd=made)
    ids = sorted(one.name for one in (made / "submitted").iterdir())
    with (made / "class.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "ps1-limits (77)"])
        writer.writerow(["    Points Possible", "", "", "", "", "25"])
        # Two of them have the same name.
        writer.writerows([f"Doe, Jo {max(1, n)}", 100 + n, "", one, "S1", ""] for n, one in enumerate(ids))
    with zipfile.ZipFile(made / "submissions.zip", "w") as archive:
        for number, one in enumerate(ids):
            for name in ("ps1-limits.ipynb", "answers.json"):
                if (file := made / "submitted" / one / "ps1-limits" / name).is_file():
                    archive.write(file, f"doejo{max(1, number)}_{100 + number}_{900 + number}_{name}")
    for one in ids:
        for file in sorted((made / "submitted" / one).rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()
        (made / "submitted" / one).rmdir()
    rubric = re.search(r"```yaml\n(.*?)```", (root / "docs" / "week.md").read_text(encoding="utf-8"), re.DOTALL)[1]
    (made / "source" / "ps1-limits" / "rubrics").mkdir()
    (made / "source" / "ps1-limits" / "rubrics" / "reflection.yaml").write_text(rubric, encoding="utf-8")
    (made / "answer.txt").write_text("I looked: it stands.", encoding="utf-8")
    key = json.loads(run("tarasoff", "platform-key", made / "platform.pem", "--json").stdout)
    lms.register(key["jwk"])
    with (made / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(lms.settings(made / "platform.pem"))
    for one in ids:
        lms.add(f"user-{one}", lis_person_sourcedid=one, name=f"Jo Doe, {one}")
    return made


def fill_in(course):
    for file in course.glob("reflections-*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.DictReader(opened))
        for row in rows:
            row.update({"reasons": "one", "limits": "yes"} if row["written"] else {})
        with file.open("w", encoding="utf-8-sig", newline="") as opened:
            writer = csv.DictWriter(opened, rows[0])
            writer.writeheader()
            writer.writerows(rows)


def mend_key(course):
    file = next((course / "source" / "ps1-limits" / "keys").glob("case-*.yaml"))
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"credit: 0(?=,)", "credit: 0.5", text), encoding="utf-8")
    rubric = course / "source" / "ps1-limits" / "rubrics" / "reflection.yaml"
    rubric.write_text(rubric.read_text(encoding="utf-8").replace("one: 2", "one: 1"), encoding="utf-8")


def test_the_week_goes_as_the_page_says(course, commands, run, students, lms, capsys):
    said, times = [], []
    first = min(one["lis_person_sourcedid"] for one in lms.people)
    for number, command in enumerate(commands):
        before = commands[number - 1] if number else []
        if "--read" in command and "--read" not in before:
            fill_in(course)
        if command[:2] == ["tarasoff", "grade"] and "grade" in [one[1] for one in commands[:number]]:
            mend_key(course)
        if command[1] == "answer":
            asked = course / "submitted" / first / "ps1-limits" / "another-look.txt"
            asked.write_text("Please look again.", encoding="utf-8")
            assert "Please look again." in run("tarasoff", "report", "ps1-limits", cwd=course, ok=(1,)).stdout
            command = [first if word == "ID" else word for word in command]  # noqa: PLW2901
        began = time.perf_counter()
        done = run(*command, cwd=course, ok=(0, 1))
        times.append((time.perf_counter() - began, " ".join(command)))
        said.append((" ".join(command), done.stdout + done.stderr))
    with capsys.disabled():
        print("", f"A week with {students} students:", *(f"{took:7.1f} s  {line}" for took, line in times), sep="\n")
    told = dict(said)
    assert f"{students} new" in told["tarasoff roster class.csv"] or "changed" in told["tarasoff roster class.csv"]
    assert "reflection, since its rubric changed" in told["tarasoff changes ps1-limits"]
    with (course / "marks.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["SIS Login ID"]: row["ps1-limits (77)"] for row in csv.DictReader(file)}
    report = json.loads(run("tarasoff", "report", "ps1-limits", "--json", cwd=course, ok=(0, 1)).stdout)
    final = {row["student"]: row["mark"] for row in report if not row["waits"]}
    assert len(final) > students / 2
    sent = {student: float(mark) for student, mark in rows.items() if student and mark}
    assert sent == pytest.approx({one: final[one] for one in sent}, abs=0.006)
    assert set(sent) >= set(final) - {row["student"] for row in report if row["lines"]}
    with zipfile.ZipFile(course / "feedback.zip") as archive:
        assert len(archive.namelist()) == len({name.split("_")[1] for name in archive.namelist()}) > students / 2
    page = (course / "feedback" / first / "ps1-limits" / "ps1-limits.html").read_text(encoding="utf-8")
    assert "I looked: it stands." in page
    # Without a table in between, the same marks are there, each once.
    assert {one["userId"]: one["scoreGiven"] for one in lms.scores} == {
        f"user-{student}": pytest.approx(mark, abs=0.006) for student, mark in final.items()
    }
    assert len(lms.scores) == len(final)
    assert f"{len(final)} marks sent to the column ps1-limits" in told["tarasoff sync ps1-limits --send"]
    html = (course / "class.html").read_text(encoding="utf-8")
    assert "Under-breach and over-breach, by part" in html
    assert "invented-" not in html


def test_every_command_of_the_page_is_there(commands):
    from safegrade.cli import main as ordinary
    from tarasoff.cli import main

    named = {command[1] for command in commands if command[0] == "tarasoff"}
    assert named <= set(main.commands)
    assert named <= set(ordinary.commands), "in a course of one's own they are the same"


def test_every_command_speaks_json():
    from safegrade.cli import main as ordinary
    from tarasoff.cli import main

    groups = [main, ordinary]
    for group in groups:
        groups += [command for command in group.commands.values() if hasattr(command, "commands")]
    without = [
        name
        for group in groups
        for name, command in group.commands.items()
        if command not in groups and not any("--json" in option.opts for option in command.params)
    ]
    assert without == []
