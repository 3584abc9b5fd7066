"""The student's side: runs the cells of a notebook, and answers questions about the names in it. In a sandbox.

Nothing here is trusted by anybody: what it says is data to the other side. Nothing secret ever gets here either:
checks stay where they are, and a question is put to a copy of this process that nobody hears of again.
"""

import contextlib
import dis
import functools
import io
import os
import random
import socket
import sys
import types
from collections.abc import Callable
from typing import Any, NoReturn

import matplotlib.pyplot as plt
import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from safegrade.code import messages as say
from safegrade.code.files import read_file, to_base64, write_files
from safegrade.code.messages import NotDataError, pack, unpack
from safegrade.code.outputs import (
    MOST_OF_PICTURES,
    MOST_OF_TEXT,
    MOST_OUTPUTS,
    PICTURES,
    TEXT,
    Kept,
    error,
    join,
    stream,
)
from safegrade.code.values import VALUE_CLASSES, decode, encode
from safegrade.code.views import picture_of
from safegrade.sandbox.channel import Channel, ChannelError

_MOST_OF_A_CALL = 100_000  # characters that are kept of what one call prints
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, functools.partial)


class CellRunner:
    """Runs cells in an IPython shell; keeps so many characters of what each shows."""

    def __init__(self, shell: Any, most_output: int) -> None:
        self._shell = shell
        self._most_output = most_output
        self._outputs: list[dict[str, Any]] = []
        self._left = [0]
        self._left_for_pictures = 0
        shell.display_pub.publish = lambda data, *_, **__: self._add("display_data", data)
        shell.displayhook.write_format_data = lambda data, *_: self._add("execute_result", data, execution_count=None)
        shell.displayhook.write_output_prompt = lambda: None
        shell._showtraceback = self._show_error  # noqa: SLF001  the hook that ipykernel replaces, too

    def run(self, source: str) -> list[dict[str, Any]]:
        """Run a cell; give its outputs."""
        self._outputs = []
        self._left = [self._most_output]
        self._left_for_pictures = MOST_OF_PICTURES
        out, err = Kept(self._outputs, "stdout", self._left), Kept(self._outputs, "stderr", self._left)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            self._shell.run_cell(source, store_history=False)
        join(self._outputs)
        return self._outputs

    def _add(self, kind: str, data: dict[str, Any], **more: Any) -> None:
        held = {form: data.get(form) for form in (TEXT, *PICTURES)}
        held = {form: to_base64(value) if isinstance(value, bytes) else value for form, value in held.items()}
        shown = {form: value for form, value in held.items() if isinstance(value, str)}
        words = len(shown.get(TEXT, ""))
        pictures = sum(len(shown.get(form, "")) for form in PICTURES)
        if len(self._outputs) < MOST_OUTPUTS and words <= self._left[0] and pictures <= self._left_for_pictures:
            self._left[0] -= words
            self._left_for_pictures -= pictures
            self._outputs.append({"output_type": kind, "data": shown, "metadata": {}, **more})

    def _show_error(self, kind: Any, raised: Any, lines: list[str]) -> None:
        name = getattr(kind, "__name__", str(kind))
        self._outputs.append(error(name, _text_of(raised), "\n".join(lines).split("\n")))


def _text_of(raised: Any) -> str:
    try:
        return str(raised)[:MOST_OF_TEXT]
    except Exception:  # noqa: BLE001  a student's class may do anything
        return ""


class Answers:
    """Answers questions about the names that the notebook has defined, with data."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names
        # Functions and iterators that the other side knows by their place in here.
        self._handles: list[Any] = []

    def answer(self, question: Any) -> Any:
        """Answer one question."""
        match question:
            case say.AskValue(name):
                return self._value(self._names[name]) if name in self._names else say.Missing()
            case say.AskIfDefined(name):
                return say.Done() if name in self._names else say.Missing()
            case say.AskFile(name):
                content = read_file(name)
                return say.Missing() if content is None else say.FileContent(content)
            case say.CallFunction():
                return self._call(question)
            case say.AskNext(handle):
                return self._next(self._handles[handle])
            case say.Seed(module, value):
                (random if module == "random" else np.random).seed(decode(value))
                return say.Done()

    def _value(self, value: Any) -> say.Value:
        try:
            return say.Value(encode(value, self._stand_in))
        except NotDataError as why:
            return say.Value(pack(say.NotCarried(why.kind)))
        except Exception:  # noqa: BLE001  a student's class may do anything
            return say.Value(pack(say.NotCarried("unreadable")))

    def _stand_in(self, value: Any) -> dict[str, Any] | None:
        """What stands for something that is not data."""
        found: Any = None
        if isinstance(value, types.ModuleType):
            found = say.ModuleNamed(value.__name__)
        elif isinstance(value, type) and f"{value.__module__}.{value.__name__}" in VALUE_CLASSES:
            found = say.Shared(value.__module__, value.__name__)
        elif type(value) in _FUNCTIONS or type(value).__name__ in {"_lru_cache_wrapper", "ufunc"}:
            doc = getattr(value, "__doc__", None)
            reads = sorted(_globals_read_by(value, self._names))
            found = say.StudentsFunction(self._keep(value), doc if isinstance(doc, str) else None, reads)
        elif hasattr(type(value), "__next__") and type(value).__module__ in {"builtins", "itertools"}:
            found = say.StudentsIterator(self._keep(value))
        else:
            found = picture_of(value, lambda part: encode(part, self._stand_in))
        return None if found is None else pack(found)

    def _keep(self, value: Any) -> int:
        self._handles.append(value)
        return len(self._handles) - 1

    def _resolve(self, message: dict[str, Any]) -> Any:
        """What a stand-in of the other side's stands for here."""
        match unpack(message, say.StudentsOwn, say.StudentsFunction, say.Shared):
            case say.StudentsOwn(name):
                return self._names[name]
            case say.StudentsFunction(handle):
                return self._handles[handle]
            case say.Shared(module, name):
                return functools.reduce(getattr, name.split("."), sys.modules[module])

    def _call(self, question: say.CallFunction) -> Any:
        called = self._handles[question.handle]
        positional = [decode(argument, self._resolve) for argument in question.arguments]
        named = {name: decode(argument, self._resolve) for name, argument in question.named.items()}
        arguments = [*positional, *named.values()]
        before = [_looks(argument) for argument in arguments]
        outputs: list[dict[str, Any]] = []
        result: Any
        printed = Kept(outputs, "stdout", [_MOST_OF_A_CALL])
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            try:
                value = called(*positional, **named)
            except Exception as raised:  # noqa: BLE001  whatever it is, it is the answer
                result = _raised(raised)
            else:
                same = [place for place, item in enumerate(positional) if item is value and not _is_small(item)]
                result = say.ItsArgument(same[0]) if same else self._value(value)
        changed = {
            str(place): after
            for place, argument in enumerate(arguments)
            if before[place] is not None and (after := _looks(argument)) != before[place]
        }
        return say.Called(pack(result), join(outputs), changed)

    def _next(self, iterator: Any) -> Any:
        try:
            return self._value(next(iterator))
        except StopIteration:
            return say.Missing()
        except Exception as raised:  # noqa: BLE001  whatever it is, it is the answer
            return _raised(raised)


