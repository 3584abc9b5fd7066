"""nbgrader's export, as a table that no spreadsheet runs, and that says which marks are not final yet."""

import csv
from pathlib import Path
from typing import Any

from nbgrader.plugins import CsvExportPlugin

from safegrade.desk.table import as_text
from safegrade.gradebook.lateness import settle
from safegrade.gradebook.standing import standings

# As in nbgrader; what is ours stands last.
_COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score", "provisional"),
)


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
        # Read first: what is asked of the gradebook in between ends what nbgrader has begun.
        named = {"assignment": assignment.name, "duedate": assignment.duedate, "max_score": assignment.max_score}
        rows = []
        for student, one in standings(gradebook, assignment).items():
            if self.student and student not in map(str, self.student):
                continue
            who = {"student_id": student, "last_name": one.last_name, "first_name": one.first_name, "email": one.email}
            points = {"raw_score": one.raw, "late_submission_penalty": one.penalty, "score": one.score}
            rows.append({**named, **who, **points, "timestamp": one.handed_in, "provisional": one.provisional})
        return rows
