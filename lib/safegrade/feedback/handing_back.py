"""Handing feedback pages back through the exchange, to each student who handed in there."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeReleaseFeedback
from nbgrader.utils import notebook_hash

from safegrade.intake.hand_ins import refused, submitted_folders
from safegrade.intake.ordinary import ordinary
from safegrade.intake.scan import SECRET, printable

# nbgrader writes 128 letters.
_LONGEST = 1000


class HandBackToEach(ExchangeReleaseFeedback):
    """nbgrader's release_feedback, which takes a student's secret from beside the page, and stops where there is none.

    A page lies in the exchange under a name that only who knows the secret of that submission can reckon. The secret
    stays where it was handed in: it is no part of the graded notebooks, nor of the feedback.
    """

    def copy_files(self) -> None:
        """Copy the pages of everybody, or of the student who was named."""
        without = []
        for student, folder, pages in self._pages():
            secret = _secret(Path(folder))
            if not secret:
                without.append(student)
                continue
            for page in pages:
                name = notebook_hash(secret=secret, notebook_id=page.stem)
                # Moved there at once: nobody fetches half a page.
                new = Path(self.dest_path, f"{name}-tmp.html")
                new.write_bytes(page.read_bytes())
                new.replace(Path(self.dest_path, f"{name}.html"))
            self.log.info("Released feedback for %s", printable(student))
        if without:
            self.log.warning(
                "%s of these did not hand in through the exchange, and cannot fetch a page from there: %s. "
                "Send it to them: feedback/STUDENT/%s",
                len(without), ", ".join(map(printable, without[:_NAMED])), self.coursedir.assignment_id,
            )  # fmt: skip

    def _pages(self) -> Iterator[tuple[str, str, list[Path]]]:
        """Each student with a page, the folder that was handed in, and the pages."""
        course: Any = self.coursedir
        for student, folder in submitted_folders(course, course.assignment_id).items():
            if fnmatchcase(student, course.student_id or "*") and not refused(course, student, folder):
                made = course.format_path(course.feedback_directory, student, course.assignment_id)
                if pages := sorted(Path(course.root, made).glob("*.html")):
                    yield student, folder, pages


_NAMED = 20


def _secret(folder: Path) -> str:
    """What nbgrader drew for a submission as it was handed in; empty where that was done in another way."""
    try:
        with ordinary(folder / SECRET) as (file, _):
            return file.read(_LONGEST).decode("ascii")
    except (OSError, UnicodeDecodeError):
        return ""
