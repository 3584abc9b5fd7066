"""What the course knows: whole, sourced, in line with the lectures, and no question that answers itself."""

import csv
import json
import re
from collections import Counter
from itertools import chain
from urllib.parse import urlsplit

import pytest

import tarasoff
from tarasoff.assignment.files import load_parts
from tarasoff.knowledge.reading import DATA, DataFileError, read_yaml
from tarasoff.knowledge.teaching import library
from tarasoff.knowledge.teaching.lectures import Lectures
from tarasoff.marking.data_keys import DataKey
from tarasoff.marking.key_files import load_key
from tarasoff.marking.keys import CaseKey, choice_keys

TABLES = ("codes.csv", "cases.csv", "studies.csv", "support.csv")

# Study notes, quizzes, courses for credit, forums, blogs, uploads, pages that a machine wrote, form mills, mirrors that
# go as they came, and what firms, practices and churches write of a law: what stands there nobody answers for.
NO_SOURCE = (
    *("studicata.com", "quimbee.com", "lexplug.com", "learnleo.com", "casebriefs.com", "casebriefsco.com"),
    *("coursehero.com", "chegg.com", "studocu.com", "quizlet.com", "jeopardylabs.com", "stuvia.com", "gradesaver.com"),
    *("healthcaretraininginstitute.org", "homestudycredit.com", "onlineceucredit.com", "mentalhealthce.com"),
    *("elitelearning.com", "socialworktestprep.com", "open-exam-prep.com", "psychologyexams.com", "brainscape.com"),
    *("blogspot.com", "wordpress.com", "typepad.com", "memosandmirth.com", "mysupportforums.org", "crimelibrary.com"),
    *("reddit.com", "quora.com", "wikipedia.org", "wikimili.com", "howtoadult.com", "worldpopulationreview.com"),
    *("scribd.com", "slideshare.net", "docstoc.com", "documentine.com", "dokumen.tips", "docslib.org", "abcdocz.com"),
    *("studylib.net", "studyres.com", "fdocuments.us", "vdocuments.site", "docsbay.net", "healthdocbox.com"),
    *("1library.net", "zoboko.com", "issuu.com", "yumpu.com", "vulcanbills.com", "certoutlook.com"),
    *("medium.com", "livenews.co.nz", "gpraj.com", "shouselaw.com", "syfert.com", "courtgpt.ai", "reggi.ai"),
    *("lexbuild.dev", "jurris.com", "codecond.com", "lofifax.com", "thefederalregister.org", "checkoutapi.com"),
    *("kyzer.ai", "amgoa.org", "instalawyer.io", "self-law.org", "lexace.ai", "legalfix.com", "getpocketlaw.com"),
    *("laws-info.com", "laws9.com", "darkscan.org", "owlyco.com", "cryer.org.uk", "counselstack.com", "pages.dev"),
    *("fastdemocracy.com", "howtolegalhelp.com", "virascience.com", "v2010-rfa.com", "masslitapp.com"),
    *("paperexplained.cn", "originalsources.com", "legiplex.com", "legilist.com", "tweb-dev.unibo.it"),
    *("hipaatemplates.com", "auditsuisse.com", "formsbank.com", "njdriverslicenses.com", "chicokc.com"),
    *("worldprivacylaw.com", "readbyqxmd.com", "x-mol.com", "metajournal.com", "pagefreezer.com", "lists.ctc.edu"),
    *("cloudfront.net", "core-prod.cambridgecore.org", "beta.bailii.org", "www.pubmed.ncbi.nlm.nih.gov"),
    *("churchlawandtax.com", "ccsb.com", "nysdivorce.net", "newinsightspsychology.com", "firelawblog.com"),
    *("animallaw.info", "medicalmalpracticelawyers.com", "uslawyerdatabase.com", "smithmalek.com", "bostoncoop.net"),
    *("bevanbrittan.com", "lawrefs.com", "dd-brm.dcdhs.com", "pediatricassociatesnh.com", "naswct.org"),
    *("keepinglawsimple.org", "udallshumway.com", "pullcom.com", "hmbr.com", "foleynash.com", "hallrender.com"),
    *("nativehealthphoenix.org", "zacharykaufman.com", "rbelaw.com", "mandatedreporteracademy.com", "aappn.org"),
    *("lifeinquebec.com", "blg.com", "weightmans.com", "dicksonappell.com", "armiart.com"),
    *("autodiscover.legislature.maine.gov", "docs-preview.legis.wisconsin.gov", "cap-redacted-demo.lil.tools"),
    *("brickergraydon.com", "bricker.com", "statutes.laws.com", "hhhealthlawblog.com", "pbl.com", "gowlingwlg.com"),
    *("dubo.com", "mckenzielake.com", "toolboxpsychology.com.au", "lpdirect.net", "mondaq.co.uk", "hcplive.com"),
    *("content.yudu.com", "goinglegal.com", "hnwlaw.com", "oblic.com", "urbanic.law", "frostbrowntodd.com"),
    *("wilentz.com", "federal.elaws.us", "parules.elaws.us", "nvrules.elaws.us", "ilrules.elaws.us", "wi.elaws.us"),
    *("nv.elaws.us", "londonspring.org", "forensicmentalhealthservices.org", "clinicalforensicpsychology.org"),
    *("kkjforensicpsychology.com", "iron-law.com", "dellario.org", "elawyers.us", "caringlawyers.com"),
    *("bmedreport.com", "clubexpress.com", "pmlawyers.com.au", "lifewatch-eap.com", "uslegal.com", "policyrisk.com"),
    *("floridarule.com", "lexology.com", "tlotl.ca", "uksupportedhousing.com"),
    *("physiciansweekly.com", "psychiatryadvisor.com", "nationalelfservice.net", "katalog.lib.cas.cz", "ichgcp.net"),
)


