"""The law of every place, the first page, what a head says; and which files make the browser's Python."""

import re
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from tarasoff.engine.places import places
from tarasoff.engine.sheet import sheet
from tarasoff.site.pages.front import Entry, front_page
from tarasoff.site.pages.head import LONGEST, Image, shortened, tags
from tarasoff.site.pages.law import law_index, law_page, page_name
from tarasoff.site.python.files import packages
from tarasoff.site.python.pins import WHEELS

IMAGE = Image("map.png", "A map.", 1200, 630)
ESCAPES = re.compile(r"\\(?=[^\w\s])")


def test_every_place_has_a_page_of_its_own_in_the_list():
    index = law_index()
    names = {page_name(code) for code in places()}
    assert len(names) == len(places())
    assert all(f"]({name}.md)" in index for name in names)


def test_a_page_of_law_says_all_that_the_sheet_says():
    def words(text):
        return re.findall(r"\w+", ESCAPES.sub("", text))

    said = words(law_page("VT").partition("\n# ")[2])
    missing = [word for word in words(sheet("VT").partition("\n")[2]) if word not in said]
    assert missing == []


def test_a_notebook_without_a_number_is_a_room_and_both_are_listed():
    page = front_page([Entry("course/04-trust", "04", "Trust", "Who?"), Entry("course/atlas", "", "Atlas", "")], ["m"])
    lectures = page.index("- **[04 Trust](/course/04-trust)**<br>Who?")
    rooms = page.index("- **[Atlas](/course/atlas)**")
    assert lectures < page.index("## Rooms beside them") < rooms
    assert "\n04 Trust <course/04-trust>\n" in page


@given(st.text(max_size=400))
def test_a_description_is_one_line_that_fits_and_cannot_leave_its_tag(text):
    assert len(shortened(text)) <= LONGEST + 1
    for line in tags(text, text, "Site", Image(text, text, 1200, 630), "https://example.org/a.html"):
        assert re.fullmatch(r'<meta (name|property)="[\w:]+" content="[^"<>]*">', line, re.DOTALL)


def test_no_address_is_claimed_where_none_is_known():
    assert not [line for line in tags("A", "B", "Site", IMAGE) if "og:url" in line]


def test_every_wheel_is_named_by_version_and_sum():
    lines = [line for line in WHEELS.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert len(lines) > 20
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+ --hash=sha256:[0-9a-f]{64}", line)] == []


def wheel(folder, name, needs=(), brings="it.py"):
    file = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        about = "".join(f"Requires-Dist: {one}\n" for one in needs)
        archive.writestr(f"{name}-1.0.dist-info/METADATA", f"Name: {name}\nVersion: 1.0\n{about}")
        archive.writestr(brings, "")
    return file


def test_the_list_says_what_needs_what_in_a_browser(tmp_path):
    needs = ("Some_Thing>=1", 'colorama; sys_platform == "win32"', 'pytest; extra == "test"', "absent")
    wheels = [wheel(tmp_path, "tarasoff", needs, "tarasoff/__init__.py"), wheel(tmp_path, "some.thing")]
    listed = packages(wheels)
    assert listed["tarasoff"]["depends"] == ["some-thing"]
    assert listed["tarasoff"]["imports"] == ["tarasoff"]
    assert len(listed["some-thing"]["sha256"]) == 64


def test_the_manual_s_index_leads_to_every_page_of_it(root):
    index = (root / "docs" / "index.md").read_text("utf-8")
    pages = [*(file.name for file in (root / "docs").glob("*.md") if file.stem != "index"), "../CONTRIBUTING.md"]
    assert [page for page in pages if not re.search(rf"\]\({re.escape(page)}[)#]", index)] == []