def _raised(error_of_student: Exception) -> say.Raised:
    return say.Raised([kind.__name__ for kind in type(error_of_student).__mro__], _text_of(error_of_student))


def _is_small(value: Any) -> bool:
    """Of these, nobody can tell one from a copy."""
    return value is None or isinstance(value, (bool, int, float, str, bytes, complex))


def _looks(value: Any) -> Any:
    """How an argument looks, to see whether a function changes it; None for what cannot change."""
    if _is_small(value) or isinstance(value, (tuple, frozenset, range)):
        return None
    try:
        return encode(value)
    except Exception:  # noqa: BLE001  a student's class may do anything
        return None


def _globals_read_by(function: Any, names: dict[str, Any], found: set[str] | None = None) -> set[str]:
    """The names of the notebook that a function reads, and those that it calls."""
    found = set() if found is None else found
    code = getattr(getattr(function, "func", getattr(function, "__wrapped__", function)), "__code__", None)
    codes = [code] if isinstance(code, types.CodeType) else []
    fresh = set()
    while codes:
        code = codes.pop()
        fresh |= {step.argval for step in dis.get_instructions(code) if step.opname in {"LOAD_GLOBAL", "LOAD_NAME"}}
        codes += [const for const in code.co_consts if isinstance(const, types.CodeType)]
    for name in fresh - found:
        found.add(name)
        if isinstance(names.get(name), types.FunctionType):
            _globals_read_by(names[name], names, found)
    return found


def prepare() -> Callable[[Channel], None]:
    """Make a shell, once, in the warm process; each copy of it serves with that."""
    config = Config(HistoryManager={"enabled": False}, InteractiveShell={"colors": "nocolor", "xmode": "Context"})
    shell = InteractiveShell.instance(config=config)
    # There is no screen.
    shell.enable_gui = lambda *_: None
    shell.run_cell("%matplotlib inline", store_history=False)
    plt.close("all")
    return functools.partial(serve, shell)


def serve(shell: Any, channel: Channel) -> None:
    """Do what the host says, until it has ended."""
    os.nice(5)
    # A student's own modules are found first, as in a notebook.
    sys.path.insert(0, os.getcwd())  # noqa: PTH109  a text
    runner: CellRunner | None = None
    while True:
        try:
            data, descriptor = channel.receive_with()
        except ChannelError:
            return
        except KeyboardInterrupt:
            # Meant for a cell that has ended in the meantime.
            continue
        try:
            match unpack(data, say.StartStudent, say.RunCell, say.MakeCopy):
                case say.StartStudent(files, most_output):
                    write_files(files)
                    runner = CellRunner(shell, most_output)
                    channel.send(pack(say.Done()))
                case say.RunCell(source) if runner is not None:
                    channel.send(pack(say.CellOutputs(runner.run(source))))
                case say.MakeCopy() if runner is not None and descriptor is not None:
                    if os.fork() == 0:
                        channel.close()
                        _serve_questions(descriptor, shell.user_ns)
                    os.close(descriptor)
                    channel.send(pack(say.Done()))
        except KeyboardInterrupt:
            channel.send(pack(say.CellOutputs([])))
        except ChannelError:
            channel.send(pack(say.CellOutputs([stream("stdout", "[too large to be kept]\n")])))


def _serve_questions(descriptor: int, names: dict[str, Any]) -> NoReturn:
    """A copy of the process, as it was after a cell: it answers, and ends."""
    channel = Channel(socket.socket(fileno=descriptor))
    answers = Answers(names)
    with contextlib.suppress(BaseException):
        while True:
            answer = answers.answer(unpack(channel.receive(), *say.QUESTIONS))
            try:
                channel.send(pack(answer))
            except ChannelError:
                channel.send(pack(say.Value(pack(say.NotCarried("too large")))))
    os._exit(0)
