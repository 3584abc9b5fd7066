"""The same tables by ``nbgrader export --exporter safegrade.desk.platforms.exporters.ToCanvas``."""

from pathlib import Path
from typing import Any

from nbgrader.plugins import ExportPlugin
from traitlets import Bool

from safegrade.desk.platforms.marks_out import BLACKBOARD, CANVAS, MOODLE, Marks, marks_out
from safegrade.desk.platforms.tables import ForeignTable
from safegrade.gradebook.lateness import settle
from safegrade.gradebook.standing import standings
from safegrade.intake.scan import printable


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
            # Read first: what is asked of the gradebook in between ends what nbgrader has begun.
            name, points = row.name, row.max_score
            found = standings(gradebook, row)
            asked = {one: of for one, of in found.items() if not self.student or one in map(str, self.student)}
            marks.append(Marks(name, points, asked))
        out = marks_out(self.platform, marks, provisional=self.provisional)
        if out.held_back:
            how = f"--{type(self).__name__}.provisional=True"
            self.log.warning("Provisional marks left out: %s. To write them too: %s", len(out.held_back), how)
        for student, why in out.left_out.items():
            self.log.warning("%s is left out, because %s.", printable(student), why)
        ForeignTable(file, tuple(map(tuple, out.rows)), ",", "utf-8").write(file)


class ToCanvas(_ToPlatform):
    """For Canvas's gradebook."""

    platform = CANVAS


class ToMoodle(_ToPlatform):
    """For Moodle's gradebook."""

    platform = MOODLE


class ToBlackboard(_ToPlatform):
    """For Blackboard's grade centre."""

    platform = BLACKBOARD
