"""Questions for a learning platform: what is imported there has to be what stands in the course."""

import json
from html.parser import HTMLParser
from io import BytesIO
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import pytest
from attrs import evolve, frozen
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tarasoff.classroom.questions.choosing import chosen
from tarasoff.classroom.questions.moodle import moodle_xml
from tarasoff.classroom.questions.qti import qti_package
from tarasoff.cli import main
from tarasoff.knowledge.records import Option, Question
from tarasoff.knowledge.teaching import library

QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
PACKAGE = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"


@frozen
class Imported:
    """A question as a platform has it after an import."""

    stem: str
    options: tuple[tuple[str, str, bool], ...]
    sources: str


def parsed(xml):
    return fromstring(xml)  # noqa: S314  written by ourselves a moment ago


def words(html):
    """What a reader sees of HTML; a tag that is not one of ours would be an error."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, _):
            assert tag in ("p", "ul", "li", "a"), f"a text has become the tag {tag}"

        def handle_data(self, data):
            found.append(data)

    reader = Reader()
    reader.feed(html)
    reader.close()
    return "".join(found)


def from_moodle(xml):
    """What Moodle's importer takes of a file: its id number to the question."""
    found = {}
    for question in parsed(xml).iter("question"):
        if question.get("type") == "category":
            continue
        assert question.get("type") == "multichoice"
        assert question.findtext("name/text")
        assert (question.findtext("single"), question.findtext("shuffleanswers")) == ("true", "true")
        found[question.findtext("idnumber")] = Imported(
            words(question.findtext("questiontext/text")),
            tuple(
                (
                    words(answer.findtext("text")),
                    words(answer.findtext("feedback/text")),
                    float(answer.get("fraction")) == 100,
                )
                for answer in question.findall("answer")
            ),
            words(question.findtext("generalfeedback/text")),
        )
    return found


def from_qti(package):
    """What a platform finds that follows the package's own links: the ident of each item to the question."""
    found = {}
    with ZipFile(BytesIO(package)) as archive:
        manifest = parsed(archive.read("imsmanifest.xml"))
        resources = {one.get("identifier"): one for one in manifest.iter(f"{PACKAGE}resource")}
        for resource in resources.values():
            for needed in resource.iter(f"{PACKAGE}dependency"):
                assert needed.get("identifierref") in resources
            for file in resource.iter(f"{PACKAGE}file"):
                text = parsed(archive.read(file.get("href")))
                found |= {item.get("ident"): _imported(item) for item in text.iter(f"{QTI}item")}
    return found


def _imported(item):
    text = f"{QTI}material/{QTI}mattext"
    feedback = {
        one.get("ident"): words(one.findtext(f"{QTI}flow_mat/{text}")) for one in item.iter(f"{QTI}itemfeedback")
    }
    shown, right, always = {}, [], []
    for condition in item.iter(f"{QTI}respcondition"):
        picked = condition.findtext(f"{QTI}conditionvar/{QTI}varequal")
        if condition.findtext(f"{QTI}setvar") == "100":
            right.append(picked)
        else:
            named = condition.find(f"{QTI}displayfeedback").get("linkrefid")
            (always if picked is None else shown.setdefault(picked, [])).append(feedback[named])
    assert len(right) == 1, "more than one option earns the point"
    return Imported(
        words(item.findtext(f"{QTI}presentation/{text}")),
        tuple(
            (words(label.findtext(text)), *shown[label.get("ident")], label.get("ident") in right)
            for label in item.iter(f"{QTI}response_label")
        ),
        *always,
    )


READERS = [
    pytest.param(moodle_xml, from_moodle, "", id="moodle"),
    pytest.param(qti_package, from_qti, "tarasoff-", id="qti"),
]


def options_of(question):
    return tuple((option.text, option.reason, option.right) for option in question.options)


@pytest.mark.parametrize(("write", "read", "prefix"), READERS)
def test_what_is_imported_is_the_bank(write, read, prefix):
    found = read(write(chosen()))
    assert set(found) == {f"{prefix}{name}" for name in library.questions()}
    for name, question in library.questions().items():
        imported = found[f"{prefix}{name}"]
        assert (imported.stem, imported.options) == (question.stem, options_of(question))
        for source in {*question.sources, *(one for option in question.options for one in option.sources)}:
            assert library.source(source).title in imported.sources, f"{name} does not say that it rests on {source}"


