"""Where the platform is, as ``c.LearningPlatform`` in ``nbgrader_config.py`` says."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from attrs import NOTHING, field, fields, frozen

from safegrade.contract import GradingError

SECTION = "LearningPlatform"
_FILE = "nbgrader_config.py"
# A token that is sent to these does not leave the machine.
_HERE = {"localhost", "127.0.0.1", "::1"}
_MOST_AT_A_TIME = 16


class SyncError(GradingError):
    """Nothing can be sent like this."""


@frozen
class LearningPlatform:
    """A course on a learning platform, and how it knows us. The platform shows all of it where a tool is registered.

    Args:
        client_id: the id under which it has registered us.
        token_url: where it gives access tokens.
        line_items_url: where the columns of its gradebook are, called line items.
        key_file: the file with our private key, which nobody else may read.
        members_url: where the list of the course's members is; empty if it tells nobody: then students go by the
            platform's own numbers, as the roster has them.
        key_id: the name of our key, if it is not the one that ``tarasoff platform-key`` has given it.
        audience: whom it wants to be addressed as, if that is not ``token_url``.
        line_items: assignment to the address of its column, where that is not to be found by name.
        at_a_time: how many marks are sent at a time, from 1 to 16.
    """

    client_id: str
    token_url: str
    line_items_url: str
    key_file: str
    members_url: str = ""
    key_id: str = ""
    audience: str = ""
    line_items: Mapping[str, str] = field(factory=dict)
    at_a_time: int = 4

    @property
    def host(self) -> str:
        """The platform, as a person knows it.

        >>> LearningPlatform("7", "https://lms.example.edu/token", "https://lms.example.edu/items", "key.pem").host
        'lms.example.edu'
        """
        return urlsplit(self.line_items_url).netloc


def platform_of(config: Any) -> LearningPlatform:
    """Read the settings, as nbgrader has loaded them.

    Raises:
        SyncError: something is missing, is called otherwise, or cannot be used.

    >>> urls = {"token_url": "https://lms.example.edu/token", "line_items_url": "https://lms.example.edu/items"}
    >>> platform_of({"LearningPlatform": {"client_id": "7", "key_file": "key.pem", **urls}}).at_a_time
    4
    """
    given = dict(config.get(SECTION, {}))
    known = [one.name for one in fields(LearningPlatform)]
    needed = [one.name for one in fields(LearningPlatform) if one.default is NOTHING]
    if not given:
        names = ", ".join(f"c.{SECTION}.{name}" for name in needed)
        raise SyncError(f"{_FILE} names no learning platform.", f"Add {names}, as docs/hub.md says.")
    for name in given:
        if name not in known:
            there = ", ".join(known)
            raise SyncError(f"{_FILE} has c.{SECTION}.{name}.", f"There is no such setting. There are {there}.")
    for name in needed:
        if not given.get(name):
            raise SyncError(f"c.{SECTION}.{name} in {_FILE} is missing.", "Copy it from the platform's registration.")
    for name, one in given.items():
        _check(name, one)
    return LearningPlatform(**given)


def _check(name: str, given: Any) -> None:
    setting = f"c.{SECTION}.{name} in {_FILE}"
    if name == "at_a_time":
        if not isinstance(given, int) or not 1 <= given <= _MOST_AT_A_TIME:
            raise SyncError(f"{setting} is no number from 1 to {_MOST_AT_A_TIME}.", "Leave it out, or mend it.")
    elif name == "line_items":
        if not isinstance(given, Mapping):
            raise SyncError(f"{setting} is no table.", 'Write {"ps1": "https://..."}.')
        for assignment, address in given.items():
            _check_address(f"{setting}, for {assignment},", address)
    elif not isinstance(given, str):
        raise SyncError(f"{setting} is no text.", "Put it in quotation marks.")
    elif name.endswith("_url") and given:
        _check_address(setting, given)


def _check_address(setting: str, given: Any) -> None:
    try:
        found = urlsplit(given)
        fits = bool(found.hostname) and (
            found.scheme == "https" or (found.scheme == "http" and found.hostname in _HERE)
        )
    except (AttributeError, TypeError, ValueError):
        fits = False
    if not fits:
        # Anything else would send marks and tokens for all to read on the way.
        raise SyncError(f"{setting} is no address that begins with https://.", "Copy it from the platform again.")
