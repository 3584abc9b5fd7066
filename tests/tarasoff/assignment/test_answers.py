import errno
import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarasoff.assignment import answers as module
from tarasoff.assignment.answers import SCHEMA, AnswersConflictError, AnswersError, load, save

GOOD = {"schema": SCHEMA, "assignment": "ps", "answers": {"p": {"q": "a"}}, "later": {"kept": True}}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(GOOD), encoding="utf-8")
    return path


def test_a_missing_file_is_an_empty_one(tmp_path):
    assert load(tmp_path / "answers.json").answers == {}


def test_saving_keeps_everything_else(file):
    save(file, "ps", "p", {"r": "b"})
    document = json.loads(file.read_text())
    assert document["answers"] == {"p": {"q": "a", "r": "b"}}
    assert document["later"] == {"kept": True}, "a field of a later version was lost"
    assert document["saved"].endswith("+00:00")


def test_none_takes_an_answer_back(file):
    assert save(file, "ps", "p", {"q": None}).answers == {"p": {}}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{"schema": 2, "answers": {"p"', "damaged at line 1"),
        ("", "damaged at line 1"),
        ("[1, 2]", "does not hold a set of answers"),
        ('{"answers": {}}', "does not say which schema"),
        ('{"schema": "2", "answers": {}}', "does not say which schema"),
        ('{"schema": true, "answers": {}}', "does not say which schema"),
        ('{"schema": 3, "answers": {}}', "newer version of the course (schema 3; this one reads up to 2)"),
        ('{"schema": 2, "answers": []}', "field answers"),
        ("[" * 100_000, "nested too deeply"),
        ('{"schema": ' + "9" * 5000 + "}", "a number that is too long"),
        (b"\xff\xfe\x00", "not UTF-8"),
    ],
)
def test_a_bad_file_is_named_and_left_alone(file, content, says):
    content = content if isinstance(content, bytes) else content.encode()
    file.write_bytes(content)
    with pytest.raises(AnswersError, match=r"answers\.json") as caught:
        load(file)
    assert says in str(caught.value)
    with pytest.raises(AnswersError):
        save(file, "ps", "p", {"q": "b"})
    assert file.read_bytes() == content, "a file that could not be read was overwritten"


def test_a_huge_file_is_refused_unread(file, monkeypatch):
    monkeypatch.setattr(module, "_LARGEST", 10)
    with pytest.raises(AnswersError, match="larger than"):
        load(file)


def test_answers_to_something_else_are_not_mixed_in(file):
    with pytest.raises(AnswersError, match="'ps', not to 'course'"):
        save(file, "course", "p", {"q": "b"})
    with pytest.raises(AnswersError, match=r"answers to 'ps', not to 'course'.*own folder"):
        load(file, "course")
    assert load(file, "ps").answers == load(file).answers == GOOD["answers"]
    assert json.loads(file.read_text()) == GOOD


def test_schema_1_is_converted(file):
    file.write_text(
        json.dumps(
            {
                "version": 1,
                "assignment": "ps",
                "choices": {"q": "a"},
                "cases": {"toy": {"action": "keep", "disclosure": ["boss: name", "boss: price"]}},
                "mine": 1,
            }
        )
    )
    stored = load(file)
    assert stored.answers == {
        "questions": {"q": "a"},
        "case-toy": {"action": "keep", "disclosure": {"boss": ["name", "price"]}},
    }
    assert stored.document["mine"] == 1
    assert "older schema" in stored.notes[0]


@given(
    st.dictionaries(
        st.sampled_from(["choices", "cases", "answers"]),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=4),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
        ),
    )
)
def test_any_old_file_is_read_or_refused_in_words(tmp_path_factory, fields):
    path = tmp_path_factory.mktemp("old") / "answers.json"
    path.write_text(json.dumps({"version": 1, **fields}))
    try:
        stored = load(path)
    except AnswersError as error:
        said = str(error)
    else:
        said = stored.notes[0]
        assert isinstance(stored.answers, dict)
    assert "answers.json" in said


