"""Draw how a class did as HTML that needs nothing but itself; everything in it is escaped."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from safegrade.contract import Request, number
from safegrade.desk.class_page.items import SMALLEST
from safegrade.desk.class_page.page import ClassPage, class_page
from safegrade.desk.report import Outcome
from safegrade.intake.scan import scan
from safegrade.settings import load_app, marker_of

# How a discrimination is read, as the source says that `analyse` names.
_FAIR, _SATISFACTORY = 0.2, 0.4


def draw_class(course: Path, assignment: str, outcomes: Sequence[Outcome]) -> str:
    """Draw how a class did.

    Args:
        course: the course folder.
        assignment: its name.
        outcomes: what became of each submission, as `safegrade.desk.report.outcomes` gives it.

    Raises:
        AssignmentError: a part or its key cannot be read.
    """
    app = load_app(course.resolve())
    marker = marker_of(app.config)
    requests = _requests(app, assignment, outcomes)
    picks = {student: marker.picks(request) for student, request in requests.items()}
    return draw(class_page(assignment, outcomes, picks, marker.errors, marker.pictures(requests.values())))


def _requests(app: Any, assignment: str, outcomes: Iterable[Outcome]) -> dict[str, Request]:
    """What the course's marker is asked of each submission, from the copy that was graded."""
    folders = app.coursedir
    source = Path(folders.root, folders.format_path(folders.source_directory, ".", assignment))
    # Changes whenever something in the assignment does, so that a marker may keep what it has read.
    stamp = str(max((file.stat().st_mtime_ns for file in source.rglob("*")), default=0))
    found = {}
    for one in outcomes:
        if one.reports:
            place = Path(folders.root, folders.format_path(folders.autograded_directory, one.student, assignment))
            points = {name: report.points for name, report in one.reports.items()}
            found[one.student] = Request(assignment, one.student, source, scan(place), points, stamp)
    return found


def draw(page: ClassPage) -> str:
    """Draw the page."""
    environment = Environment(
        loader=PackageLoader("safegrade.desk.class_page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "people": people, "in_words": _in_words}
    environment.globals |= {"SMALLEST": SMALLEST}
    return environment.get_template("index.html.j2").render(page=page)


def people(count: int | None) -> str:
    """How many, unless they are too few to be shown.

    >>> people(0), people(None), people(12)
    ('none', 'fewer than 5', '12')
    """
    return f"fewer than {SMALLEST}" if count is None else str(count or "none")


def _in_words(discrimination: float | None) -> str:
    r"""How a discrimination is read.

    >>> _in_words(0.5), _in_words(0.25), _in_words(0.1), _in_words(-0.3), _in_words(None)
    ('0.50, good', '0.25, fair', '0.10, weak', '\u22120.30, look at it', 'not to be said')
    """
    if discrimination is None:
        return "not to be said"
    word = (
        "good" if discrimination >= _SATISFACTORY else "fair" if discrimination >= _FAIR
        else "weak" if discrimination >= 0 else "look at it"
    )
    return f"{discrimination:.2f}, {word}".replace("-", "\u2212")
