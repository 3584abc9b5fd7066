"""What a student gets back, as plain data: each part with its marks and reasons. No file, no gradebook, no HTML.

What is not in here is not on the page: no hidden part of a check, no mark scheme, no output but pictures.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import fsum, isclose

from attrs import field, frozen
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

from safegrade.code.reading.plan import name_of
from safegrade.contract import Line, Marker, Report, number, to_read
from safegrade.feedback.code import CheckSaid, cells_of_check, pictures_of, said_of_check
from safegrade.in_words import together
from safegrade.intake.mend import MARK, lines_of
from safegrade.no_marker import NoMarker


@frozen
class Grade:
    """The points of one cell, as the gradebook has them.

    Args:
        points: what it is worth.
        auto: what the marking gave; None if it could not.
        manual: what a teacher gave; None if nobody has.
        extra: points beyond, given by a teacher.
    """

    points: float
    auto: float | None
    manual: float | None = None
    extra: float = 0.0

    @property
    def waits(self) -> bool:
        """Whether a person has yet to mark it."""
        return self.auto is None and self.manual is None

    @property
    def score(self) -> float:
        """What counts, as in nbgrader.

        >>> Grade(5, None).score, Grade(5, 2, 3, 1).score
        (0.0, 4.0)
        """
        return float((self.auto if self.manual is None else self.manual) or 0) + self.extra


@frozen
class Comment:
    """A comment on one cell.

    Args:
        text: what it says.
        by_teacher: whether a person wrote it; else the marking suggested it.
    """

    text: str
    by_teacher: bool = field(kw_only=True)


@frozen
class Booked:
    """What the gradebook holds of one notebook of a student, by ``grade_id``.

    Args:
        student: the student, as on the page.
        score: the points of all cells together.
        late: how late it was handed in, such as ``3 h 20 min``; empty if it was not.
        penalty: points that this costs.
    """

    student: str
    score: float
    grades: Mapping[str, Grade]
    comments: Mapping[str, Comment]
    late: str = ""
    penalty: float = 0.0


@frozen
class Written:
    """What a student wrote for a person to mark.

    Args:
        code: whether it is code, which keeps its form.
        pictures: what it has drawn, or what was pasted into it, as addresses that hold all of the picture.
    """

    text: str
    code: bool
    pictures: tuple[str, ...] = ()


@frozen
class Section:
    """One part, or one answer that a person marks.

    Args:
        id: the ``grade_id``.
        by_hand: whether a person marks it.
        grade: its points; None where there is only a comment.
        lines: one for each criterion; ``read`` is empty where nothing is to be read.
        written: what the student wrote; None where nothing was to be written.
        support: one line on support, where the case has one.
        checked: what is said of a check of code.
        story: what the part tells, each sentence with whether it decides something.
    """

    id: str
    title: str
    grade: Grade | None
    by_hand: bool
    lines: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()
    written: tuple[Written, ...] | None = None
    comment: Comment | None = None
    support: str = ""
    checked: tuple[CheckSaid, ...] = ()
    story: tuple[tuple[str, bool], ...] = ()

    @property
    def groups(self) -> tuple[tuple[str, tuple[Line, ...]], ...]:
        """Its lines; those whose points are told together under their heading."""
        return tuple(together(self.lines))

    @property
    def mark(self) -> str:
        """The mark, in words.

        >>> Section("p", "P", Grade(5, None), True).mark
        'up to 5 points, yet to be given by your teacher'
        >>> Section("p", "P", Grade(5, 2, 3), False).mark
        '3 of 5 points, set by your teacher (the marking had found 2)'
        """
        if self.grade is None:
            return ""
        points = points_of(self.grade.points)
        if self.grade.waits:
            return f"up to {points}, yet to be given by your teacher"
        words = f"{number(self.grade.score)} of {points}"
        if self.grade.manual is not None:
            words += ", given by your teacher" if self.by_hand else ", set by your teacher"
            if not self.by_hand and self.grade.auto is not None and not isclose(self.grade.auto, self.grade.manual):
                words += f" (the marking had found {number(self.grade.auto)})"
        if self.grade.extra:
            words += f", {number(self.grade.extra)} of them extra"
        return words


def points_of(value: float) -> str:
    """Points in words.

    >>> points_of(1), points_of(0.5)
    ('1 point', '0.5 points')
    """
    return f"{number(value)} {'point' if value == 1 else 'points'}"


@frozen
class Look:
    """A request for another look.

    Args:
        asked: what the student wrote.
        answer: what a person answered to just that; empty if nobody has.
    """

    asked: str
    answer: str = ""


@frozen
class Page:
    """What a student gets back for one notebook.

    Args:
        score: the points of all parts together, before any penalty.
        noted: what happened to what was handed in, in sentences.
        again: what is worth reading again, each once, in the order of the lectures.
        links: where that is, as far as it has an address.
        look: the student's request for another look, with its answer.
    """

    title: str
    student: str
    score: float
    sections: tuple[Section, ...]
    noted: tuple[str, ...]
    late: str
    penalty: float
    again: tuple[str, ...]
    links: Mapping[str, str] = field(factory=dict)
    look: Look | None = None

    @property
    def total(self) -> float:
        """What all parts earn, less what being late costs."""
        return max(0.0, self.score - self.penalty)

    @property
    def points(self) -> float:
        """What all parts are worth."""
        return fsum(section.grade.points for section in self.sections if section.grade)

    @property
    def waiting(self) -> float:
        """Points that a person has yet to give."""
        return fsum(section.grade.points for section in self.sections if section.grade and section.grade.waits)


def reports(notebook: NotebookNode) -> dict[str, Report]:
    """What marking has left in the checks of a notebook, by part."""
    found = (_report(cell) for cell in notebook.cells)
    return {report.part: report for report in found if report is not None}


def _report(cell: NotebookNode) -> Report | None:
    # Only a check has one: in any other cell the metadata may be a student's.
    is_check = is_grade(cell) and is_locked(cell) and not is_solution(cell)
    stored = cell.metadata.get(MARK) if is_check else None
    return Report.from_dict(stored) if stored else None


def is_manual(cell: NotebookNode) -> bool:
    """Whether what a student writes there, or below it, is marked by a person."""
    return bool(is_task(cell) or (is_grade(cell) and is_solution(cell)))


def answer_cells(notebook: NotebookNode, index: int) -> list[NotebookNode]:
    """The cells that hold the answer to the manual cell at an index: itself, or those that stand below a task."""
    cell = notebook.cells[index]
    if not is_task(cell):
        return [cell]
    found = []
    for below in notebook.cells[index + 1 :]:
        if "nbgrader" in below.metadata:
            break
        found.append(below)
    return found


def written(
    notebook: NotebookNode,
    index: int,
    released: frozenset[str],
    found: Mapping[str, Report],
    part_of: Callable[[str, Iterable[str]], str | None],
) -> tuple[Written, ...]:
    """What a student wrote for the manual cell at an index; empty if nothing, or only what was released there.

    Where a part belongs to the cell, the answer is, or begins with, what was written in that part's form.
    """
    cell = notebook.cells[index]
    part = part_of(cell.metadata.nbgrader.grade_id, found)
    in_form = found[part].written if part is not None else None
    return (
        *([Written(in_form, code=False)] if in_form else []),
        *(
            Written(answer.source.strip(), answer.cell_type == "code", pictures_of(answer))
            for answer in answer_cells(notebook, index)
            if answer.source.strip() and answer.source.strip() not in released
        ),
    )


def page(
    notebook: NotebookNode,
    booked: Booked,
    released: frozenset[str] = frozenset(),
    marker: Marker | None = None,
) -> Page:
    """Put together what a student gets back, from the graded notebook, the gradebook, and what was handed out."""
    marker = marker or NoMarker()
    found = reports(notebook)
    noted = tuple(dict.fromkeys(lines_of(notebook, for_teacher=False)))
    sections = tuple(_sections(notebook, booked, released, noted, marker))
    sections_to_read = dict.fromkeys(line.read for report in found.values() for line in report.lines if to_read(line))
    again = sorted(sections_to_read, key=lambda section: section.partition(" ")[0])
    title = next((heading for cell in notebook.cells if (heading := _heading(cell, "# ", released))), "Feedback")
    where = {marker.where(section): marker.link(section) for section in again}
    links = {words: link for words, link in where.items() if link}
    return Page(title, booked.student, booked.score, sections, noted, booked.late, booked.penalty, tuple(where), links)


def _sections(
    notebook: NotebookNode,
    booked: Booked,
    released: frozenset[str],
    noted: tuple[str, ...],
    marker: Marker,
) -> Iterator[Section]:
    found = reports(notebook)
    names = [cell.metadata["nbgrader"]["grade_id"] for cell in notebook.cells if is_manual(cell)]
    with_their_own = {marker.part_of(name, found) for name in names}
    heading, used = "", set()
    for index, cell in enumerate(notebook.cells):
        heading = _heading(cell, "## ", released) or heading
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        comment = booked.comments.get(name)
        marked = is_grade(cell) or is_task(cell)
        if not marked and comment is None:
            continue
        report, by_hand = _report(cell), is_manual(cell)
        # A check alone is called after what it checks, where that has a name of its own.
        asked = next((check for check in map(name_of, reversed(cells_of_check(notebook, index))) if check), "")
        own = report.title if report else _in_words(name if by_hand or _in_words(asked) in used else asked or name)
        title = next((text for text in (_heading(cell, "### ", released), heading) if text and text not in used), own)
        used.add(title)
        answer = written(notebook, index, released, found, marker.part_of) if by_hand else None
        if report is not None and report.part not in with_their_own and report.written is not None:
            answer = (Written(report.written, code=False),) if report.written else ()
        grade = booked.grades.get(name) if marked else None
        failed = grade is not None and grade.auto is not None and grade.auto < grade.points
        checked = () if by_hand else tuple(said_of_check(cell, failed=failed))
        if checked:
            own_cells = ((own.source.strip(), pictures_of(own)) for own in cells_of_check(notebook, index))
            answer = tuple(Written(text, code=True, pictures=drawn) for text, drawn in own_cells) or None
        yield Section(
            name,
            title,
            grade,
            by_hand,
            tuple(_to_show(line, marker) for line in report.lines) if report else (),
            tuple(note for note in report.notes if note not in noted) if report else (),
            answer,
            comment,
            report.support if report else "",
            checked,
            tuple((text, at in report.decisive) for at, text in enumerate(report.story, start=1)) if report else (),
        )


def _in_words(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()


def _heading(cell: NotebookNode, begins: str, released: frozenset[str]) -> str:
    """The first heading of that level in a cell of the course's own; empty if there is none."""
    if cell.cell_type != "markdown" or not (is_locked(cell) or cell.source.strip() in released):
        return ""
    return next((line.removeprefix(begins).strip() for line in cell.source.splitlines() if line.startswith(begins)), "")


def _to_show(line: Line, marker: Marker) -> Line:
    return line._replace(read=marker.where(line.read) if to_read(line) else "")
