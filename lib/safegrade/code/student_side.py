"""The student's side: runs the cells of a notebook, and answers questions about the names in it. In a sandbox.

Nothing here is trusted by anybody: what it says is data to the other side. Nothing secret ever gets here either:
checks stay where they are, and a question is put to a copy of this process that nobody hears of again.
"""

import base64
import contextlib
import dis
import functools
import io
import os
import random
import sys
import types
from pathlib import Path
from typing import Any

from safegrade.code.values import NotDataError, decode, encode
from safegrade.code.views import taken
from safegrade.sandbox.channel import Link, LinkError

# What a page shows of an output, and nothing that a browser would run.
SHOWN = ("text/plain", "image/png", "image/jpeg")
# Where the rest of what was printed is left out.
MORE = "[more was printed than is kept]"
# The largest file that a check may read.
_LARGEST = 8 << 20
_OUTPUTS = 200
PICTURES = 8 << 20

# Classes that both sides have, and that do nothing but hold a value.
CLASSES = {
    *(f"builtins.{one}" for one in ("bool", "bytes", "complex", "dict", "float", "frozenset", "int", "list", "object")),
    *(f"builtins.{one}" for one in ("range", "set", "str", "tuple", "type")),
    *(f"numpy.{one}" for one in ("ndarray", "float64", "float32", "int64", "int32", "int8", "uint8", "bool")),
    *(f"pandas.{one}" for one in ("DataFrame", "Series", "Index", "Timestamp", "Timedelta")),
    *(f"datetime.{one}" for one in ("date", "datetime", "time", "timedelta")),
}

_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, functools.partial)


