"""What a course plugs into the grading, and the reports that come back. Light enough for a browser.

A course that marks something itself, from data that was handed in, gives `configure` a `Marker`. Everything else here
is what a marker is asked (`Request`), and what it answers (`Marks`, made of `Report` and `Line`).
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import fsum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from safegrade.intake.scan import Submission

# Not "met": that is what a student may have answered about a criterion.
WORDS = {
    "met": "Full credit",
    "partly": "Part credit",
    "not met": "No credit",
    "open": "Not answered",
    "clash": "Look again",
}
SIGNS = {"met": "✓", "partly": "◐", "not met": "✗", "open": "○", "clash": "≠"}
#: How one of several things that a student picked, or left out, is marked: a sign, and the word that says the same.
MARKS = {
    "fits": ("✓", "Fits"),
    "partly": ("◐", "Partly"),
    "over": ("▲", "Too much"),
    "under": ("▼", "Too little"),
    "off": ("✗", "Does not fit"),
    "free": ("·", "Costs nothing"),
}


class Item(NamedTuple):
    """One of several things that were picked, put in order or left out, with a mark of its own.

    Args:
        mark: one of `MARKS`.
        text: the thing itself; empty for something that is lacking and not named.
        why: the reason.
    """

    mark: str
    text: str
    why: str = ""


class Line(NamedTuple):
    """One criterion of a mark.

    Args:
        about: what was judged, in words.
        points: what it is worth.
        earned: from 0 to ``points``.
        verdict: ``met``, ``partly``, ``not met``, ``open`` (not answered) or ``clash`` (it does not fit another answer,
            and has no points of its own).
        why: reasons, in sentences.
        step: the step of the analysis that it belongs to, as the marker names its steps; programs go by this.
        code: which error was found, as the marker names its errors; None if none was.
        remark: that error in words: its name, and a sentence.
        chosen: the words of the option that was chosen, if one was.
        read: where to read more.
        sources: ids of what the reasons rest on.
        asked: the question, where ``about`` only numbers it.
        among: the heading under which it stands with others, whose points are told together; empty if it stands alone.
        items: each thing that was picked, where several were.
        sentences: the numbers of the sentences in the part's story that decide it.
    """

    about: str
    points: float
    earned: float
    verdict: str
    why: tuple[str, ...]
    step: str = ""
    code: str | None = None
    remark: tuple[str, ...] = ()
    chosen: str = ""
    read: str = ""
    sources: tuple[str, ...] = ()
    asked: str = ""
    among: str = ""
    items: tuple[Item, ...] = ()
    sentences: tuple[int, ...] = ()

    def in_short(self) -> dict[str, Any]:
        """The line as plain data, without what is left at its default: a notebook keeps a hundred of them.

        >>> Line("a", 1, 0.5, "partly", ("Because.",)).in_short()
        {'about': 'a', 'points': 1.0, 'earned': 0.5, 'verdict': 'partly', 'why': ['Because.']}
        """
        said = {**_said(self), "points": float(self.points), "earned": float(self.earned)}
        return said | ({"items": [list(item) for item in self.items]} if self.items else {})

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Line":
        """The line of which `in_short` has made plain data."""
        # A page about a class of thousands reads a hundred of them for each student.
        fields = dict(data)
        for name in _SEVERAL:
            if name in fields:
                fields[name] = tuple(fields[name])
        if "items" in fields:
            fields["items"] = tuple(Item(*item) for item in fields["items"])
        return cls(**fields)


# The fields of a line that hold several things, and that plain data has as lists.
_SEVERAL = ("why", "remark", "sources", "sentences")


def verdict(credit: float) -> str:
    """Which verdict a credit from 0 to 1 amounts to; never ``open``.

    >>> verdict(1), verdict(0.5), verdict(0)
    ('met', 'partly', 'not met')
    """
    return "met" if credit >= 1 else "partly" if credit > 0 else "not met"


class Report(NamedTuple):
    """What marking found in one part.

    Args:
        part: the part's id.
        title: its title.
        points: what it is worth.
        lines: one for each criterion.
        notes: what could not be read, and what happened to the file, in words for the student.
        written: what the student wrote for a person to mark: None if nothing was asked, empty if nothing was written.
        support: a line on support, shown with the part.
        story: what the part tells, in numbered sentences.
    """

    part: str
    title: str
    points: float
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    written: str | None = None
    support: str = ""
    story: tuple[str, ...] = ()

    @property
    def decisive(self) -> frozenset[int]:
        """The numbers of the sentences in the story that decide something."""
        return frozenset(number for line in self.lines for number in line.sentences)

    @property
    def mark(self) -> float:
        """Points earned: a plain float from 0 to ``points``, to four decimals.

        >>> Report("p", "P", 2, (Line("a", 1, 0.5, "partly", ("Because.",)), Line("b", 1, 1, "met", ()))).mark
        1.5
        """
        return round(min(max(fsum(line.earned for line in self.lines), 0.0), float(self.points)), 4)

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data, with the mark."""
        return {**self._asdict(), "mark": self.mark, "lines": [line._asdict() for line in self.lines]}

    def in_short(self) -> dict[str, Any]:
        """The same without what is left at its default, and with its lines as they are."""
        return {**_said(self), "mark": self.mark}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Report":
        """The report of which `as_dict` has made plain data; a field that is missing has its default.

        >>> found = Report("p", "P", 2, (Line("a", 1, 0.5, "partly", ("Because.",)),))
        >>> Report.from_dict(found.as_dict()) == found
        True
        """
        lines = tuple(map(Line.from_dict, data["lines"]))
        fields = {name: _tupled(data[name]) for name in cls._fields if name in data}
        return cls(**{**fields, "lines": lines})


