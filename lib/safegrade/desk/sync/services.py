"""What the platform offers: columns of its gradebook, members of the course, and a place to send marks to.

As the specifications of 1EdTech have it: "LTI Assignment and Grade Services 2.0" and "LTI Names and Role Provisioning
Services 2.0", www.imsglobal.org/spec/lti-ags/v2p0 and /lti-nrps/v2p0.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from attrs import frozen

from safegrade.desk.sync.connection import Connection
from safegrade.desk.sync.matching import Member
from safegrade.desk.sync.settings import LearningPlatform, SyncError

_GRADES = "https://purl.imsglobal.org/spec/lti-ags/scope"
LINE_ITEM, SCORE, RESULT = (f"{_GRADES}/{one}" for one in ("lineitem", "score", "result.readonly"))
MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
_LIS = "application/vnd.ims.lis"
_ITEMS_KIND, _ITEM_KIND = f"{_LIS}.v2.lineitemcontainer+json", f"{_LIS}.v2.lineitem+json"
_SCORE_KIND, _RESULTS_KIND = f"{_LIS}.v1.score+json", f"{_LIS}.v2.resultcontainer+json"
_MEMBERS_KIND = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


@frozen
class Column:
    """A column of the platform's gradebook.

    Args:
        label: its name there.
        address: where it is; empty as long as it is to be made.
    """

    label: str
    address: str = ""


def find_column(connection: Connection, platform: LearningPlatform, assignment: str) -> Column:
    """Find the column of an assignment: the one that the settings name, else the one that we have made, else by name.

    Raises:
        SyncError: the platform refuses, or several could be meant.
    """
    if named := platform.line_items.get(assignment):
        return Column(assignment, named)
    items = [
        one
        for page in connection.pages(platform.line_items_url, LINE_ITEM, _ITEMS_KIND, {"limit": "100"})
        for one in _list(page, platform.line_items_url)
    ]
    ours = [one for one in items if one.get("resourceId") == assignment]
    found = ours or [one for one in items if one.get("label") == assignment]
    if len(found) > 1:
        several = ", ".join(str(one.get("id")) for one in found)
        raise SyncError(
            f"The platform has several columns called {assignment}: {several}.",
            f'Name one: c.LearningPlatform.line_items = {{"{assignment}": "ADDRESS"}}',
        )
    if not found:
        return Column(assignment)
    return _column(found[0], assignment)


def make_column(connection: Connection, platform: LearningPlatform, assignment: str, points: float) -> Column:
    """Make a column. Where it is not known whether that was done, it is not done again: the next run finds it, or not.

    Raises:
        SyncError: the platform refuses.
    """
    data = {"scoreMaximum": points, "label": assignment, "resourceId": assignment}
    made = connection.send(platform.line_items_url, LINE_ITEM, _ITEM_KIND, json.dumps(data), repeat=False)
    return _column(made, assignment)


def _column(told: Any, assignment: str) -> Column:
    address = told.get("id") if isinstance(told, Mapping) else None
    if not isinstance(address, str) or urlsplit(address).scheme not in {"https", "http"}:
        raise SyncError(
            f"The platform does not say where its column {assignment} is.",
            f'Name it: c.LearningPlatform.line_items = {{"{assignment}": "ADDRESS"}}',
        )
    return Column(str(told.get("label") or assignment), address)


def send_score(connection: Connection, column: Column, score: Mapping[str, Any]) -> None:
    """Send a score. One that arrives twice is the same to the platform, since it has the same time.

    Raises:
        RequestError: the platform refuses, or does not answer.
    """
    data = json.dumps(score, ensure_ascii=False)
    connection.send(below(column.address, "scores"), SCORE, _SCORE_KIND, data, repeat=True)


def result_of(connection: Connection, column: Column, user: str) -> float | None:
    """The share of its points that stands in a column for a user, from 0; None where nothing stands.

    Raises:
        SyncError: the platform refuses, or does not answer.
    """
    address = below(column.address, "results")
    for page in connection.pages(address, RESULT, _RESULTS_KIND, {"user_id": user}):
        for one in _list(page, address):
            # A platform that does not know the query sends everybody's.
            if str(one.get("userId")) == user and one.get("resultScore") is not None:
                return float(one["resultScore"]) / float(one.get("resultMaximum") or 1)
    return None


def members(connection: Connection, platform: LearningPlatform) -> tuple[Member, ...]:
    """The learners of the course, as far as the platform tells of them.

    Raises:
        SyncError: the platform refuses, or does not answer.
    """
    found = []
    for page in connection.pages(platform.members_url, MEMBERS, _MEMBERS_KIND, {"limit": "100"}):
        told = page.get("members") if isinstance(page, Mapping) else None
        found += [_member(one) for one in _list(told, platform.members_url) if _learns(one)]
    return tuple(found)


def _member(told: Mapping[str, Any]) -> Member:
    names = ("user_id", "lis_person_sourcedid", "email", "name")
    return Member(*(str(told.get(name) or "").strip() for name in names))


def _learns(told: Mapping[str, Any]) -> bool:
    """Whether somebody is a learner, and still there. A role is an address, or the word at its end."""
    roles = {str(role).rpartition("#")[2].rpartition("/")[2] for role in told.get("roles") or ()}
    return "Learner" in roles and told.get("status", "Active") == "Active"


def _list(told: Any, address: str) -> list[Mapping[str, Any]]:
    if not isinstance(told, list) or not all(isinstance(one, Mapping) for one in told):
        raise SyncError(f"{address} answered with something that is no list.", "See that the address is the right one.")
    return told


def below(address: str, name: str) -> str:
    """The address of what belongs to a column; what is asked behind a ``?`` stays behind it.

    >>> below("https://lms.example.edu/items/7/lineitem?type_id=1", "scores")
    'https://lms.example.edu/items/7/lineitem/scores?type_id=1'
    """
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{name}"))
