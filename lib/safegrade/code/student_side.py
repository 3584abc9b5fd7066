"""The student's side: runs the cells of a notebook, and answers questions about the names in it. In a sandbox.

Nothing here is trusted by anybody: what it says is data to the other side. Nothing secret ever gets here either:
checks stay where they are, and a question is put to a copy of this process that nobody hears of again.
"""

import contextlib
import functools
import inspect
import io
import os
import socket
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import matplotlib.pyplot as plt
from IPython.core.interactiveshell import InteractiveShell
from matplotlib import font_manager
from traitlets.config import Config

from safegrade.code import messages as say
from safegrade.code.carried.files import to_base64, write_files
from safegrade.code.carried.outputs import (
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
from safegrade.code.messages import pack, unpack
from safegrade.code.student.answers import Answers
from safegrade.sandbox.channel import Channel, ChannelError

# The first table, figure and error that are shown bring much of what shows them.
_FIRST_CELL = """
import matplotlib.pyplot, pandas
display(pandas.DataFrame({"a": [1]}))
matplotlib.pyplot.plot([1])
matplotlib.pyplot.show()
def failing():
    assert 1 == 2, "so"
failing()
"""
# What Python has run a few times it runs faster, in each copy as well.
_TIMES = 10
_OFTEN = (
    "import numpy as np\nimport pandas as pd",
    "def mean(numbers):\n    return sum(numbers) / len(numbers)",
    "assert mean([1, 2, 3]) == 2\nassert mean(np.ones(2)) == 1",
    "assert mean([]) == 2",
)


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


def _of_no_module(file: str) -> str:
    """Spare whoever shows an error a search through all modules for the one that a cell comes from."""
    inspect.modulesbyfile[file] = inspect.modulesbyfile[os.path.abspath(file)] = ""  # noqa: PTH100  as inspect has it
    return file


def prepare() -> Callable[[Channel], None]:
    """Make a shell, once, in the warm process; each copy of it serves with that."""
    config = Config(HistoryManager={"enabled": False}, InteractiveShell={"colors": "nocolor", "xmode": "Context"})
    shell = InteractiveShell.instance(config=config)
    # There is no screen.
    shell.enable_gui = lambda *_: None
    name_of_cell = shell.compile.get_code_name
    shell.compile.get_code_name = lambda *code: _of_no_module(name_of_cell(*code))
    shell.run_cell("%matplotlib inline", store_history=False)
    names = set(shell.user_ns)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        shell.run_cell(_FIRST_CELL, store_history=False)
        runner = CellRunner(shell, MOST_OF_TEXT)
        for source in _OFTEN * _TIMES:
            runner.run(source)
    for name in set(shell.user_ns) - names:
        del shell.user_ns[name]
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        vars(sys).pop(name, None)
    plt.close("all")
    # Else matplotlib would put these away in each copy.
    if fonts := getattr(font_manager, "_get_font", None):
        fonts.cache_clear()
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
    with contextlib.suppress(BaseException):
        Answers(names, channel).serve()
    os._exit(0)
