"""Questions in Moodle's own format: *Question bank > Import > Moodle XML format*.

Each lecture is a category, and each of its sections a category in it. ``idnumber`` is the question's id in the course.
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from tarasoff.classroom.questions.choosing import by_section, title_of
from tarasoff.classroom.questions.xml_texts import add, document, paragraph, where_it_rests
from tarasoff.knowledge.records import Option, Question
from tarasoff.knowledge.teaching import library

_COURSE = "Keep it, or pass it on?"
# What a wrong try costs where a quiz lets one try again; Moodle's own default.
_PENALTY = "0.3333333"


def moodle_xml(questions: Iterable[Question]) -> bytes:
    """Questions as a file in Moodle's XML format.

    Args:
        questions: of the public bank.

    >>> from tarasoff.classroom.questions.choosing import chosen
    >>> moodle_xml(chosen(["00"])).count(b'<question type="multichoice">')
    7
    """
    quiz = Element("quiz")
    for section, several in by_section(questions).items():
        _category(quiz, section, several[0].lecture)
        for question in several:
            _question(quiz, question)
    return document(quiz)


def _category(quiz: Element, section: str, lecture: str) -> None:
    heading = section.partition(" ")[2]
    # A stroke parts categories; two of them stand for one in a name.
    names = (_COURSE, f"{lecture} {library.lectures()[lecture].title}", heading)
    path = "/".join(("$course$", "top", *(name.replace("/", "//") for name in names)))
    _text(add(add(quiz, "question", type="category"), "category"), path)


def _question(quiz: Element, question: Question) -> None:
    element = add(quiz, "question", type="multichoice")
    _text(add(element, "name"), title_of(question))
    _text(add(element, "questiontext", format="html"), paragraph(question.stem))
    _text(add(element, "generalfeedback", format="html"), where_it_rests(question))
    for name, value in (
        ("defaultgrade", "1.0000000"), ("penalty", _PENALTY), ("hidden", "0"), ("idnumber", question.id),
        ("single", "true"), ("shuffleanswers", "true"), ("answernumbering", "abc"), ("showstandardinstruction", "0"),
    ):  # fmt: skip
        add(element, name, value)
    # Each option has its own reason; Moodle asks for these three all the same.
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        _text(add(element, name, format="html"), "")
    for option in question.options:
        _answer(element, option)
    tags = add(element, "tags")
    for tag in (f"lecture {question.lecture}", "tarasoff"):
        _text(add(tags, "tag"), tag)


def _answer(element: Element, option: Option) -> None:
    answer = add(element, "answer", fraction="100" if option.right else "0", format="html")
    _text(answer, paragraph(option.text))
    _text(add(answer, "feedback", format="html"), paragraph(option.reason))


def _text(parent: Element, text: str) -> None:
    add(parent, "text", text)
