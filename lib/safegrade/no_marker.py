"""What an ordinary course plugs in: nothing."""

from collections.abc import Iterable, Mapping

from safegrade.contract import Marks, Pick, Picture, Report, Request

NOTHING_WRITTEN = "Nothing was written here."


class NoMarker:
    """An ordinary course: every check is code."""

    own_files: frozenset[str] = frozenset()
    private: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    def mark(self, request: Request) -> Marks:  # noqa: ARG002
        """Mark nothing."""
        return Marks({})

    def comment(self, cell: str, reports: Mapping[str, Report], *, written: bool) -> str | None:  # noqa: ARG002
        """Say where nothing was written."""
        return None if written else NOTHING_WRITTEN

    def part_of(self, cell: str, parts: Iterable[str]) -> str | None:  # noqa: ARG002
        """There are no parts."""
        return None

    def where(self, read: str) -> str:
        """As it stands."""
        return read

    def link(self, read: str) -> str:  # noqa: ARG002
        """It has none."""
        return ""

    def picks(self, request: Request) -> Mapping[str, Iterable[Pick]]:  # noqa: ARG002
        """Nothing is known."""
        return {}

    def pictures(self, requests: Iterable[Request]) -> Mapping[str, Picture]:  # noqa: ARG002
        """There is nothing to draw."""
        return {}