def _said(of: Line | Report) -> dict[str, Any]:
    unsaid = of._field_defaults
    said = {name: value for name, value in of._asdict().items() if name not in unsaid or value != unsaid[name]}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


class GradingError(Exception):
    """Nothing can be marked like this, whoever handed in.

    Args:
        problem: what is wrong, a sentence that names the file.
        remedy: what to do about it, a sentence.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem, self.remedy = problem, remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}"


class AssignmentError(GradingError):
    """Something is wrong with the assignment: its parts, its keys or its files."""


class Request(NamedTuple):
    """One notebook of one student, whose checks a marker is asked about.

    Args:
        assignment: its name.
        student: the id of the folder in the course, whatever a notebook says.
        source: the assignment's folder in ``source/``, with the keys.
        submission: what was handed in.
        checks: the checks in the notebook, with their points.
        stamp: changes whenever a file in ``source`` does, so that a marker may keep what it has read under it.
        touched: whether somebody has worked in the notebook: has written in it, or run a cell.
    """

    assignment: str
    student: str
    source: "Path"
    submission: "Submission"
    checks: Mapping[str, float]
    stamp: str
    touched: bool = False


class Marks(NamedTuple):
    """What a marker answers.

    Args:
        reports: by check. A check without a report is run as code.
        notes: what there is to say about what was handed in, for the teacher and the student.
        unread: checks whose answers could not be read, or may have been left behind: a person marks them, whatever
            their report says.
    """

    reports: Mapping[str, Report]
    notes: tuple[str, ...] = ()
    unread: frozenset[str] = frozenset()


class Pick(NamedTuple):
    """What a student did in one step, for a teacher who looks at the class as a whole. No student reads it.

    Args:
        step: the step, as in the lines of a report.
        kind: ``chosen``, ``missed`` (it was needed) or ``too much``.
        what: what was chosen or missed, in words.
    """

    step: str
    kind: str
    what: str


class Picture(NamedTuple):
    """How a class went through one part, drawn by the course, for a teacher. No student sees it.

    Args:
        title: what it shows, in a few words.
        says: how it is read, in a sentence or two.
        svg: an SVG element that fetches nothing, says in its ``desc`` what it shows, and in which all text is escaped.
    """

    title: str
    says: str
    svg: str


class Marker(Protocol):
    """What a course plugs in. One object is asked about many submissions, in several processes."""

    #: Names of files that are a student's own: never replaced by the course's, never handed out.
    own_files: frozenset[str]
    #: Names, or patterns of them, that stay in ``source/``.
    private: tuple[str, ...]
    #: Packages of the course's that students' notebooks import; they are there in the sandbox too.
    libraries: tuple[str, ...]
    #: The two ends of the scale on which answers err, as the codes of lines name them; none if there is no scale.
    errors: tuple[str, ...]

    def mark(self, request: Request) -> Marks:
        """Mark those checks of a notebook that are answered with data. Nothing that was handed in makes this fail.

        Raises:
            AssignmentError: something is wrong with the assignment.
        """

    def comment(self, cell: str, reports: Mapping[str, Report], *, written: bool) -> str | None:
        """Suggest a comment on an answer that a person marks, or None.

        Args:
            cell: the ``grade_id`` of the answer.
            reports: what marking found, by check.
            written: whether anything was written.
        """

    def part_of(self, cell: str, parts: Iterable[str]) -> str | None:
        """The part to which an answer that a person marks belongs, from the name of its cell; None for none of them."""

    def where(self, read: str) -> str:
        """Where to read, as a student reads it."""

    def link(self, read: str) -> str:
        """The address of that place; empty if it has none."""

    def picks(self, request: Request) -> Mapping[str, Iterable[Pick]]:
        """What a student picked and missed where a step has several answers, by check; nothing where that is not known.

        It is asked for a page about the class, once for each submission. Nothing that was handed in makes it fail.
        """

    def pictures(self, requests: Iterable[Request]) -> Mapping[str, Picture]:
        """How the class went through its parts, by check, where the course has something to draw.

        It is asked once for a page about the class. What fewer than five did is not shown. Nothing that was handed in
        makes it fail.

        Args:
            requests: one for each submission that was marked.
        """


@lru_cache(1000)
def number(value: float) -> str:
    """Write points without needless zeros.

    >>> number(2.0), number(0.6667)
    ('2', '0.67')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def to_read(line: Line) -> bool:
    """Whether there is something to read on a line: it says where, and not all was right."""
    return bool(line.read) and line.verdict != "met"
