"""What the theme leaves undone for those who hear a page, or use it with keys alone."""

# What the theme writes, and what it should.
_MENDED = (
    ('role="heading"><span class="caption-text">', 'role="heading" aria-level="2"><span class="caption-text">'),
    ('<aside class="sidebar-drawer">', '<aside class="sidebar-drawer" aria-label="All pages">'),
    ('<aside class="toc-drawer">', '<aside class="toc-drawer" aria-label="On this page">'),
    ('<th class="head"><p></p></th>', "<td></td>"),
    # What scrolls by itself must be within reach of the keyboard.
    ('<div class="highlight"><pre>', '<div class="highlight"><pre tabindex="0">'),
    ('<div class="table-wrapper ', '<div tabindex="0" class="table-wrapper '),
    ('<div id="search-results">', '<h1>Search</h1><div id="search-results">'),
)


def mended(html: str) -> str:
    """A page of the theme, so that nothing in it is silent or out of reach.

    >>> mended('<aside class="toc-drawer">')
    '<aside class="toc-drawer" aria-label="On this page">'
    """
    for before, after in _MENDED:
        html = html.replace(before, after)
    return html
