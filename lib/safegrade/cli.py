"""The command line of the grading in any nbgrader course."""

import click

from safegrade.commands import by_hand, grading, platforms, seeing, syncing

#: The commands that a course of its own offers as well.
COMMANDS = (
    *(grading.grade, grading.changes, grading.accept, grading.extend, seeing.report),
    *(by_hand.sheet, by_hand.blank, by_hand.comments, by_hand.answer),
    *(platforms.export, platforms.collect, platforms.roster, syncing.sync, syncing.platform_key),
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tarasoff")
def main() -> None:
    """Grading for any nbgrader course. Exit status: 0 all well, 1 somebody must look, 2 wrong use."""


for _command in (*COMMANDS, grading.doctor):
    main.add_command(_command)
