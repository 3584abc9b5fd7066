"""A lecture as a page to read, as Binder and make lab open it: no code in sight, and its exercises there at once."""

import re
import shutil
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

READY = '.tarasoff-bar[data-phase="ready"]'
STOPPED = '.tarasoff-bar[data-phase="stopped"]'
PLACE = "() => document.querySelector('.jp-WindowedPanel-outer').scrollTop"
# What moves in the lecture although the reader did nothing; 0.1 is where it begins to be a nuisance.
SHIFTS = """new PerformanceObserver((list) => {
  const at = ({ node }) => (node?.nodeType === 1 ? node : node?.parentElement)?.closest('.jp-Cell');
  for (const one of list.getEntries()) {
    if (!one.hadRecentInput && one.sources.some(at)) window.shifts = (window.shifts ?? 0) + one.value;
  }
}).observe({ type: 'layout-shift', buffered: true })"""
SHIFTED = "() => window.shifts ?? 0"
HALFWAY = """() => {
  const page = document.querySelector('.jp-WindowedPanel-outer');
  page.scrollTop = (page.scrollHeight - page.clientHeight) / 2;
}"""
# What was remembered of the lecture before the reader went there.
LEAVE_AT = """(to) => {
  const before = localStorage.getItem('tarasoff-reading:course/01-promise.ipynb');
  document.querySelector('.jp-WindowedPanel-outer').scrollTop = to;
  return before;
}"""
REMEMBERED = "(before) => localStorage.getItem('tarasoff-reading:course/01-promise.ipynb') !== before"
TOO_WIDE = """() => {
  const page = document.querySelector('.jp-WindowedPanel-outer');
  return page.scrollWidth - page.clientWidth;
}"""
TOOLS = (
    *(".jp-InputArea-editor", ".jp-InputPrompt", ".jp-OutputPrompt", ".jp-cell-toolbar", ".jp-Placeholder"),
    *('.jp-Toolbar-item:has-text("Validate")', '[title="Debugger"]', ".jp-toast-button", '[title="Create Assignment"]'),
)
# A lecture of each form; make test-all opens them all.
FIRST = ("01-promise", "05b-prediction")
NAMES = sorted(path.stem for path in (Path(__file__).parents[2] / "course").glob("*.ipynb"))
EACH = [pytest.param(one, marks=[pytest.mark.every] * (one not in FIRST)) for one in NAMES]


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


@pytest.fixture(scope="module")
def served(tmp_path_factory, root, new_server):
    """A server as make lab starts it, on a copy of the course."""
    folder = tmp_path_factory.mktemp("reader")
    lectures = shutil.ignore_patterns("answers.json", ".ipynb_checkpoints")
    shutil.copytree(root / "course", folder / "course", ignore=lectures)
    shutil.copytree(root / "course", folder / "submitted" / "somebody" / "course", ignore=lectures)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_CONFIG_PATH", str(folder / "course" / ".jupyter"))
        server = new_server(folder, tmp_path_factory.mktemp("state"))
    yield server
    server.stop()


@pytest.fixture
def read(served, new_page):
    """Open a lecture as a reader does."""
    new_page.add_init_script(SHIFTS)

    def read(name, folder="course", ready=READY, app="notebooks", *, halfway=False):
        (served.folder / "course" / "answers.json").unlink(missing_ok=True)
        new_page.goto(f"http://127.0.0.1:{served.port}/{app}/{folder}/{name}.ipynb?token={served.token}")
        if halfway:
            new_page.locator(".tarasoff-placed").wait_for(timeout=60_000)
            new_page.evaluate(HALFWAY)
        new_page.locator(ready).wait_for(timeout=60_000)
        return new_page

    return read


def test_a_lecture_is_a_page_without_tools_and_its_exercises_are_there(read):
    page = read("01-promise")
    assert page.evaluate(PLACE) == 0, "the reader is not at the beginning"
    expect(page.locator('.tarasoff[aria-label="Triage board"]')).to_be_attached()
    for tool in TOOLS:
        assert page.locator(tool).filter(visible=True).count() == 0, tool