class Limited(io.TextIOBase):
    """Takes what is printed, up to a limit.

    Args:
        outputs: the list of outputs that it adds to.
        name: of the stream.
        left: a list of one number: how many characters may still come.
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
            elif len(self._outputs) < _OUTPUTS:
                self._outputs.append({"output_type": "stream", "name": self._name, "text": [kept]})
        return len(text)


class Runner:
    """A namespace, and a shell in which cells are run.

    Args:
        shell: an IPython shell of this process.
        most_output: how many characters of a cell's output are kept.
    """

    def __init__(self, shell: Any, most_output: int) -> None:
        self._shell = shell
        self._most_output = most_output
        self._outputs: list[dict[str, Any]] = []
        self._left = [0]
        self._pictures = 0
        shell.display_pub.publish = self._publish
        shell.displayhook.write_format_data = self._result
        shell.displayhook.write_output_prompt = lambda: None
        shell._showtraceback = self._error  # noqa: SLF001  the hook that ipykernel replaces, too

    @property
    def names(self) -> dict[str, Any]:
        """What is defined."""
        return self._shell.user_ns  # type: ignore[no-any-return]

    def run(self, source: str) -> list[dict[str, Any]]:
        """Run a cell; give its outputs."""
        self._outputs = []
        self._left = [self._most_output]
        self._pictures = PICTURES
        out, err = Limited(self._outputs, "stdout", self._left), Limited(self._outputs, "stderr", self._left)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            self._shell.run_cell(source, store_history=False)
        for output in self._outputs:
            if output["output_type"] == "stream":
                output["text"] = "".join(output["text"])
        return self._outputs

    def _add(self, output: dict[str, Any]) -> None:
        data = output["data"]
        words, pictures = (
            len(data.get("text/plain", "")),
            sum(len(one) for kind, one in data.items() if kind != SHOWN[0]),
        )
        if len(self._outputs) < _OUTPUTS and words <= self._left[0] and pictures <= self._pictures:
            self._left[0] -= words
            self._pictures -= pictures
            self._outputs.append(output)

    def _publish(self, data: dict[str, Any], *_: Any, **__: Any) -> None:
        self._add({"output_type": "display_data", "data": _shown(data), "metadata": {}})

    def _result(self, data: dict[str, Any], *_: Any) -> None:
        self._add({"output_type": "execute_result", "data": _shown(data), "metadata": {}, "execution_count": None})

    def _error(self, kind: Any, error: Any, lines: list[str]) -> None:
        name = getattr(kind, "__name__", str(kind))
        trace = [line[:2000] for line in "\n".join(lines).split("\n")[-60:]]
        self._outputs.append(
            {"output_type": "error", "ename": name[:200], "evalue": _said(error), "traceback": trace},
        )


def _shown(data: dict[str, Any]) -> dict[str, Any]:
    shown = {}
    for kind in SHOWN:
        value = data.get(kind)
        if isinstance(value, bytes):
            value = base64.b64encode(value).decode("ascii")
        if isinstance(value, str):
            shown[kind] = value
    return shown


def _said(error: Any) -> str:
    try:
        return str(error)[:2000]
    except Exception:  # noqa: BLE001  a student's class may do anything
        return ""


class Answers:
    """Answers questions about names, with data.

    Args:
        runner: whose names.
    """

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._kept: list[Any] = []

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:  # noqa: PLR0911  one for each kind of question
        """Answer one question."""
        match question["ask"]:
            case "name":
                name = question["name"]
                return self._value(self._runner.names[name]) if name in self._runner.names else {"missing": True}
            case "names":
                return {"names": [name for name in question["names"] if name in self._runner.names]}
            case "call":
                return self._call(question)
            case "next":
                return self._next(self._kept[question["handle"]])
            case "seed":
                return self._seed(question["of"], question["value"])
            case "file":
                return _file(question["name"])
        return {"missing": True}

    def _value(self, value: Any) -> dict[str, Any]:
        try:
            return {"value": encode(value, self._aside)}
        except NotDataError as error:
            return {"value": {"t": "live", "what": str(error)}}
        except Exception as error:  # noqa: BLE001  a student's class may do anything
            return {"value": {"t": "live", "what": f"something that cannot be read ({type(error).__name__})"}}

    def _aside(self, value: Any) -> dict[str, Any] | None:
        """What stands for something that is no data."""
        if isinstance(value, types.ModuleType):
            return {"t": "module", "name": value.__name__}
        if isinstance(value, type) and f"{value.__module__}.{value.__name__}" in CLASSES:
            return {"t": "named", "module": value.__module__, "name": value.__name__}
        if type(value) in _FUNCTIONS or type(value).__name__ in {"_lru_cache_wrapper", "ufunc"}:
            return {
                "t": "function",
                "handle": self._keep(value),
                "name": str(getattr(value, "__name__", "")),
                "doc": getattr(value, "__doc__", None) if isinstance(getattr(value, "__doc__", None), str) else None,
                "reads": sorted(_globals_of(value, self._runner.names)),
            }
        if hasattr(type(value), "__next__") and type(value).__module__ in {"builtins", "itertools"}:
            return {"t": "iterator", "handle": self._keep(value)}
        return taken(value, lambda one: encode(one, self._aside))

    def _keep(self, value: Any) -> int:
        self._kept.append(value)
        return len(self._kept) - 1

    def _call(self, question: dict[str, Any]) -> dict[str, Any]:
        called = self._kept[question["handle"]]
        names = self._runner.names

        def found(message: dict[str, Any]) -> Any:
            if message["t"] == "own":
                return names[message["name"]]
            if message["t"] == "function":
                return self._kept[message["handle"]]
            if message["t"] == "named":
                return functools.reduce(getattr, message["name"].split("."), sys.modules[message["module"]])
            raise LookupError(message["t"])

        arguments = [decode(one, found) for one in question["args"]]
        named = {name: decode(one, found) for name, one in question["kwargs"].items()}
        before = [_seen(one) for one in (*arguments, *named.values())]
        outputs: list[dict[str, Any]] = []
        left = [100_000]
        printed = Limited(outputs, "stdout", left)
        answer: dict[str, Any]
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            try:
                given = called(*arguments, **named)
            except Exception as error:  # noqa: BLE001  whatever it is, it is the answer
                answer = {"raised": [one.__name__ for one in type(error).__mro__], "text": _said(error)}
            else:
                same = [place for place, one in enumerate(arguments) if one is given and not _is_small(one)]
                answer = {"same": same[0]} if same else self._value(given)
        changed = {}
        for place, one in enumerate((*arguments, *named.values())):
            if before[place] is not None and (after := _seen(one)) != before[place]:
                changed[str(place)] = after
        return {**answer, "printed": "".join(outputs[0]["text"]) if outputs else "", "changed": changed}

    def _next(self, iterator: Any) -> dict[str, Any]:
        try:
            return self._value(next(iterator))
        except StopIteration:
            return {"end": True}
        except Exception as error:  # noqa: BLE001
            return {"raised": [one.__name__ for one in type(error).__mro__], "text": _said(error)}

    def _seed(self, of: str, value: Any) -> dict[str, Any]:
        if of == "random":
            random.seed(decode(value))
        elif "numpy" in sys.modules:
            sys.modules["numpy"].random.seed(decode(value))
        return {"seeded": True}


def _is_small(value: Any) -> bool:
    """Of these, nobody can tell one from a copy."""
    return value is None or isinstance(value, (bool, int, float, str, bytes, complex))


def _seen(value: Any) -> Any:
    """What a function may have changed in an argument; nothing, of what cannot change."""
    if _is_small(value) or isinstance(value, (tuple, frozenset, range)):
        return None
    try:
        return encode(value)
    except Exception:  # noqa: BLE001
        return None


def _globals_of(function: Any, names: dict[str, Any], found: set[str] | None = None) -> set[str]:
    """The names of the notebook that a function reads, and those that it calls."""
    found = set() if found is None else found
    code = getattr(getattr(function, "func", getattr(function, "__wrapped__", function)), "__code__", None)
    codes = [code] if isinstance(code, types.CodeType) else []
    fresh = set()
    while codes:
        one = codes.pop()
        fresh |= {step.argval for step in dis.get_instructions(one) if step.opname in {"LOAD_GLOBAL", "LOAD_NAME"}}
        codes += [const for const in one.co_consts if isinstance(const, types.CodeType)]
    for name in fresh - found:
        found.add(name)
        if isinstance(names.get(name), types.FunctionType):
            _globals_of(names[name], names, found)
    return found


def _file(name: str) -> dict[str, Any]:
    try:
        place = Path(name)
        if place.is_symlink() or not place.is_file() or place.stat().st_size > _LARGEST:
            return {"missing": True}
        return {"file": base64.b64encode(place.read_bytes()).decode("ascii")}
    except OSError:
        return {"missing": True}


def write_files(files: dict[str, str], folder: Path = Path()) -> None:
    """Lay out the files of an assignment."""
    for name, held in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(base64.b64decode(held))


def serve(link: Link, shell: Any, most_output: int) -> None:
    """Do what the other side says, until it has ended."""
    runner = Runner(shell, most_output)
    while True:
        try:
            message, descriptor = link.receive_with()
        except LinkError:
            return
        except KeyboardInterrupt:
            # Meant for a cell that has ended in the meantime.
            continue
        try:
            if message["do"] == "files":
                write_files(message["files"])
                link.send({"done": True})
            elif message["do"] == "run":
                link.send({"outputs": runner.run(message["source"])})
            elif message["do"] == "copy" and descriptor is not None:
                if os.fork() == 0:
                    link.close()
                    _serve_questions(descriptor, runner)
                os.close(descriptor)
                link.send({"done": True})
        except KeyboardInterrupt:
            link.send({"outputs": []})
        except LinkError:
            link.send({"outputs": [{"output_type": "stream", "name": "stdout", "text": "[too large to be kept]\n"}]})


def _serve_questions(descriptor: int, runner: Runner) -> None:
    """A copy of the process, as it was after a cell: it answers, and ends."""
    import socket  # noqa: PLC0415  the descriptor becomes a socket of this process alone

    link = Link(socket.socket(fileno=descriptor))
    answers = Answers(runner)
    with contextlib.suppress(BaseException):
        while True:
            question = link.receive()
            answer = answers.answer(question)
            try:
                link.send(answer)
            except LinkError as error:
                link.send({"value": {"t": "live", "what": f"something {error}"}})
    os._exit(0)
