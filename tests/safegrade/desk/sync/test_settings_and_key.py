"""Settings and key: what is wrong is said before anything leaves the machine, and the key stays ours."""

import json
import re
import stat

import pytest
from attrs import fields
from click.testing import CliRunner
from traitlets.config import Config

from safegrade.cli import main
from safegrade.desk.sync.key import make_key, public_jwk, read_key
from safegrade.desk.sync.settings import LearningPlatform, SyncError, platform_of

GOOD = {
    "client_id": "7", "token_url": "https://lms.org/token", "line_items_url": "https://lms.org/items", "key_file": "k",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"client_id": ""}, r"c\.LearningPlatform\.client_id in nbgrader_config\.py is missing"),
        ({"token_url": "http://lms.org/token"}, r"token_url .* is no address that begins with https"),
        ({"members_url": "file:///etc/passwd"}, r"members_url .* is no address"),
        ({"line_items": {"ps": "lms.org/items/1"}}, r"line_items .*, for ps, is no address"),
        ({"line_items": ["x"]}, r"line_items .* is no table"),
        ({"tokens_url": "https://lms.org"}, r"has c\.LearningPlatform\.tokens_url.*There are client_id"),
        ({"at_a_time": 0}, r"at_a_time .* is no number from 1 to 16"),
        ({"client_id": 7}, r"client_id .* is no text"),
    ],
)
def test_what_is_wrong_in_the_settings_is_named(changed, said):
    with pytest.raises(SyncError, match=said):
        platform_of(Config({"LearningPlatform": {**GOOD, **changed}}))


def test_every_setting_is_in_the_manual(root):
    page = (root / "docs" / "hub.md").read_text(encoding="utf-8")
    named = set(re.findall(r"c\.LearningPlatform\.(\w+)", page))
    assert named == {one.name for one in fields(LearningPlatform)}


def test_no_settings_at_all_name_what_is_needed():
    with pytest.raises(SyncError, match=r"names no learning platform\. Add c\.LearningPlatform\.client_id, .*key_file"):
        platform_of(Config())


def test_a_platform_on_this_machine_may_do_without_encryption():
    assert platform_of(Config({"LearningPlatform": {**GOOD, "token_url": "http://127.0.0.1:80/t"}})).host == "lms.org"


def test_a_new_key_is_the_owners_alone_and_its_public_half_is_printed(tmp_path):
    file = tmp_path / "platform.pem"
    done = CliRunner().invoke(main, ["platform-key", str(file)])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "BEGIN PUBLIC KEY" in done.stdout
    assert "PRIVATE" not in done.output
    told = json.loads(CliRunner().invoke(main, ["platform-key", str(file), "--json"]).stdout)
    assert (told["made"], told["jwk"]) == (False, public_jwk(read_key(file)))
    assert set(told["jwk"]) == {"kty", "n", "e", "alg", "use", "kid"}, "nothing of the private half"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_key_that_others_can_read_is_not_used(tmp_path, mode):
    file = tmp_path / "platform.pem"
    make_key(file)
    file.chmod(mode)
    with pytest.raises(SyncError, match=r"Others than you .*chmod 600"):
        read_key(file)


@pytest.mark.parametrize("text", ["", "SECRET", "-----BEGIN PRIVATE KEY-----\nU0VDUkVU\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_said_without_what_stands_there(tmp_path, text):
    file = tmp_path / "platform.pem"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(SyncError, match="holds no private key") as raised:
        read_key(file)
    assert "SECRET" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_key_is_never_written_over(tmp_path):
    file = tmp_path / "platform.pem"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        make_key(file)
    assert file.read_text(encoding="utf-8") == "mine"