def cells(path, kind):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


@pytest.fixture(scope="module")
def lectures(root):
    """Number of a lecture to its file."""
    return {path.name.partition("-")[0]: path for path in sorted((root / "course").glob("[0-9][0-9]*-*.ipynb"))}


@pytest.fixture(scope="module")
def headings(lectures):
    """What a section can be called: the number of a lecture and one of its headings."""
    return {
        f"{number} {line.removeprefix('## ').strip()}"
        for number, path in lectures.items()
        for line in "\n".join(cells(path, "markdown")).splitlines()
        if line.startswith("## ")
    }


@pytest.fixture(scope="module")
def keys(root):
    """Every key of every assignment, by assignment and part."""
    return {
        f"{folder.name} {name}": load_key(folder / "keys" / f"{name}.yaml", part)
        for folder in sorted((root / "source").iterdir())
        if folder.is_dir()
        for name, part in load_parts(folder).items()
    }


def graded(keys):
    """Whatever in the keys names a section and sources, with words that say where it stands."""
    for part, key in keys.items():
        for where, choice in choice_keys(key).items():
            yield " ".join((part, *where)).strip(), choice
        if isinstance(key, CaseKey):
            yield from ((f"{part} {step}", one) for step, one in key.picks.items())
            yield from [(f"{part} disclosure", key.disclosure)] if key.disclosure else []
        if isinstance(key, DataKey):
            yield from ((f"{part} {number}", one) for number, one in enumerate(key.worth))


@pytest.fixture(scope="module")
def also():
    """What the text of each lecture rests on, beside its exercises, by number."""
    return read_yaml(library.TEACHING / "lectures.yaml", Lectures).also


# The questions.


def test_the_bank_is_large_enough_and_begins_with_the_exam_question():
    bank = library.questions()
    assert next(iter(bank)) == "opening"
    assert sum(question.lecture in ("00", "01") for question in bank.values()) >= 24
    numbers = [question.lecture[:2] for question in bank.values()]
    assert numbers == sorted(numbers)


def test_a_question_has_four_different_options_and_a_reason_of_its_own_for_each():
    complaints = []
    for name, question in library.questions().items():
        if len({option.text.casefold() for option in question.options}) != 4:
            complaints.append(f"{name}: its options are not four different ones")
        if len({option.reason.casefold() for option in question.options}) != 4:
            complaints.append(f"{name}: a reason that fits two says nothing")
        # A reason that only repeats the verdict teaches nothing. The shortest good ones are one short sentence.
        short = [option.reason for option in question.options if len(option.reason.split()) < 5]
        complaints += [f"{name}: the reason {reason!r} is too short" for reason in short]
    assert not complaints, "\n".join(complaints)


