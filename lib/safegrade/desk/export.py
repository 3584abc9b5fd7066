"""nbgrader's export, as a table that no spreadsheet runs, and that says which marks are not final yet."""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, BaseCell, Grade, SubmittedAssignment, SubmittedNotebook
from nbgrader.plugins import CsvExportPlugin
from sqlalchemy import or_

from safegrade.desk.table import as_text
from safegrade.gradebook.lateness import settle

# As in nbgrader; what is ours stands last.
_COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score", "provisional"),
)
_NOTHING: dict[str, Any] = {"timestamp": None, "raw_score": 0.0, "late_submission_penalty": 0.0, "score": 0.0}


class ExportSafely(CsvExportPlugin):
    """nbgrader's CSV exporter, which otherwise writes names and ids as they are, separators and formulas included."""

    def export(self, gradebook: Any) -> None:
        """Write a row for each student and assignment, as nbgrader does.

        ``provisional`` says how many cells a person has yet to mark, or to look at again.
        """
        place = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", place)
        with place.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(_COLUMNS)
            for assignment in gradebook.assignments:
                if self.assignment and assignment.name not in map(str, self.assignment):
                    continue
                if self.parent is not None:
                    settle(gradebook, self.parent.coursedir, self.parent, assignment.name)
                for row in self._rows(gradebook, assignment):
                    cells = ("" if row[name] is None else str(row[name]) for name in _COLUMNS)
                    writer.writerow([as_text(cell) for cell in cells])

    def _rows(self, gradebook: Any, assignment: Any) -> list[dict[str, Any]]:
        waiting = _waiting(gradebook, assignment.name)
        handed_in = {work.student_id: work for work in gradebook.assignment_submissions(assignment.name)}
        rows = []
        for student in gradebook.students:
            if self.student and student.id not in map(str, self.student):
                continue
            row = {name: getattr(student, name) for name in ("last_name", "first_name", "email")}
            row |= {"assignment": assignment.name, "duedate": assignment.duedate, "max_score": assignment.max_score}
            row |= {"student_id": student.id, "provisional": waiting[student.id], **_NOTHING}
            if submission := handed_in.get(student.id):
                penalty = submission.late_submission_penalty or 0.0
                row |= {"timestamp": submission.timestamp, "raw_score": submission.score}
                row |= {"late_submission_penalty": penalty, "score": max(0.0, submission.score - penalty)}
            rows.append(row)
        return rows


def _waiting(gradebook: Any, assignment: str) -> Counter[str]:
    """How many marks of each student are not final."""
    query = (
        gradebook.db.query(SubmittedAssignment.student_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .filter(Assignment.name == assignment)
        .filter(or_(Grade.needs_manual_grade, Grade.manual_score.is_(None) & Grade.auto_score.is_(None)))
    )
    return Counter(student for (student,) in query)
