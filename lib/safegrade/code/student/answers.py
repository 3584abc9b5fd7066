"""What answers in a copy of the student's process: for names, objects, calls and files."""

import contextlib
import importlib
import io
import logging
import os
import random
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from safegrade.code import messages as say
from safegrade.code.carried.files import listed, read_file, write_files
from safegrade.code.carried.outputs import Kept
from safegrade.code.carried.sharing import Sharing
from safegrade.code.carried.special import ASKED
from safegrade.code.carried.values import decode
from safegrade.code.messages import NotDataError, pack, unpack
from safegrade.code.student.seen import Seen, raised_as_message
from safegrade.sandbox.channel import Channel, ChannelError

_MOST_OF_A_CALL = 100_000  # characters that are kept of what one call prints
_MOST_SHOWN = 200  # warnings and logged lines that are kept of one call


class Answers:
    """Answers questions about the names that the notebook has defined.

    Args:
        names: the names of the notebook.
        channel: to the checker's side.
    """

    def __init__(self, names: dict[str, Any], channel: Channel) -> None:
        self._names, self._channel = names, channel
        self._seen = Seen(names, self._call_back)
        self._sharing = Sharing(1, self._seen.stand_in, self._seen.resolve, {})
        self._seen.given, self._seen.sharing = self._sharing.given, self._sharing
        # Things that a check has asked for by their names: they are watched.
        self._asked: dict[str, Any] = {}
        self._outputs: list[dict[str, Any]] = []
        self._one_at_a_time = threading.RLock()

    def serve(self, *until: type[Any]) -> Any:
        """Answer until a message of one of these classes comes; give it."""
        while True:
            message = unpack(self._channel.receive(), *say.QUESTIONS, *until)
            if isinstance(message, until):
                return message
            self._send(self._answer(message))

    def _send(self, answer: Any) -> None:
        try:
            self._channel.send(pack(answer))
        except ChannelError:
            self._channel.send(pack(_nothing_but(say.Value(pack(say.NotCarried("too large"))))))

    def _answer(self, question: Any) -> Any:  # noqa: PLR0911  one line for each question
        match question:
            case say.AskValue(name):
                if name not in self._names:
                    return say.Missing()
                self._asked[name] = self._names[name]
                return self._did(self._names[name])
            case say.AskIfDefined(name):
                return say.Done() if name in self._names else say.Missing()
            case say.Do():
                return self._do(question)
            case say.AskFile(name):
                content = read_file(name)
                return say.Missing() if content is None else say.FileContent(content)
            case say.ListFiles():
                return say.FileList(_files())
        self._set(question)
        return say.Done()

    def _set(self, question: Any) -> None:
        match question:
            case say.Begin(given):
                found = {name: self._class_given(name, module) for name, module in given.items()}
                self._sharing.given.update({name: kind for name, kind in found.items() if isinstance(kind, type)})  # type: ignore[attr-defined]
            case say.SetName(module, name, value, things):
                (held,) = self._sharing.read([value], things)
                if module == "os.environ":
                    os.environ.clear()
                    os.environ.update(held)
                    return
                if (module, name) == ("sys", "stdin"):
                    held = Stdin(*held)
                if module:
                    setattr(sys.modules[module], name, held)
                else:
                    self._names[name] = held
            case say.DeleteName(name):
                self._names.pop(name, None)
            case say.PutFile(name, content, exists):
                _put(name, content, exists=exists)
            case say.Seed(module, value):
                (random if module == "random" else np.random).seed(decode(value))
            case say.SetDeepest(deepest):
                sys.setrecursionlimit(deepest)

    def _class_given(self, name: str, module: str) -> Any:
        if module == "__main__":
            return self._names.get(name)
        with contextlib.suppress(Exception):
            return getattr(importlib.import_module(module), name, None)
        return None

    def _do(self, question: say.Do) -> say.Did:
        count = len(question.arguments)
        sent = [*question.arguments, *question.named.values()]
        values = self._sharing.read(sent, question.things)
        named = dict(zip(question.named, values[count:], strict=True))
        self._outputs = []
        left = [_MOST_OF_A_CALL]
        out, err = Kept(self._outputs, "stdout", left), Kept(self._outputs, "stderr", left)
        noted = _Noted()
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            warnings.catch_warnings(record=True) as warned,
            noted.listening(wanted=question.logs),
        ):
            warnings.simplefilter("always")
            try:
                result = ASKED[question.what](*values[:count], **named)
                raised = None
            except (Exception, SystemExit) as error:  # noqa: BLE001  whatever it is, it is the answer
                result, raised = None, error
        did = self._did(result, raised, values)
        shown = [[self._class_of(warning.category), str(warning.message)[:2000]] for warning in warned[:_MOST_SHOWN]]
        return say.Did(did.result, did.things, self._printed(), shown, noted.lines)

    def _did(self, result: Any, raised: BaseException | None = None, values: Any = ()) -> say.Did:
        """A result, or an error, with the things that have changed."""
        watched = [*values, *self._asked.values(), *self._seen.watched.values()]
        try:
            if raised is not None:
                answer: Any = raised_as_message(raised, self._seen)
                _, things = self._sharing.write([], watched)
            else:
                (message,), things = self._sharing.write([result], watched)
                answer = say.Value(message)
            return say.Did(pack(answer), things, [], [], [])
        except NotDataError as why:
            return _nothing_but(say.Value(pack(say.NotCarried(why.kind))))
        except Exception:  # noqa: BLE001  a student's class may do anything
            return _nothing_but(say.Value(pack(say.NotCarried("unreadable"))))

    def _class_of(self, category: type) -> Any:
        return self._seen.stand_in(category)

    def _printed(self) -> list[list[str]]:
        """What has been printed since the last time."""
        printed = [[output["name"], "".join(output["text"])] for output in self._outputs]
        self._outputs.clear()
        return printed

    def _call_back(self, handle: int, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Have a function of the teacher's called, while the checker's side waits for an answer."""
        deepest = sys.getrecursionlimit()
        # Code may call from several threads.
        with self._one_at_a_time:
            sys.setrecursionlimit(deepest + say.FRAMES_OF_A_CALL)
            try:
                return self._called_back(handle, arguments, named)
            finally:
                sys.setrecursionlimit(deepest)

    def _called_back(self, handle: int, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        messages, things = self._sharing.write([*arguments, *named.values()], self._asked.values())
        count = len(arguments)
        inner = dict(zip(named, messages[count:], strict=True))
        outputs = self._outputs
        self._send(say.CallBack(handle, messages[:count], inner, things, self._printed()))
        did = self.serve(say.Did)
        self._outputs = outputs
        answer: Any = unpack(did.result, say.Value, say.Raised)
        if isinstance(answer, say.Raised):
            (error,) = self._sharing.read([did.result], did.things)
            raise error
        (result,) = self._sharing.read([answer.value], did.things)
        return result


def _nothing_but(result: Any) -> say.Did:
    return say.Did(pack(result), [], [], [], [])


class _Noted(logging.Handler):
    """Notes what is logged."""

    def __init__(self) -> None:
        super().__init__(1)
        self.lines: list[Any] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Note one line."""
        if len(self.lines) < _MOST_SHOWN:
            self.lines.append([record.name, record.levelno, record.getMessage()])

    @contextlib.contextmanager
    def listening(self, *, wanted: bool) -> Iterator[None]:
        """Listen to all loggers."""
        if not wanted:
            yield
            return
        root = logging.getLogger()
        before = root.level
        root.addHandler(self)
        root.setLevel(1)
        try:
            yield
        finally:
            root.removeHandler(self)
            root.setLevel(before)


class Stdin(io.TextIOBase):
    """Standard input of the teacher's: it asks for each line."""

    def __init__(self, read: Any, readline: Any) -> None:
        super().__init__()
        self._read, self._readline = read, readline

    def read(self, size: int | None = -1) -> str:
        """So many characters, or all."""
        return str(self._read(size))

    def readline(self, size: int = -1) -> str:  # type: ignore[override]
        """A line."""
        return str(self._readline(size))


def _folders() -> tuple[Path, Path]:
    return Path.cwd(), Path(tempfile.gettempdir())


def _files() -> dict[str, list[int]]:
    folder, temporary = _folders()
    found = {str(Path(name).relative_to(folder)): about for name, about in listed([folder]).items()}
    if not folder.is_relative_to(temporary):
        inner = [place for place in temporary.iterdir() if place.name not in {"matplotlib", "ipython"}]
        found |= listed([place for place in inner if place.is_dir()])
        found |= {str(place): [place.stat().st_mtime_ns, place.stat().st_size] for place in inner if place.is_file()}
        found |= {str(place): [place.stat().st_mtime_ns, -1] for place in inner if place.is_dir()}
    return found


def _put(name: str, content: str | None, *, exists: bool) -> None:
    """Lay out what a check has written, in the folder or the temporary folder."""
    folder, temporary = _folders()
    place = folder / name
    if place.is_relative_to(folder) or place.is_relative_to(temporary):
        if content is not None:
            write_files({str(place): content})
        elif exists:
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.unlink(missing_ok=True)
