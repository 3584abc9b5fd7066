"""Marks reach the learning platform: each once, to the right student, whatever goes wrong on the way."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from safegrade.cli import main
from safegrade.desk.sync import connection
from safegrade.desk.sync.settings import SyncError
from safegrade.desk.sync.sync import sync

# Each has a gradebook, and a platform that checks signatures.
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    """Nobody waits for a second try."""
    monkeypatch.setattr(connection, "PAUSE", 0.0)


def points_of(lms):
    return {score["userId"]: score.get("scoreGiven") for score in lms.scores}


def test_first_it_only_says_what_it_would_send(class_of, lms):
    course = class_of(3)
    plan, done = sync(course, "ps")
    assert [(one.student, one.user, one.points, one.most) for one in plan.to_send] == [
        ("s000", "user-s000", 7.0, 10.0), ("s001", "user-s001", 8.0, 10.0), ("s002", "user-s002", 9.0, 10.0),
    ]  # fmt: skip
    assert (done.sent, plan.strangers, plan.unmatched, plan.column.address) == ((), (), {}, "")
    assert lms.scores == []
    assert lms.items == {}, "not even a column is made"
    assert not (course / "sent").exists()


def test_then_it_sends_each_mark_once_to_a_column_that_it_makes(class_of, lms):
    course = class_of(3)
    _, done = sync(course, "ps", send=True)
    assert done.sent == ("s000", "s001", "s002")
    assert points_of(lms) == {"user-s000": 7.0, "user-s001": 8.0, "user-s002": 9.0}
    (column,) = lms.items.values()
    assert (column["label"], column["scoreMaximum"], column["resourceId"]) == ("ps", 10.0, "ps")
    plan, again = sync(course, "ps", send=True)
    assert (again.sent, plan.unchanged) == ((), ("s000", "s001", "s002"))
    assert (len(lms.scores), len(lms.items)) == (3, 1)


def test_a_changed_mark_and_a_new_comment_are_sent_at_once_also_within_the_same_second(class_of, lms, set_mark):
    course = class_of(3)
    sync(course, "ps", send=True)
    set_mark("s000", 3.0, "Better now: <b>who</b> was told?")
    set_mark("s001", 2.0, "Say why.")
    assert sync(course, "ps", send=True)[1].sent == ("s000", "s001")
    assert [(one["userId"], one["scoreGiven"], one["comment"]) for one in sorted(lms.scores[3:], key=str)] == [
        ("user-s000", 8.0, "Better now: <b>who</b> was told?"), ("user-s001", 8.0, "Say why."),
    ]  # fmt: skip


def test_what_is_not_final_is_left_out_or_said_to_wait_and_never_sent_as_a_mark(class_of, lms, set_mark):
    course = class_of(2)
    set_mark("s000", None)
    plan, done = sync(course, "ps", send=True)
    assert (done.sent, plan.held_back) == (("s001",), ("s000",))
    assert sync(course, "ps", send=True, provisional=True)[1].sent == ("s000",)
    waiting = lms.scores[-1]
    assert (waiting["gradingProgress"], "scoreGiven" in waiting) == ("PendingManual", False)
    assert waiting["comment"] == "Provisional: 3 of 10 points are yet to be given by a person."
    set_mark("s000", 2.5)
    assert sync(course, "ps", send=True)[1].sent == ("s000",)
    assert (lms.scores[-1]["gradingProgress"], lms.scores[-1]["scoreGiven"]) == ("FullyGraded", 7.5)


def test_lists_in_pages_are_read_to_their_end(class_of, lms):
    course = class_of(25)
    lms.page = 10
    for number in range(15):
        lms.add_item(f"other {number}")
    lms.add_item("ps", resourceId="ps")
    plan, done = sync(course, "ps", send=True)
    assert (len(done.sent), plan.unmatched, len(lms.items)) == (25, {}, 16)


def test_the_column_is_the_one_that_is_named_then_the_one_of_ours_then_the_one_so_called(class_of, lms):
    course = class_of(1)
    called = lms.add_item("ps")
    assert sync(course, "ps")[0].column.address == called["id"]
    ours = lms.add_item("Problem set", resourceId="ps")
    assert sync(course, "ps")[0].column.address == ours["id"]
    lms.add_item("Problem set, copied", resourceId="ps")
    with pytest.raises(SyncError, match=r"several columns called ps: .*Name one: c\.LearningPlatform\.line_items"):
        sync(course, "ps")
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f'c.LearningPlatform.line_items = {{"ps": {called["id"]!r}}}\n')
    assert sync(course, "ps", send=True)[1].sent == ("s000",)
    assert {number for number, _ in lms.standing} == {1}


def test_who_cannot_be_matched_is_said_and_nobody_gets_anothers_mark(class_of, lms):
    course = class_of(3)
    lms.people[0]["email"] = "somebody@else.org"
    lms.people[1]["lis_person_sourcedid"] = "s002"
    plan, done = sync(course, "ps", send=True)
    assert done.sent == ()
    assert plan.unmatched == {
        "s000": "the platform has no member with this id or address",
        "s001": "a member of the platform's course may be this student or another one",
        "s002": "a member of the platform's course may be this student or another one",
    }
    assert plan.strangers == ("Student s000",)
    assert lms.scores == []


def test_who_has_left_the_course_there_gets_nothing(class_of, lms):
    course = class_of(2)
    lms.people[0]["status"] = "Inactive"
    assert list(sync(course, "ps", send=True)[0].unmatched) == ["s000"]


def test_without_a_list_of_members_the_numbers_of_the_roster_are_taken(class_of, lms, gradebook):
    course = class_of(2, members_url="")
    gradebook.update_or_create_student("s001", lms_user_id="user-s001")
    plan, done = sync(course, "ps", send=True)
    assert done.sent == ("s001",)
    assert list(plan.unmatched) == ["s000"]
    assert not [path for _, path in lms.asked if path.startswith("/members")]


@pytest.mark.parametrize("trouble", [[429, 429], [503], [500, 502, 504], [None]])
def test_a_busy_platform_is_asked_again(class_of, lms, trouble):
    course = class_of(3)
    lms.trouble["user-s001"] = list(trouble)
    assert sync(course, "ps", send=True)[1].sent == ("s000", "s001", "s002")
    assert sorted(points_of(lms)) == ["user-s000", "user-s001", "user-s002"]
    assert len(lms.scores) == 3, "whatever was lost on the way, the platform has taken one score of each"


def test_one_who_is_refused_stops_nobody_else_and_is_tried_again_next_time(class_of, lms):
    course = class_of(3)
    lms.trouble["user-s001"] = [400]
    _, done = sync(course, "ps", send=True)
    assert done.sent == ("s000", "s002")
    assert "400" in done.failed["s001"]
    assert lms.posts["user-s001"] == 1, "a no is not asked again at once"
    assert sync(course, "ps", send=True)[1].sent == ("s001",)


def test_a_platform_that_refuses_everybody_is_not_asked_for_each(class_of, lms):
    course = class_of(60, at_a_time=1)
    lms.trouble.update({f"user-s{number:03}": [403] for number in range(60)})
    _, done = sync(course, "ps", send=True)
    assert len(done.failed) < 20
    assert len(done.failed) + len(done.not_tried) == 60
    lms.trouble.clear()
    assert len(sync(course, "ps", send=True)[1].sent) == 60


def test_a_token_that_ends_is_asked_for_again(class_of, lms):
    course = class_of(12)
    lms.before_each = lambda user: lms.tokens.clear() if user.endswith("5") and user not in lms.posts else None
    assert len(sync(course, "ps", send=True)[1].sent) == 12
    lms.life = 1
    assert sync(course, "ps")[0].to_send == ()


def test_a_mark_that_was_changed_there_is_not_overwritten_unseen(class_of, lms):
    course = class_of(1)
    sync(course, "ps", send=True)
    # As it was when the power went: written down, and not known whether it has arrived; then changed there.
    file = course / "sent" / "ps.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-1]), encoding="utf-8")
    assert sync(course, "ps", send=True)[1].sent == ("s000",), "the platform has it, and says so"
    file.write_text("".join(lines[:-1]), encoding="utf-8")
    lms.standing[1, "user-s000"]["points"] = 2
    assert "somebody has changed it there" in sync(course, "ps", send=True)[1].failed["s000"]
    assert lms.standing[1, "user-s000"]["points"] == 2


SEND = """
import sys
from pathlib import Path
from safegrade.desk.sync.sync import sync
print(len(sync(Path(sys.argv[1]), "ps", send=True)[1].sent), flush=True)
"""


@pytest.mark.every
def test_pulling_the_plug_sends_nothing_twice_and_loses_nothing(class_of, lms):
    course = class_of(60)
    lms.before_each = lambda _: time.sleep(0.02)
    for ends_after in (7, 20, 41):
        with subprocess.Popen([sys.executable, "-c", SEND, course], stdout=subprocess.PIPE) as sending:
            while len(lms.scores) < ends_after:
                assert sending.poll() is None
                time.sleep(0.002)
            os.kill(sending.pid, signal.SIGKILL)
    with (course / "sent" / "ps.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"step": "sen')
    _, done = sync(course, "ps", send=True)
    assert done.failed == {}
    assert len(lms.scores) == len(points_of(lms)) == 60, "the platform has taken each score once"
    assert sync(course, "ps", send=True)[0].to_send == ()


def test_two_at_a_time_do_not_get_in_each_others_way(class_of, lms):
    course = class_of(2)
    said = []

    def meanwhile(_):
        if not said:
            said.append("")
            try:
                sync(course, "ps", send=True)
            except SyncError as error:
                said.append(str(error))

    lms.before_each = meanwhile
    assert sync(course, "ps", send=True)[1].sent == ("s000", "s001")
    assert said[1:] == ["Another sync of ps is running. Wait until it has ended, then run this again."]


# The command

def command(course, *more):
    return CliRunner().invoke(main, ["sync", "ps", "--course", str(course), *more])


def test_the_command_says_what_it_would_do_and_how_it_goes_on(class_of, lms, set_mark):
    course = class_of(3)
    set_mark("s002", None)
    lms.people[1]["email"] = ""
    done = command(course)
    assert done.exit_code == 1
    host = lms.url.removeprefix("http://")
    assert done.stderr == (
        f"1 mark to send to the column ps of {host}, which is not there yet and would be made.\n"
        "1 provisional mark left out: s002. To say there that they wait for a person: --provisional\n"
        "Left out: s001, because the platform has no member with this id or address.\n"
        "1 member of the platform's course not known here: Student s001. To add them: tarasoff roster FILE\n"
        "Nothing is sent yet. If this is right: tarasoff sync ps --send\n"
    )
    done = command(course, "--send", "--json")
    told = json.loads(done.stdout)
    assert (told["sent"], told["column_made"], told["held_back"]) == (["s000"], True, ["s002"])
    assert f"1 mark sent to the column ps of {host}, which is made." in done.stderr


def test_an_empty_class_is_a_sentence(class_of, lms):
    course = class_of(0)
    for words in ((), ("--send",)):
        done = command(course, *words)
        assert (done.exit_code, "There are no marks yet. Run: tarasoff grade ps" in done.stderr) == (0, True)
    assert (lms.scores, lms.items) == ([], {}), "not even a column is made"


def test_one_student_alone_gets_the_mark(class_of, lms):
    assert command(class_of(1), "--send").exit_code == 0
    assert points_of(lms) == {"user-s000": 7.0}


def test_odd_ids_and_one_name_for_all_send_each_mark_to_its_own(class_of, lms):
    odd = ("a,b", "o'hara", "\u05d0\u05d1\u05d2", "=1+1", "\u202eevil")
    course = class_of(len(odd), odd)
    for one in lms.people:
        one["name"] = "Jo Doe"
    done = command(course, "--send")
    assert done.exit_code == 0
    assert "\u202e" not in done.stderr, "nothing turns the terminal's text round"
    assert points_of(lms) == {f"user-s{number:03}": 7.0 + number % 3 for number in range(len(odd))}
    again = json.loads(command(course, "--send", "--json").stdout)
    assert (again["sent"], sorted(again["unchanged"])) == ([], sorted(odd))


def test_some_students_alone_are_sent_if_that_is_asked(class_of, lms):
    command(class_of(12), "--send", "--students", "s000,s01*")
    assert sorted(points_of(lms)) == ["user-s000", "user-s010", "user-s011"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_neither_key_nor_token_is_ever_shown(class_of, lms, key_file, status, caplog):
    course = class_of(2)
    lms.trouble = {"user-s000": [status] * 9, "user-s001": [401, 401]}
    secret = "".join(key_file.read_text(encoding="utf-8").split()[3:6])
    shown = [command(course, "--send", "--json")]
    lms.refuse_everything = status
    shown.append(command(course, "--send"))
    lms.refuse_everything, lms.keys = None, {}
    shown.append(command(course))
    text = caplog.text + "".join(done.output for done in shown)
    text += "".join(file.read_text(encoding="utf-8") for file in (course / "sent").iterdir())
    assert "refused a token for lineitem" in text or "refused a token for contextmembership.readonly" in text
    assert "secret-" not in text
    assert "eyJ" not in text
    assert secret not in text


def test_a_password_for_the_platform_in_netrc_does_not_take_the_tokens_place(class_of, tmp_path, monkeypatch):
    course = class_of(2)
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ada password ada\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert sync(course, "ps", send=True)[1].sent == ("s000", "s001")


def test_what_a_platform_says_is_shown_but_for_what_may_be_a_secret(class_of, lms):
    course = class_of(1)
    lms.before_each = lambda _: lms.trouble.update({"user-s000": [400]})
    assert '400 Bad Request ({"error": "not in group 7"}).' in said_to(lms, course, "not in group 7")
    for secret in ("eyJhbGciOi.eyJpc3Mi1.c2lnbmF0dXJl", "0123456789abcdef" * 2, "c2VjcmV0/c2VjcmV0+c2VjcmV0"):
        assert '("error": "token *** has ended"' in said_to(lms, course, f"token {secret} has ended").replace("{", "")
    scope = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
    assert scope in said_to(lms, course, f"not allowed: {scope}")


def said_to(lms, course, words):
    """What is told about a student of whom the platform says this."""
    lms.words = words
    return sync(course, "ps", send=True)[1].failed["s000"]


def test_a_platform_that_is_not_there_is_a_sentence(class_of, lms):
    course = class_of(1)
    (course / "nbgrader_config.py").write_text(
        (course / "nbgrader_config.py").read_text(encoding="utf-8").replace(lms.url, "http://127.0.0.1:9"),
        encoding="utf-8",
    )
    done = command(course)
    assert done.exit_code == 2
    assert "http://127.0.0.1:9/token does not answer (ConnectionError)." in done.stderr
    assert "Traceback" not in done.output
