"""What is checked of a page wherever pages are measured: everybody can use it, find it, and send it to somebody."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.online, pytest.mark.xdist_group("site")]

# One page of each kind.
PAGES = (
    *("index", "course/00-start", "course/05-criteria", "course/models", "law/index", "law/vermont"),
    *("manual/index", "manual/formats", "search"),
)
# The theme's window of all pages and its button of a colour scheme differ by width.
SIDES = ("width", "height")
SIZES = (("light", 390), ("dark", 390), ("dark", 1280), ("light", 2560))

# What is wrong with a page, a line for each. Sizes in CSS pixels; 24 is what WCAG 2.2 asks of what is touched.
WRONG = """() => {
  const wrong = [];
  const must = (holds, what) => { if (!holds) wrong.push(what); };
  const meta = (name) => document.querySelector(`meta[name="${name}"], meta[property="${name}"]`)?.content ?? "";
  must(document.doctype?.name === "html" && document.characterSet === "UTF-8", "no doctype or character set");
  must(document.documentElement.lang === "en", "no language");
  must(document.title.length > 5 && document.title.length < 100, `title: ${document.title}`);
  must(document.querySelectorAll("h1").length === 1, "not one h1");
  const about = meta("description");
  must(about.length >= 30 && about.length <= 160, `description: ${about}`);
  must(!/user-scalable=no|maximum-scale/.test(meta("viewport")) && meta("viewport"), "viewport");
  for (const name of ["title", "description", "image", "image:alt", "image:width", "image:height", "type", "site_name"])
    must(meta(`og:${name}`), `no og:${name}`);
  const search = location.pathname.endsWith("/search.html");
  must(search || !/noindex/.test(meta("robots")), "kept from search engines");
  for (const link of document.querySelectorAll("a")) {
    const name = (link.textContent.trim() || link.getAttribute("aria-label") || "").toLowerCase();
    must(!["click here", "here", "link", "more", "read more", "this"].includes(name), `a link named “${name}”`);
    must(link.getAttribute("href") && !/^javascript:/.test(link.getAttribute("href")), `no address: ${link.outerHTML}`);
    must(link.target !== "_blank" || /noopener|noreferrer/.test(link.rel), `opener: ${link.outerHTML}`);
  }
  for (const image of document.images) {
    must(image.hasAttribute("alt"), `no alt: ${image.outerHTML}`);
    const sized = image.getAttribute("width") && image.getAttribute("height");
    must(sized || getComputedStyle(image).aspectRatio !== "auto", `no size: ${image.outerHTML}`);
  }
  must(document.documentElement.scrollWidth <= innerWidth, `${document.documentElement.scrollWidth} px wide`);
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let all = 0, small = 0;
  while (words.nextNode()) {
    const parent = words.currentNode.parentElement;
    if (!parent.checkVisibility() || /SCRIPT|STYLE|NOSCRIPT/.test(parent.tagName)) continue;
    const count = words.currentNode.textContent.trim().length;
    all += count;
    if (parseFloat(getComputedStyle(parent).fontSize) < 12) small += count;
  }
  must(small <= all / 10, `${small} of ${all} letters are smaller than 12 px`);
  return wrong;
}"""
# What the browser itself finds questionable, and lists beside its console.
ISSUES = "Audits.issueAdded"


def look(reader, axe, page, scheme="light", width=1280):
    """All that is wrong with a page."""
    reader.page.emulate_media(color_scheme=scheme)
    reader.page.set_viewport_size({"width": width, "height": 900})
    failed, issues = [], []
    session = reader.context.new_cdp_session(reader.page)
    session.send("Audits.enable")
    session.on(ISSUES, lambda told: issues.append(told["issue"]["code"]))
    reader.page.on("response", lambda one: failed.append(f"{one.status} {one.url}") if one.status >= 400 else None)
    reader.open(page)
    found = [*reader.page.evaluate(WRONG), *axe(reader.page, "html", "target-size"), *failed, *issues]
    session.detach()
    return found


@pytest.mark.parametrize(("scheme", "width"), SIZES)
def test_everybody_can_use_a_page_of_each_kind(reader, axe, scheme, width):
    found = {page: look(reader, axe, page, scheme, width) for page in PAGES}
    assert {page: wrong for page, wrong in found.items() if wrong} == {}


@pytest.mark.every
def test_everybody_can_use_every_page(reader, axe, site_folder):
    pages = every_page(site_folder)
    assert len(pages) > 80
    found = {page: look(reader, axe, page, width=390) for page in pages}
    assert {page: wrong for page, wrong in found.items() if wrong} == {}


def every_page(folder):
    return sorted(file.relative_to(folder).with_suffix("").as_posix() for file in folder.rglob("*.html"))


def test_no_two_pages_say_the_same_of_themselves(site_folder):
    for tag in (r"<title>(.*?)</title>", r'<meta name="description" content="(.*?)">'):
        said = {}
        for page in every_page(site_folder):
            text = (site_folder / f"{page}.html").read_text("utf-8")
            said.setdefault(re.search(tag, text, re.DOTALL)[1], []).append(page)
        assert {what: pages for what, pages in said.items() if len(pages) > 1} == {}


def test_a_link_that_is_sent_shows_a_picture_of_the_size_that_is_said(reader, site_folder):
    reader.open("law/vermont")
    address = reader.page.locator('meta[property="og:image"]').get_attribute("content")
    assert address == "../_static/preview.png", "no address is known, so none is claimed"
    size = """(address) => new Promise((done) => {
      const image = new Image();
      image.onload = () => done([image.naturalWidth, image.naturalHeight]);
      image.src = address;
    })"""
    told = [reader.page.locator(f'meta[property="og:image:{one}"]').get_attribute("content") for one in SIDES]
    assert list(map(int, told)) == reader.page.evaluate(size, address)
    assert (site_folder / "robots.txt").read_text("utf-8") == "User-agent: *\nAllow: /\n"


def test_on_paper_nothing_is_closed_and_nothing_covers_the_text(reader):
    reader.open("course/05-criteria")
    answer = reader.page.get_by_text("Michigan does not ask for imminence, and all its elements are met")
    assert not answer.is_visible()
    reader.page.emulate_media(media="print")
    assert answer.is_visible()
    assert not reader.page.get_by_text("Skip to content").is_visible()


@pytest.fixture(scope="module")
def lighthouse(root, chromium_path):
    """``lighthouse(address)``: what it finds wrong in a page's accessibility, practices and for search engines."""
    here, there = Path(__file__).parent / "lighthouse", root / "build" / "lighthouse"
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    there.mkdir(parents=True, exist_ok=True)
    lock = there / "package-lock.json"
    if not lock.exists() or lock.read_bytes() != (here / lock.name).read_bytes():
        shutil.copy(here / "package.json", there)
        shutil.copy(here / lock.name, there)
        npm = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        subprocess.run(npm, cwd=there, env=env, check=True)
    env["CHROME_PATH"] = chromium_path
    program = ("node", "node_modules/lighthouse/cli/index.js", "--output=json", "--quiet")
    given = ("--only-categories=accessibility,best-practices,seo", "--chrome-flags=--headless=new --no-sandbox")

    def lighthouse(address):
        done = subprocess.run(
            [*program, *given, address], cwd=there, env=env, check=True, capture_output=True, text=True
        )
        audits = json.loads(done.stdout)["audits"].values()
        return [one["title"] for one in audits if one["score"] is not None and one["score"] < 1]

    return lighthouse


@pytest.mark.every
def test_lighthouse_finds_nothing_in_a_page_of_each_kind(site, lighthouse):
    # The page to search is rightly kept from search engines.
    found = {page: lighthouse(f"{site}/{page}.html") for page in PAGES if page != "search"}
    assert {page: wrong for page, wrong in found.items() if wrong} == {}