def test_two_windows_do_not_overwrite_each_other(file):
    seen = {"q": "a"}
    save(file, "ps", "p", {"q": "b"}, seen=seen)
    with pytest.raises(AnswersConflictError, match="another window"):
        save(file, "ps", "p", {"q": "c"}, seen=seen)
    assert load(file).answers["p"]["q"] == "b"
    save(file, "ps", "p", {"r": "x"}, seen=seen)
    assert load(file).answers["p"] == {"q": "b", "r": "x"}, "different questions can be answered in two windows"


def test_only_what_two_windows_disagree_about_is_not_saved(file):
    with pytest.raises(AnswersConflictError, match="another window or another form") as caught:
        save(file, "ps", "p", {"q": "c", "r": "x"}, seen={"q": "b"})
    assert caught.value.stored.fields("p") == load(file).fields("p") == {"q": "a", "r": "x"}


def test_criteria_are_answers_of_their_own(file):
    save(file, "ps", "case", {"criteria": {"big": "met"}}, seen={})
    save(file, "ps", "case", {"criteria": {"red": "met", "old": "met"}}, seen={})
    save(file, "ps", "case", {"criteria": {"old": None}})
    assert load(file).fields("case") == {"criteria": {"big": "met", "red": "met"}}
    with pytest.raises(AnswersConflictError):
        save(file, "ps", "case", {"criteria": {"big": "unclear", "red": "unclear"}}, seen={"criteria": {"red": "met"}})
    assert load(file).fields("case") == {"criteria": {"big": "met", "red": "unclear"}}


def test_a_disclosure_is_one_answer(file):
    save(file, "ps", "case", {"disclosure": {"boss": ["name"]}})
    assert save(file, "ps", "case", {"disclosure": {}}).fields("case") == {"disclosure": {}}


def test_what_a_form_showed_comes_back_when_the_file_was_deleted(file):
    file.unlink()
    save(file, "ps", "p", {"r": "b"}, seen={"q": "a"})
    assert load(file).answers == {"p": {"q": "a", "r": "b"}}


def test_a_file_that_says_it_already_is_not_written_again(file):
    before = file.stat().st_mtime_ns, file.read_bytes()
    assert save(file, "ps", "p", {"q": "a", "r": None}, seen={}).fields("p") == {"q": "a"}
    assert (file.stat().st_mtime_ns, file.read_bytes()) == before


def test_two_programs_that_save_at_once_lose_nothing(tmp_path):
    path = tmp_path / "answers.json"
    program = (
        "import sys; from pathlib import Path; from tarasoff.assignment.answers import save\n"
        "for n in range(60): save(Path(sys.argv[1]), 'ps', sys.argv[2], {f'q{n}': 'a'})"
    )
    both = [subprocess.Popen([sys.executable, "-W", "error", "-c", program, str(path), part]) for part in "ab"]
    assert [one.wait() for one in both] == [0, 0]
    assert {part: len(fields) for part, fields in load(path).answers.items()} == {"a": 60, "b": 60}
    assert [one.name for one in tmp_path.iterdir()] == ["answers.json"], "this would be handed in too"


def test_saving_in_many_folders_leaves_few_locks_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    for number in range(400):
        (tmp_path / str(number)).mkdir()
        save(tmp_path / str(number) / "answers.json", "a", "p", {"q": "x"})
    assert len(list((tmp_path / "temporary").iterdir())) <= 256


@pytest.mark.parametrize("error", [NotImplementedError, OSError(errno.ENOSYS, "no locks"), PermissionError])
def test_where_there_are_no_locks_saving_goes_on(file, monkeypatch, error, recwarn):
    import filelock

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(filelock.FileLock, "acquire", fail)
    save(file, "ps", "p", {"q": "b"})
    assert load(file).fields("p") == {"q": "b"}
    assert not recwarn.list


def test_a_program_that_hangs_while_it_saves_is_named(file, monkeypatch):
    monkeypatch.setattr(module, "_PATIENCE_S", 0)
    with module._alone(file), pytest.raises(AnswersError, match="another program"):  # noqa: SLF001  as another does
        save(file, "ps", "p", {"q": "b"})
    assert json.loads(file.read_text()) == GOOD
    save(file, "ps", "p", {"q": "b"})


