"""What a learner can take in: short screens, short sentences, minutes that are so, a guess before its result."""

import ast
import json
import re
from pathlib import Path

import pytest

from tarasoff.knowledge.evidence import studies
from tarasoff.knowledge.teaching import library
from tarasoff.scenarios.files import scenario

COURSE = Path(__file__).parents[2] / "course"
LECTURES = (
    *("00-start", "01-promise", "02-tarasoff", "03-law", "04-trust"),
    *("05-criteria", "05b-prediction", "06-grey-areas", "06b-whose-confidence"),
)

# Minutes that an exercise takes.
QUESTION, SORT = 0.75, 1
VIEWS = {"LinePoll": 2, "TriageBoard": 4, "ConsentScript": 4, "Timeline": 4, "Myths": 4, "Reflection": 2}
VIEWS |= {"DutyFinder": 4, "DisclosureSimulator": 4, "Figure": 0.5, "ThreadCard": 3, "Close": 2, "YourPlace": 0.5}
VIEWS |= {"PeopleGrid": 4, "RocBoard": 3, "ThresholdExplorer": 4, "CriteriaBoard": 4, "Redactor": 3, "CodesView": 3}
VIEWS |= {"BalanceMap": 3, "Next": 0}
LONGEST, LIMIT = 30, 110
# Words of one lecture on the way, with what one may unfold; and of all these lectures, with what is further.
ONE, ALL = 2400, 13000


def read(text):
    """What can be read: no addresses."""
    return re.sub(r"\]\([^)]*\)", "]", text)


def core(text):
    """What is read on the way: no folds either."""
    return re.sub(r"<details>.*?</details>", "", read(text), flags=re.DOTALL)


def count(text):
    return len(re.findall(r"[A-Za-z0-9][\w'\u2019./-]*", text))


def sentences(text):
    """Sentences and entries of lists; a table has neither."""
    lines = (line.strip("-*# ").lstrip("0123456789. ") for line in core(text).splitlines() if "|" not in line)
    return [one for line in lines for one in re.split(r"(?<=[.?!:])[”*]*\s+", line) if count(one)]


@pytest.fixture(params=LECTURES)
def cells(request):
    """The cells of a lecture, up to what is for another day."""
    every = json.loads((COURSE / f"{request.param}.ipynb").read_text(encoding="utf-8"))["cells"]
    on_the_way = []
    for cell in every:
        text = "".join(cell["source"])
        if text.startswith(("## Further", "## Sources")):
            break
        on_the_way.append((cell["cell_type"] == "markdown", text))
    return on_the_way


@pytest.fixture
def screens(cells):
    return [text for markdown, text in cells if markdown]


@pytest.fixture
def calls(cells):
    """What is called, with its arguments."""
    trees = [ast.parse(text).body[-1] for markdown, text in cells if not markdown]
    found = [tree.value for tree in trees if isinstance(tree, ast.Expr)]
    return [(call.func.id, [ast.literal_eval(one) for one in call.args]) for call in found]


def test_a_screen_holds_one_idea_in_few_words(screens):
    assert not {text.splitlines()[0]: count(core(text)) for text in screens if count(core(text)) > LIMIT}


def test_the_way_through_a_lecture_is_short(screens):
    assert sum(count(read(text)) for text in screens) <= ONE


def test_all_of_it_is_less_than_a_short_book():
    books = [json.loads((COURSE / f"{name}.ipynb").read_text(encoding="utf-8")) for name in LECTURES]
    texts = ["".join(one["source"]) for book in books for one in book["cells"] if one["cell_type"] == "markdown"]
    assert sum(count(read(text)) for text in texts) <= ALL, "what is further belongs into a room"


def test_sentences_are_short(screens):
    every = [one for text in screens for one in sentences(text)]
    assert not [one for one in every if count(one) > 20]
    assert sum(map(count, every)) / len(every) <= 12


def test_nobody_reads_long_without_something_to_do(cells):
    since = 0
    for markdown, text in cells:
        since = since + count(core(text)) if markdown else 0
        # A list to sort, with its answers in a fold, is something to do.
        since = 0 if "<summary>When you have" in text else since
        assert since <= 400, text


def test_the_minutes_are_so(screens, calls):
    said = int(re.search(r"About (\d+) minutes", screens[0]).group(1))
    takes = sum(map(count, map(core, screens))) / 200
    takes += SORT * sum(text.count("<summary>When you have") for text in screens)
    for name, given in calls:
        if name == "Scenario":
            takes += scenario(given[0]).minutes
        else:
            takes += QUESTION * len(given) if name == "Question" else QUESTION if name == "Guess" else VIEWS[name]
    assert said <= LONGEST
    assert abs(said - takes) <= 2, f"it takes about {takes:.0f}"


def test_what_has_not_been_read_is_a_sign_and_not_a_sentence(screens):
    assert not [text for text in screens if re.search(r"not (been )?(read|gathered)|nobody verified", core(text))]


def test_no_question_is_asked_twice_on_the_way(calls):
    ids = [(name, one) for name, given in calls if name in ("Question", "Guess") for one in given]
    assert len(ids) == len(set(ids))


def test_no_number_is_told_before_it_is_guessed(screens, calls):
    guessed = [library.guesses()[given[0]] for name, given in calls if name == "Guess"]
    for words in guessed:
        if words.study:
            truth = round(studies()[words.study].share * words.of)
            assert not re.search(rf"\b{truth}\b", core("\n".join(screens))), words.id


def test_a_lecture_names_what_its_guesses_rest_on():
    for words in library.guesses().values():
        if words.lecture in ("00", "01", "02", "03", "04"):
            assert {*words.sources, *filter(None, [words.study])} <= set(library.sources_of(words.lecture)), words.id
