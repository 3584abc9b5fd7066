"""What a cell shows: kept up to a limit where it is run, and made harmless where it is taken."""

import base64
import contextlib
import io
from typing import Any

# What a page shows of an output, and nothing that a browser would run.
TEXT, PICTURES = "text/plain", ("image/png", "image/jpeg")
# Where the rest of what was printed is left out.
MORE = "[more was printed than is kept]"
# Characters of pictures, in base64, and outputs that are kept of one cell.
MOST_OF_PICTURES = 8 << 20
MOST_OUTPUTS = 200
# Of an error: characters of its name, of its text and of a line, and lines.
_MOST_OF_NAME, MOST_OF_TEXT, _MOST_LINES = 200, 2000, 60


def stream(name: str, text: str) -> dict[str, Any]:
    """What was printed, as an output of a notebook."""
    return {"output_type": "stream", "name": name, "text": text}


def error(name: str, text: str, lines: list[str] | None = None) -> dict[str, Any]:
    """An error, as an output of a notebook; without the lines of its traceback, those are its name and text."""
    shown = [f"{name}: {text}"] if lines is None else [line[:MOST_OF_TEXT] for line in lines[-_MOST_LINES:]]
    about = {"ename": name[:_MOST_OF_NAME], "evalue": text[:MOST_OF_TEXT]}
    return {"output_type": "error", **about, "traceback": shown}


class Kept(io.TextIOBase):
    """A stream that keeps what is printed, up to a limit.

    Args:
        outputs: the list of outputs that it adds to.
        name: of the stream.
        left: a list of one number: how many characters may still come. Streams of one cell share it.
    """

    def __init__(self, outputs: list[dict[str, Any]], name: str, left: list[int]) -> None:
        super().__init__()
        self._outputs, self._name, self._left = outputs, name, left

    def writable(self) -> bool:
        """It can be written to."""
        return True

    def write(self, text: str) -> int:
        """Keep as much as fits."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        kept = text[: self._left[0]]
        if kept:
            self._left[0] -= len(kept)
            if self._left[0] <= 0:
                kept += f"\n{MORE}\n"
            last = self._outputs[-1] if self._outputs else {}
            if last.get("output_type") == "stream" and last.get("name") == self._name:
                last["text"].append(kept)
            elif len(self._outputs) < MOST_OUTPUTS:
                # A list, since a text that grows is copied each time; join() ends that.
                self._outputs.append({"output_type": "stream", "name": self._name, "text": [kept]})
        return len(text)


def join(outputs: list[dict[str, Any]]) -> str:
    """Make texts of what streams have kept; give all of it as one."""
    for output in outputs:
        if output["output_type"] == "stream":
            output["text"] = "".join(output["text"])
    return "".join(output["text"] for output in outputs if output["output_type"] == "stream")


def clean(outputs: list[Any], most: int) -> list[dict[str, Any]]:
    """Outputs as they may stand in a notebook, whatever came; ``most`` characters of a text are kept."""
    cleaned: list[dict[str, Any]] = []
    for output in outputs[: MOST_OUTPUTS + 100]:
        if not isinstance(output, dict):
            continue
        match output.get("output_type"):
            case "stream" if output.get("name") in {"stdout", "stderr"}:
                cleaned.append(stream(output["name"], _text(output.get("text"), most)))
            case "error":
                trace = output.get("traceback")
                lines = [_text(line, MOST_OF_TEXT) for line in trace] if isinstance(trace, list) else []
                name, text = _text(output.get("ename"), most), _text(output.get("evalue"), most)
                cleaned.append(error(name, text, lines))
            case "display_data" | "execute_result" as kind:
                extra = {"execution_count": None} if kind == "execute_result" else {}
                data = _clean_data(output.get("data"), most)
                cleaned.append({"output_type": kind, "data": data, "metadata": {}, **extra})
    return cleaned


def _clean_data(data: Any, most: int) -> dict[str, str]:
    held = data if isinstance(data, dict) else {}
    shown = {TEXT: _text(held.get(TEXT), most)}
    for kind in PICTURES:
        if isinstance(picture := held.get(kind), str) and len(picture) <= MOST_OF_PICTURES:
            with contextlib.suppress(ValueError):
                base64.b64decode("".join(picture.split()), validate=True)
                shown[kind] = picture
    return shown


def _text(text: Any, most: int) -> str:
    # Half of a pair of characters cannot be written to a file.
    kept = text if isinstance(text, str) else ""
    return kept[: most + 100].encode("utf-8", "replace").decode("utf-8")
