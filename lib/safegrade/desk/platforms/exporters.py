"""The same tables by ``nbgrader export --exporter safegrade.desk.platforms.exporters.ToCanvas``."""

from pathlib import Path
from typing import Any

from nbgrader.plugins import ExportPlugin
from traitlets import Bool

from safegrade.desk.platforms.marks_out import BLACKBOARD, CANVAS, MOODLE, Marks, marks_out
from safegrade.desk.platforms.tables import ForeignTable
from safegrade.gradebook.lateness import settle
from safegrade.gradebook.standing import standings


class _ToPlatform(ExportPlugin):
    """Writes the marks of some assignments, or of all, as columns of one table."""

    platform = ""
    provisional = Bool(help="Whether marks that are not final are sent too, as far as they have come.").tag(config=True)

    def export(self, gradebook: Any) -> None:
        """Write the table."""
        file = Path(self.to or f"{self.platform}.csv")
        wanted = [row for row in gradebook.assignments if not self.assignment or row.name in map(str, self.assignment)]
        marks = []
        for row in wanted:
            if self.parent is not None:
                settle(gradebook, self.parent.coursedir, self.parent, row.name)
            marks.append(Marks(row.name, row.max_score, standings(gradebook, row)))
        found = marks_out(self.platform, marks, provisional=self.provisional)
        if found.held_back:
            self.log.warning("%s marks are provisional, and are left out.", len(found.held_back))
        ForeignTable(file, tuple(map(tuple, found.rows)), ",", "utf-8").write(file)


class ToCanvas(_ToPlatform):
    """For Canvas's gradebook."""

    platform = CANVAS


class ToMoodle(_ToPlatform):
    """For Moodle's gradebook."""

    platform = MOODLE


class ToBlackboard(_ToPlatform):
    """For Blackboard's grade centre."""

    platform = BLACKBOARD