def test_half_an_emoji_does_not_end_saving(file):
    save(file, "ps", "p", {"q": "half \ud83d", "r": "whole \U0001f600 é"})
    assert load(file).fields("p") == {"q": "half \ud83d", "r": "whole \U0001f600 é"}
    assert "é" in file.read_text(encoding="utf-8")
    assert [one.name for one in file.parent.iterdir()] == ["answers.json"]


def test_a_new_file_is_no_more_public_than_the_learner_s_own_settings(tmp_path):
    before = os.umask(0o077)
    try:
        save(tmp_path / "answers.json", "ps", "p", {"q": "a"})
    finally:
        os.umask(before)
    assert (tmp_path / "answers.json").stat().st_mode & 0o777 == 0o600


def test_a_link_to_the_answers_stays_a_link(file, tmp_path):
    link = tmp_path / "link" / "answers.json"
    link.parent.mkdir()
    link.symlink_to(file)
    save(link, "ps", "p", {"q": "b"})
    assert link.is_symlink()
    assert load(file).fields("p") == {"q": "b"}


def test_a_click_does_not_wait_for_its_answer_to_be_saved(file):
    def took(option):
        start = time.perf_counter()
        save(file, "ps", "p", {"q": option})
        return time.perf_counter() - start

    # The best of some, so that a busy machine does not fail this.
    assert min(took(str(n)) for n in range(20)) < 0.02


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT])
def test_a_full_or_read_only_disk_leaves_the_old_answers(file, monkeypatch, code):
    def fail(*_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(AnswersError, match=r"Not saved: .*still on the screen"):
        save(file, "ps", "p", {"q": "b"})
    assert json.loads(file.read_text()) == GOOD
    assert [one.name for one in file.parent.iterdir()] == ["answers.json"], "a half file was left behind"


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(AnswersError, match="Not saved"):
        save(tmp_path / "gone" / "answers.json", "ps", "p", {"q": "b"})


def test_the_file_stays_as_readable_as_it_was(file):
    file.chmod(0o640)
    save(file, "ps", "p", {"q": "b"})
    assert file.stat().st_mode & 0o777 == 0o640


# Saves one number after the other, each in several fields, and says before and after each what it is at.
SAVING = """
import sys; from pathlib import Path; from tarasoff.assignment.answers import load, save
path = Path(sys.argv[1])
# The first time takes longest, and is not what is to be killed.
save(path.with_name("warm.json"), "ps", "case", {"facts": [0]})
first = load(path).fields("case").get("facts", [0])[0] + 1
for n in range(first, first + 10**6):
    print(n, flush=True)
    save(path, "ps", "case", {"facts": [n], "criteria": {"big": str(n)}, "rationale": f"{n} " * 2000})
    print(n, flush=True)
"""


@pytest.mark.slow
def test_kill_9_in_the_middle_leaves_the_old_answers_or_the_new_ones(file):
    generator = random.Random(9)  # noqa: S311  when to kill is no secret
    held = 0
    for _ in range(40):
        child = subprocess.Popen([sys.executable, "-c", SAVING, file], stdout=subprocess.PIPE, text=True)
        said = [child.stdout.readline()]
        time.sleep(generator.uniform(0, 0.03))
        child.send_signal(signal.SIGKILL)
        said += child.stdout.read().split()
        child.wait()
        child.stdout.close()
        numbers = [int(one) for one in said]
        # Said once: it was about to be saved. Said twice: it was.
        begun, done = numbers[-1], max([held, *(one for one in numbers if numbers.count(one) > 1)])
        stored = load(file)
        (n,) = stored.fields("case")["facts"] if stored.fields("case") else (0,)
        assert n in {done, begun}, "what was saved is gone, or nobody knows where this comes from"
        if n:
            assert stored.fields("case") == {"facts": [n], "criteria": {"big": str(n)}, "rationale": f"{n} " * 2000}
        assert stored.answers["p"] == GOOD["answers"]["p"]
        assert stored.document["later"] == GOOD["later"]
        held = n
    assert held > 0, "nothing was saved before it was killed"
    save(file, "ps", "p", {"q": "b"})
    assert load(file).fields("p") == {"q": "b"}, "the lock of a killed program stayed"
