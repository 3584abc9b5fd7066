"""``tarasoff questions`` and ``tarasoff slides``: what a teacher takes along."""

from collections import Counter
from pathlib import Path

import click

from safegrade.commands.frame import (
    NEW_FILE,
    course_option,
    importing,
    json_option,
    plural,
    print_json,
    say,
    writing,
    wrong_use,
)

# The only files that a platform takes, by the end of their name.
_ENDS = {"moodle": ".xml", "qti": ".zip"}
# Where the file goes then, in the words of the platform.
_NEXT = {
    "moodle": "In Moodle: Question bank > Import > Moodle XML format.",
    "qti": "In Canvas: Settings > Import Course Content > QTI .zip file. It makes a practice quiz for each lecture.",
}


@click.command()
@click.argument("file", type=NEW_FILE)
@click.option("--to", "form", type=click.Choice([*_NEXT]), required=True, help="Moodle XML, or QTI 1.2 as a zip file.")
@click.option("--lecture", "lectures", multiple=True, help="Only of this lecture, such as 05b; may be given again.")
@click.option("--topic", default="", help="Only of sections whose heading has these words, such as 'minors'.")
@json_option
def questions(file: Path, form: str, lectures: tuple[str, ...], topic: str, *, as_json: bool) -> None:
    """Write the public questions to FILE for a learning platform, each option with its reason, and with sources.

    They are for practice: everybody can read their answers, and no assignment asks them.
    """
    from tarasoff.classroom.questions.choosing import chosen  # noqa: PLC0415  --help stays quick
    from tarasoff.classroom.questions.moodle import moodle_xml  # noqa: PLC0415
    from tarasoff.classroom.questions.qti import qti_package  # noqa: PLC0415
    from tarasoff.knowledge.names import UnknownError  # noqa: PLC0415

    if file.suffix.lower() != _ENDS[form]:
        ends = _ENDS[form]
        raise click.UsageError(f"The platform takes only files that end in {ends}. Name it {file.stem}{ends}.")
    with wrong_use(UnknownError):
        found = chosen(lectures, topic)
    with writing(file):
        file.write_bytes(moodle_xml(found) if form == "moodle" else qti_package(found))
    if as_json:
        print_json({"file": str(file), "questions": len(found), "lectures": Counter(one.lecture for one in found)})
    say(f"{plural(len(found), 'question')} in {file}.", _NEXT[form])


@click.command()
@click.argument("lecture")
@click.option("--to", "file", type=NEW_FILE, help="The file to write. [default: LECTURE.html]")
@course_option
@json_option
def slides(lecture: str, file: Path | None, course: Path, *, as_json: bool) -> None:
    """Write a LECTURE, such as 03, as slides: one HTML file that needs no network.

    Questions and guesses come before what is so; S opens the speaker's view, with what a reader finds folded away.
    """
    with importing():
        from tarasoff.classroom.slides.deck import deck  # noqa: PLC0415
        from tarasoff.classroom.slides.page import page  # noqa: PLC0415
        from tarasoff.knowledge.names import UnknownError  # noqa: PLC0415

    with wrong_use(UnknownError, FileNotFoundError):
        found = deck(course, lecture)
    to = file or Path(f"{lecture}.html")
    with writing(to):
        to.write_text(page(found, f"{lecture} {found[0].title}"), encoding="utf-8")
    if as_json:
        print_json({"file": str(to), "slides": len(found), "sections": sum(slide.begins for slide in found)})
    say(f"{plural(len(found), 'slide')} in {to}. Open it in a browser; Esc shows all, S the speaker's view.")
