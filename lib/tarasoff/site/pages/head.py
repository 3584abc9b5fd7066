"""What the head of a page says of it: for search engines, and for whoever is sent a link."""

import re
from collections.abc import Iterable
from html import escape, unescape

from attrs import frozen

#: As much as a search engine shows.
LONGEST = 158
_MARKUP = re.compile(r"<[^>]*>")
# A first line may be a question of three words; what a page is about takes a few more.
_SHORTEST = 30


@frozen
class Image:
    """The picture that goes with a link to a page.

    Args:
        address: where it lies; in full where the site's own address is known.
        alt: what it shows, in a sentence.
        width: in pixels.
        height: in pixels.
    """

    address: str
    alt: str
    width: int
    height: int


def tags(title: str, described: str, site: str, image: Image, address: str = "") -> list[str]:
    """The tags of a page.

    Args:
        title: its title, which may hold markup.
        described: what it is about.
        site: the site's name.
        image: what is shown with a link to it.
        address: where it lies on the web; empty if that is not known, and then nothing is said of it.

    >>> tags("Trust", "Who still talks?", "The course", Image("map.png", "A map.", 1200, 630))[0]
    '<meta name="description" content="Who still talks?">'
    """
    said = {"og:title": unescape(_MARKUP.sub("", title)), "og:description": shortened(described)}
    said |= {"og:type": "article", "og:site_name": site, "og:locale": "en_US"}
    said |= {"og:image": image.address, "og:image:alt": image.alt}
    said |= {"og:image:width": str(image.width), "og:image:height": str(image.height)}
    if address:
        said["og:url"] = address
    return [
        f'<meta name="description" content="{escape(said["og:description"])}">',
        *(f'<meta property="{name}" content="{escape(value)}">' for name, value in said.items()),
        '<meta name="twitter:card" content="summary_large_image">',
    ]


def about(paragraphs: Iterable[str]) -> str:
    """What a page is about: its first paragraph that says something; empty if none does."""
    return next((text for text in paragraphs if len(text) >= _SHORTEST), "")


def shortened(text: str) -> str:
    """A text in one line, as long as a search engine shows, and without half a word.

    >>> len(shortened("word " * 100)) <= LONGEST
    True
    """
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def site_map(url: str, pages: Iterable[str]) -> str:
    """The map of the site, for search engines.

    Args:
        url: the site's address, which ends with a slash.
        pages: the pages' names.
    """
    lines = "".join(f"<url><loc>{escape(url)}{page}.html</loc></url>\n" for page in sorted(pages))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{lines}</urlset>\n"