def test_the_length_of_an_option_does_not_give_it_away():
    longest = shortest = 0
    ranks = Counter()
    for question in library.questions().values():
        right = next(len(option.text) for option in question.options if option.right)
        wrong = [len(option.text) for option in question.options if not option.right]
        longest += right > max(wrong)
        shortest += right <= min(wrong)
        ranks[sum(length < right for length in wrong)] += 1
    share = len(library.questions()) * 10 / 33
    assert longest <= share, f"the right option is the longest in {longest}"
    assert shortest <= share, f"the right option is the shortest in {shortest}"
    # Otherwise "never the longest, never the shortest" would be the next thing to guess by.
    assert max(ranks.values()) <= len(library.questions()) * 0.4, ranks


def test_the_place_of_an_option_does_not_give_it_away():
    bank = library.questions().values()
    places = Counter(next(n for n, option in enumerate(question.options) if option.right) for question in bank)
    for place in range(4):
        assert 0.15 <= places[place] / len(bank) <= 0.35, places


# Where it says: read this.


def test_every_section_of_the_bank_and_the_board_is_a_heading_of_its_lecture(headings):
    named = {question.id: question.section for question in library.questions().values()}
    named |= {situation.id: situation.section for situation in library.situations().situations}
    named["consent.yaml"] = library.consent_material().section
    named["redactions.yaml"] = library.redactions().section
    assert not {one: section for one, section in named.items() if section not in headings}


def test_every_section_that_feedback_sends_a_student_to_is_a_heading_of_its_lecture(keys, headings):
    named = {where: key.section for where, key in graded(keys)}
    in_ps1, in_ps3 = 8 + 2 * (7 + 1 + 1), 5 + 1 + 2 + 4
    assert len([where for where in named if where.startswith(("ps1", "ps3"))]) == in_ps1 + in_ps3
    # A whole case: six criteria and a rule, and sentences, actions, disclosure and record.
    assert len([where for where in named if "case-mara" in where]) == 6 + 1 + 4
    assert not {where: section for where, section in named.items() if section not in headings}


# What it rests on.


def test_every_source_that_is_cited_is_there(keys, also):
    material = library.consent_material()
    cited = {
        "questions.yaml": [
            *chain.from_iterable(question.sources for question in library.questions().values()),
            *(
                one
                for question in library.questions().values()
                for option in question.options
                for one in option.sources
            ),
        ],
        "situations.yaml": chain.from_iterable(one.sources for one in library.situations().situations),
        "consent.yaml": chain.from_iterable(one.sources for one in (*material.limits, *material.phrases)),
        "redactions.yaml": library.cited_by(library.redactions()),
        **{where: key.sources for where, key in graded(keys)},
        **{f"lectures.yaml {number}": ids for number, ids in also.items()},
    }
    known = set(library.sources())
    named = {where: set(ids) for where, ids in cited.items()}
    assert not {where: ids - known for where, ids in named.items() if ids - known}
    # The tables of law and of studies are shipped whole, for others to use.
    lines = {one for one in known if one.startswith("support_")}
    assert not lines - set().union(*named.values()), "a source that nothing cites has been checked by nobody's need"


def test_a_lecture_shows_what_its_exercises_rest_on_and_names_only_what_they_do_not(lectures, also):
    assert set(also) == set(lectures)
    for number, path in lectures.items():
        assert f'Sources.about("{number}")' in cells(path, "code"), f"{path.name} shows the sources of another lecture"
        # 07 plays stories, which name their sources themselves; 07b looks back.
        assert len(library.cited_in(number)) > 5 or number in {"07", "07b"}
        assert not set(also[number]) & set(library.cited_in(number)), (
            f"lectures.yaml names one for {number} that stands there anyway"
        )
        assert set(library.sources_of(number)) == {*also[number], *library.cited_in(number)}
    assert "nasw_1_07_q" in library.cited_in("01"), "what only the consent script cites is missing"
    assert "K03" in library.cited_in("01"), "what only the triage board or one question cites is missing"


def test_whatever_a_key_judges_rests_on_a_source(keys):
    assert not [where for where, key in graded(keys) if not key.sources]


