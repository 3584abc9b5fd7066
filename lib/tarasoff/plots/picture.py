"""A picture and its text, one look for all, and how both are written to files."""

from pathlib import Path

from attrs import field, frozen
from matplotlib import rc_context
from matplotlib.figure import Figure

from tarasoff.knowledge.records import not_empty

# The colours of the views' style sheet, each with one meaning: law is ink; people who would harm, or not; all else is
# black. A hatch, a shape or a word always says the same.
LAW, HARM, SAFE, INK, GREY = "#232555", "#86172f", "#8f959e", "#1c1b20", "#767676"

#: What the law of a place comes to on a topic, to fill and hatch.
POSITION_LOOK = {
    "duty": (LAW, ""),
    "permission": ("#FFFFFF", "//"),
    "consents": ("#FFFFFF", ".."),
    "nothing": ("#FFFFFF", ""),
    "law open": ("#FFFFFF", "--"),
    "not read": (SAFE, "xx"),
}

_FORMATS = ("svg", "png")


@frozen
class Picture:
    """A figure with the text that says the same.

    Args:
        alt: the text, made from the same data.
    """

    name: str
    figure: Figure
    alt: str = field(validator=not_empty)

    def save(self, folder: Path) -> list[Path]:
        """Write ``NAME.svg``, ``NAME.png`` and ``NAME.txt`` (the text) to a folder, which is made if it is not there.

        Raises:
            OSError: the folder or a file cannot be written.
        """
        folder.mkdir(parents=True, exist_ok=True)
        files = [folder / f"{self.name}.{kind}" for kind in _FORMATS]
        # The same figure gives the same file, byte for byte.
        with rc_context({"svg.hashsalt": "tarasoff"}):
            for file, kind in zip(files, _FORMATS, strict=True):
                told = {"Date": None, "Title": self.name, "Description": self.alt} if kind == "svg" else None
                self.figure.savefig(file, format=kind, dpi=200, metadata=told)
        text = folder / f"{self.name}.txt"
        text.write_text(f"{self.alt}\n", encoding="utf-8")
        return [*files, text]


def blank(width: float, height: float) -> Figure:
    """An empty figure in the one look, inches wide and high."""
    return Figure(figsize=(width, height), layout="constrained", facecolor="white")
