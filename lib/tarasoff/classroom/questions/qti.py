"""Questions as a QTI 1.2 package, as Canvas and others import it: *Import Course Content > QTI .zip file*.

A package holds one practice quiz a lecture. Identifiers come from the ids of lectures and questions, so that what is
imported again can take the place of what was imported before. The quizzes hold against the schema of QTI 1.2.1 in the
profile of Common Cartridge 1.1; the manifest is one as Canvas itself writes it.
"""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tarasoff.classroom.questions.choosing import title_of
from tarasoff.classroom.questions.xml_texts import add, document, paragraph, where_it_rests
from tarasoff.knowledge.records import Question
from tarasoff.knowledge.teaching import library

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
_META = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
# Canvas takes numbers for the options of a question; it counts them for each question by itself.
_FIRST_OPTION = 1001
_RESPONSE = "response1"
# The same questions give the same file: no archive remembers when it was made. The earliest day that it can hold.
_NO_DAY = (1980, 1, 1, 0, 0, 0)


def qti_package(questions: Iterable[Question]) -> bytes:
    """Questions as a zip archive in QTI 1.2, a practice quiz for each lecture.

    Args:
        questions: of the public bank.

    >>> from tarasoff.classroom.questions.choosing import chosen
    >>> sorted(ZipFile(BytesIO(qti_package(chosen(["00"])))).namelist())
    ['imsmanifest.xml', 'lecture-00/assessment_meta.xml', 'lecture-00/lecture-00.xml']
    """
    lectures: dict[str, list[Question]] = {}
    for question in questions:
        lectures.setdefault(question.lecture, []).append(question)
    files = {"imsmanifest.xml": _manifest(lectures)}
    for lecture, several in lectures.items():
        folder = f"lecture-{lecture}"
        files[f"{folder}/{folder}.xml"] = _assessment(lecture, several)
        files[f"{folder}/assessment_meta.xml"] = _meta(lecture, several)
    archive = BytesIO()
    with ZipFile(archive, "w") as package:
        for name, text in files.items():
            package.writestr(ZipInfo(name, _NO_DAY), text, compress_type=ZIP_DEFLATED)
    return archive.getvalue()


def _identifier(lecture: str) -> str:
    return f"tarasoff-lecture-{lecture}"


def _title(lecture: str) -> str:
    return f"{lecture} {library.lectures()[lecture].title}: practice"


def _manifest(lectures: Mapping[str, Sequence[Question]]) -> bytes:
    root = Element("manifest", {"identifier": "tarasoff-questions", "xmlns": _PACKAGE})
    about = add(root, "metadata")
    add(about, "schema", "IMS Content")
    add(about, "schemaversion", "1.1.3")
    add(root, "organizations")
    resources = add(root, "resources")
    for lecture in lectures:
        folder, name = f"lecture-{lecture}", _identifier(lecture)
        quiz = add(resources, "resource", identifier=name, type="imsqti_xmlv1p2")
        add(quiz, "file", href=f"{folder}/{folder}.xml")
        add(quiz, "dependency", identifierref=f"{name}-meta")
        href = f"{folder}/assessment_meta.xml"
        add(add(resources, "resource", identifier=f"{name}-meta", type=_META, href=href), "file", href=href)
    return document(root)


def _meta(lecture: str, questions: Sequence[Question]) -> bytes:
    """How Canvas shows the quiz; other platforms leave it aside."""
    root = Element("quiz", {"identifier": _identifier(lecture), "xmlns": _CANVAS})
    for name, value in (
        ("title", _title(lecture)),
        ("description", paragraph("Practice: the answers are public, and each option has its reason.")),
        ("shuffle_answers", "true"), ("scoring_policy", "keep_highest"), ("quiz_type", "practice_quiz"),
        ("points_possible", f"{len(questions)}.0"), ("show_correct_answers", "true"), ("allowed_attempts", "-1"),
        ("available", "false"),
    ):  # fmt: skip
        add(root, name, value)
    return document(root)


def _assessment(lecture: str, questions: Sequence[Question]) -> bytes:
    place = f"{_QTI} http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd"
    root = Element("questestinterop", {"xmlns": _QTI, "xmlns:xsi": _XSI, "xsi:schemaLocation": place})
    quiz = add(root, "assessment", ident=_identifier(lecture), title=_title(lecture))
    _fields(quiz, {"cc_maxattempts": "unlimited"})
    section = add(quiz, "section", ident="root_section")
    for question in questions:
        _item(section, question)
    return document(root)


def _fields(parent: Element, fields: Mapping[str, str]) -> None:
    about = add(parent, "qtimetadata")
    for label, entry in fields.items():
        field = add(about, "qtimetadatafield")
        add(field, "fieldlabel", label)
        add(field, "fieldentry", entry)


def _item(section: Element, question: Question) -> None:
    options = {str(number): option for number, option in enumerate(question.options, start=_FIRST_OPTION)}
    item = add(section, "item", ident=f"tarasoff-{question.id}", title=title_of(question))
    about = {
        "question_type": "multiple_choice_question",
        "points_possible": "1.0",
        "original_answer_ids": ",".join(options),
        "assessment_question_identifierref": f"tarasoff-bank-{question.id}",
    }
    _fields(add(item, "itemmetadata"), about)
    shown = add(item, "presentation")
    _material(shown, paragraph(question.stem))
    choice = add(add(shown, "response_lid", ident=_RESPONSE, rcardinality="Single"), "render_choice")
    for number, option in options.items():
        _material(add(choice, "response_label", ident=number), paragraph(option.text))
    marked = add(item, "resprocessing")
    add(add(marked, "outcomes"), "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    _feedback_for(marked, "", "general_fb")
    for number in options:
        _feedback_for(marked, number, f"{number}_fb")
    right = add(marked, "respcondition", **{"continue": "No"})
    fitting = next(number for number, option in options.items() if option.right)
    add(add(right, "conditionvar"), "varequal", fitting, respident=_RESPONSE)
    add(right, "setvar", "100", action="Set", varname="SCORE")
    texts = {"general_fb": where_it_rests(question)}
    texts |= {f"{number}_fb": paragraph(option.reason) for number, option in options.items()}
    for name, text in texts.items():
        _material(add(add(item, "itemfeedback", ident=name), "flow_mat"), text)


def _feedback_for(marked: Element, number: str, name: str) -> None:
    """Show a feedback for an option; for whatever was chosen, if no option is named."""
    condition = add(marked, "respcondition", **{"continue": "Yes"})
    when = add(condition, "conditionvar")
    if number:
        add(when, "varequal", number, respident=_RESPONSE)
    else:
        add(when, "other")
    add(condition, "displayfeedback", feedbacktype="Response", linkrefid=name)


def _material(parent: Element, html: str) -> None:
    add(add(parent, "material"), "mattext", html, texttype="text/html")