def test_a_source_says_who_what_where_and_how_sure():
    complaints = []
    for name, source in library.sources().items():
        if not source.urls or not all(url.startswith(("http://", "https://")) for url in source.urls):
            complaints.append(f"{name}: its addresses are {source.urls}")
        if source.confidence not in ("high", "medium", "low"):
            complaints.append(f"{name}: its confidence is {source.confidence!r}")
        empty = [field for field in ("who", "what", "says", "version") if not getattr(source, field).strip()]
        complaints += [f"{name}: {field} is empty" for field in empty]
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("name", TABLES)
def test_nothing_is_told_from_memory(name):
    with (library.DATA / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    # A note such as "from memory" marks what nobody has read.
    assert not [row["id"] for row in rows if any("memory" in (cell or "").casefold() for cell in row.values())]


DATA_FILES = [*sorted(DATA.rglob("*.csv")), *sorted(DATA.rglob("*.yaml"))]


@pytest.mark.parametrize("path", DATA_FILES, ids=lambda path: path.name)
def test_nothing_rests_on_a_page_that_a_serious_reader_would_not_trust(path):
    pages = re.findall(r"https?://[^\s\"';)]+", path.read_text("utf-8"))
    suspect = tuple(f".{host}" for host in NO_SOURCE)
    assert not {page for page in pages if f".{urlsplit(page).hostname}".endswith(suspect)}


# The board, the script and the ladder.


def test_the_board_has_twelve_situations_and_teaches_both_errors():
    board = library.situations()
    assert len(board.situations) == 12
    verdicts = {one.id: [feedback.verdict for feedback in one.feedback.values()] for one in board.situations}
    assert all(len(given) == 5 for given in verdicts.values())
    # Where it is the place that decides between "may" and "must", both fit.
    both = {one for one, given in verdicts.items() if given[3:] == ["fits", "fits"]}
    assert both == {"named-tonight", "suicide-tonight"}
    assert all(given.count("fits") == 1 + (one in both) for one, given in verdicts.items())
    assert {"over", "under"} <= set(chain.from_iterable(verdicts.values()))
    places = {
        choice for one in board.situations for choice, feedback in one.feedback.items() if feedback.verdict == "fits"
    }
    assert places == {choice.id for choice in board.choices}, "a place that never fits need not be thought about"


def test_the_script_has_a_good_phrase_for_every_limit_and_each_kind_of_bad_one():
    material = library.consent_material()
    assert {phrase.problem for phrase in material.phrases} == {None, "promise", "threat", "jargon"}
    assert not [phrase.id for phrase in material.phrases if phrase.problem and not phrase.why]
    good = {limit for phrase in material.phrases if not phrase.problem for limit in phrase.covers}
    assert good == {limit.id for limit in material.limits}


def test_the_ladder_is_read():
    assert len(library.line().rungs) == 8


# What cannot be found.


@pytest.mark.parametrize(
    ("given", "near"),
    [("apa_4_2", "apa_4_02"), ("jaffee_1966", "jaffee_1996"), ("Tarasoff_1976", "tarasoff_1976")],
)
def test_an_unknown_source_says_what_looks_like_it(given, near):
    with pytest.raises(KeyError, match=rf"There is no source '{given}'\. Did you mean .*\b{near}\b"):
        library.source(given)
    with pytest.raises(KeyError, match=rf"There is no source '{given}'\. Did you mean .*\b{near}\b"):
        tarasoff.Sources("apa_4_02", given)


def test_an_unknown_question_says_what_looks_like_it():
    with pytest.raises(KeyError, match=r"There is no question 'openning'\. Did you mean opening"):
        tarasoff.Question("opening", "openning")


def test_what_looks_like_nothing_says_what_there_is():
    with pytest.raises(KeyError, match=r"There is no source 'xyzzy'\. There are: apa_1_02, "):
        library.source("xyzzy")
    with pytest.raises(KeyError, match=r"There is no question 'xyzzy'\. There are: opening, "):
        tarasoff.Question("xyzzy")


@pytest.mark.parametrize(
    ("name", "load"),
    [
        ("questions.yaml", library.questions),
        ("situations.yaml", library.situations),
        ("consent.yaml", library.consent_material),
        ("redactions.yaml", library.redactions),
    ],
)
def test_a_file_that_cites_what_is_not_there_is_refused(tmp_path, monkeypatch, name, load):
    whole = (library.TEACHING / name).read_text(encoding="utf-8")
    assert "aca_b2_a" in whole
    (tmp_path / name).write_text(whole.replace("aca_b2_a", "aca_b2_aa", 1), encoding="utf-8")
    # The tables stay those of the course; only the folder of this file changes.
    library.sources()
    monkeypatch.setattr(library, "TEACHING", tmp_path)
    # Past the cache, which keeps what other tests have read.
    with pytest.raises(DataFileError, match=rf"^{name}, id .*There is no source 'aca_b2_aa'\. Did you mean aca_b2_a"):
        load.__wrapped__()
