"""Where nbgrader's own commands, and formgrader, come onto our road: two converters that stand in for nbgrader's."""

from pathlib import Path
from typing import Any, NoReturn

from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import NbGraderException

from safegrade.contract import GradingError
from safegrade.grade.grade import MARKED, NOT_MARKED, UNCHANGED, GradingStoppedError, grade
from safegrade.grade.prepare import GradingRun, prepare
from safegrade.grade.workers import Processes
from safegrade.intake.scan import printable
from safegrade.settings import is_configured, marker_of

_MEND = "nbgrader_config.py ends with an error, shown above, or does not call configure(c). Mend it."
_NOT_CONFIGURED = (
    f"Nothing was marked: the steps of configure(c) are missing, and students' code would run as you. {_MEND}"
)
_NOT_PRIVATE = f"Nothing was made: the settings of configure(c) are missing, and keys would be handed out. {_MEND}"


def _stop(converter: Any, why: str) -> NoReturn:
    converter.log.error("%s", why)
    raise NbGraderException(why)


class AutogradeEverything(Autograde):
    """nbgrader's Autograde, on the one road: what ``nbgrader autograde`` and formgrader's button start."""

    def start(self) -> None:
        """Mark the submissions that the command line, or the button, names.

        Raises:
            NbGraderException: nothing could be marked, or not all of it; what there is to do was logged.
        """
        if not is_configured(self.config):
            _stop(self, _NOT_CONFIGURED)
        course = self.coursedir
        students = () if course.student_id == "*" else (course.student_id,)
        try:
            run = prepare(self, course.assignment_id, students, force=self.force)
        except GradingError as error:
            _stop(self, str(error))
        try:
            states = self._marked(run)
        finally:
            run.close()
        if NOT_MARKED in states:
            _stop(self, "Some submissions were not marked; see above.")

    def _marked(self, run: GradingRun) -> set[str]:
        """Mark, and log a line for each thing that somebody should know; give the states in which submissions are."""
        states = set()
        assignment = run.setup.assignment
        try:
            for done in grade(run, Processes()):
                states.add(done.state)
                for line in done.lines:
                    self.log.warning("%s, %s: %s", printable(done.student), assignment, printable(line, 500))
                if done.state == MARKED:
                    self.log.info("%s, %s: marked", done.student, assignment)
                elif done.state == UNCHANGED:
                    self.log.info("Skipping existing assignment: %s", run.writer.folder(done.student))
        except GradingStoppedError as error:
            _stop(self, str(error))
        return states


class ReleaseWithoutAnswers(GenerateAssignment):
    """nbgrader's GenerateAssignment, which otherwise hands out the answers of a teacher who tried the assignment."""

    def start(self) -> None:
        """Make the assignment, unless a mistake in the settings has lost what is to be kept back.

        Raises:
            NbGraderException: nothing was made; why was logged.
        """
        if not is_configured(self.config):
            _stop(self, _NOT_PRIVATE)
        super().start()

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy the files of the assignment, and take the answers out again."""
        super().init_assignment(assignment_id, student_id)
        # Not by CourseDirectory.ignore: a student's answers must still travel from submitted/ to autograded/.
        for name in marker_of(self.config).own_files:
            (Path(self._format_dest(assignment_id, student_id)) / name).unlink(missing_ok=True)