# XML can hold none of the others, and no data file of the course does.
TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn"))).filter(str.strip)


@given(st.lists(TEXT, min_size=5, max_size=5))
@pytest.mark.parametrize(("write", "read", "prefix"), READERS)
def test_no_text_becomes_a_tag_or_gets_lost(write, read, prefix, texts):
    options = (Option(texts[0], texts[1]), Option(texts[2], texts[3], right=True))
    question = Question("odd", "00 The exam question", texts[4], options, ("apa_4_02",))
    imported = read(write([question]))[f"{prefix}odd"]
    assert (imported.stem, imported.options) == (question.stem, options_of(question))


def test_signs_of_html_are_words():
    odd = evolve(library.questions()["opening"], stem="<script>1</script> ]]> &amp; a < b")
    assert b"<script" not in moodle_xml([odd])
    assert from_moodle(moodle_xml([odd]))["opening"].stem == odd.stem
    assert from_qti(qti_package([odd]))["tarasoff-opening"].stem == odd.stem


def test_a_question_that_was_reworded_takes_the_place_of_the_old_one():
    question = library.questions()["opening"]
    other = evolve(question, stem="Asked in other words?")
    assert set(from_moodle(moodle_xml([question]))) == set(from_moodle(moodle_xml([other])))
    assert set(from_qti(qti_package([question]))) == set(from_qti(qti_package([other])))


def test_the_same_questions_give_the_same_file():
    assert qti_package(chosen(["03"])) == qti_package(chosen(["03"]))


def test_moodle_sorts_questions_into_lectures_and_sections():
    xml = parsed(moodle_xml(chosen(["05b"])))
    paths = [one.findtext("category/text") for one in xml.iter("question") if one.get("type") == "category"]
    assert paths[0] == (
        "$course$/top/Keep it, or pass it on?/05b Prediction/Predicting, and what a base rate does"
    )
    assert len(paths) == len(set(paths)), "a section comes twice"


def test_canvas_gets_a_practice_quiz_a_lecture():
    with ZipFile(BytesIO(qti_package(chosen(["00", "05b"])))) as archive:
        names = archive.namelist()
        meta = parsed(archive.read("lecture-05b/assessment_meta.xml"))
    assert [name for name in names if name.endswith("meta.xml")] == [
        "lecture-00/assessment_meta.xml",
        "lecture-05b/assessment_meta.xml",
    ]
    canvas = "{http://canvas.instructure.com/xsd/cccv1p0}"
    assert meta.findtext(f"{canvas}quiz_type") == "practice_quiz"
    assert meta.findtext(f"{canvas}title") == "05b Prediction: practice"


def test_05_is_not_05b():
    assert {question.lecture for question in chosen(["05"])} == {"05"}
    assert {question.lecture for question in chosen(["05b"])} == {"05b"}


def call(*arguments):
    done = CliRunner().invoke(main, ["questions", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done


def test_the_command_writes_the_file_and_says_where_it_goes(tmp_path):
    file = tmp_path / "minors.xml"
    done = call(file, "--to", "moodle", "--topic", "minors", "--json")
    assert json.loads(done.stdout) == {"file": str(file), "questions": 6, "lectures": {"06": 6}}
    assert "Question bank > Import" in done.stderr
    assert "new-jersey-mother" in from_moodle(file.read_bytes())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--lecture", "5b"), "Did you mean 05b"),
        (("--lecture", "06", "--topic", "trust"), "Minors; "),
    ],
)
def test_the_command_says_what_there_is(tmp_path, arguments, said):
    done = call(tmp_path / "x.zip", "--to", "qti", *arguments)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
    assert not (tmp_path / "x.zip").exists()


def test_a_platform_would_not_take_a_file_of_another_name(tmp_path):
    done = call(tmp_path / "bank.xml", "--to", "qti")
    assert (done.exit_code, "Name it bank.zip." in done.stderr) == (2, True)


def test_a_file_that_cannot_be_written_is_said_in_a_sentence(tmp_path):
    done = call(tmp_path / "no" / "x.zip", "--to", "qti")
    assert (done.exit_code, "cannot be written" in done.stderr) == (2, True)