@pytest.mark.every
@pytest.mark.parametrize("halfway", [False, True], ids=["at the top", "halfway"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", EACH)
def test_nothing_moves_under_a_reader_while_the_exercises_appear(read, new_page, name, width, halfway):
    new_page.set_viewport_size({"width": width, "height": 844})
    page = read(name, halfway=halfway)
    page.wait_for_timeout(1000)
    assert page.evaluate(SHIFTED) < 0.1


@pytest.mark.every
@pytest.mark.parametrize("app", ["notebooks", "lab/tree"])
def test_the_next_lecture_opens_in_the_same_tab(read, app):
    page = read("01-promise", app=app)
    page.locator(".tf-next").get_by_role("link", name="Go on").click()
    page.get_by_role("heading", name="Tarasoff", level=1).wait_for()
    assert len(page.context.pages) == 1
    assert page.url.split("?")[0].endswith(f"/{app}/course/02-tarasoff.ipynb")


@pytest.mark.every
def test_a_link_to_a_section_goes_there_in_this_lecture_and_from_another(read, served):
    page = read("claims")
    lecture = f"http://127.0.0.1:{served.port}/notebooks/course/01-promise.ipynb?token={served.token}"
    page.goto(f"{lecture}#Too-much-and-too-little")
    page.locator(READY).wait_for()
    expect(page.get_by_role("heading", name="Too much and too little")).to_be_in_viewport()
    board = page.locator('.tarasoff[aria-label="Triage board"]')
    board.get_by_role("button", name="Must act").click()
    link = board.get_by_role("link", name="01 ")
    section = link.inner_text().removeprefix("01 ")
    link.click()
    expect(page.get_by_role("heading", name=section)).to_be_in_viewport()
    assert len(page.context.pages) == 1


def test_a_lecture_opens_where_it_was_left_with_its_answers_and_its_file_is_as_it_was(read, served):
    page = read("01-promise")
    file = served.folder / "course" / "01-promise.ipynb"
    before = file.read_bytes()
    question = page.locator('.tarasoff[aria-label="Question"]').first
    question.scroll_into_view_if_needed()
    question.get_by_role("radio").first.check()
    question.get_by_role("button", name="Check").click()
    expect(question.locator(".tf-reason").first).to_be_visible()
    page.wait_for_function(REMEMBERED, arg=page.evaluate(LEAVE_AT, 2500))
    page.reload()
    page.locator(READY).wait_for()
    expect(page.locator('.tarasoff[aria-label="Question"] .tf-reason').first).to_be_attached()
    assert abs(page.evaluate(PLACE) - 2500) < 100
    assert page.locator("text=Error displaying widget").count() == 0
    assert file.read_bytes() == before, "reading a lecture has changed its file"


@pytest.mark.every
def test_on_a_slow_computer_too_it_is_remembered_where_a_lecture_was_left(read, new_page):
    """Jupyter then runs a cell before it has made its place for outputs."""
    new_page.context.new_cdp_session(new_page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page = read("01-promise")
    page.wait_for_function(REMEMBERED, arg=page.evaluate(LEAVE_AT, 2500))


def test_what_somebody_has_handed_in_never_starts_by_itself(read):
    waiting = '.tarasoff-bar[data-phase="waiting"]'
    page = read("01-promise", folder="submitted/somebody/course", ready=waiting)
    page.wait_for_timeout(3000)
    expect(page.locator(waiting)).to_be_visible()
    assert page.locator(".tarasoff").count() == 0
    page.get_by_role("button", name="Start").click()
    page.locator(READY).wait_for()


def test_after_a_restart_the_page_says_so_and_one_press_brings_all_back(read):
    page = read("claims")
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Restart Kernel…").click()
    page.locator(".jp-Dialog .jp-mod-warn").click()
    page.locator(STOPPED).wait_for()
    expect(page.get_by_role("status").filter(has_text="Your answers are kept: press Start.")).to_be_visible()
    page.get_by_role("button", name="Start").click()
    page.locator(READY).wait_for()


def test_a_lecture_is_printed_in_its_full_length(read):
    pages = re.findall(rb"/Type /Page\b", read("claims").pdf(format="A4"))
    assert len(pages) > 3, "only what is on the screen is printed"


def test_no_key_and_no_double_click_changes_a_lecture(read):
    page = read("claims")
    title = page.get_by_role("heading", name="Claims", level=1)
    sections = page.locator(".jp-Cell").count()
    title.click()
    for key in ("d", "d", "x"):
        page.keyboard.press(key)
    title.dblclick()
    assert page.locator(".jp-Cell").count() == sections
    expect(title).to_be_visible()


@pytest.mark.every
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", EACH)
def test_everybody_can_read_it_on_a_phone_and_at_twice_the_size(read, new_page, axe, name, scheme):
    new_page.emulate_media(color_scheme=scheme)
    page = read(name)
    page.locator(f'body[data-jp-theme-light="{str(scheme == "light").lower()}"]').wait_for(state="attached")
    for width, height in ((390, 844), (683, 384)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)
        assert page.evaluate(TOO_WIDE) <= 0, "one has to scroll sideways"
        assert axe(page, ".tarasoff-lecture") == []
