"""What watches a check from within: at the first sign that it would run a student's text, it is left to a person.

A check lives in a process of its own. From the moment when its guard stands, no code is run there but that of the
check, of the teacher's files and of what is installed. Nothing takes the guard away again.
"""

import functools
import os
import sys
import sysconfig
import timeit
from collections.abc import Callable
from typing import Any

# Modules that make code of names which they have looked at.
_MAKERS = (
    *("collections/__init__.py", "dataclasses.py", "unittest/mock.py", "scipy/_lib/decorator.py"),
    *("numpy/_core/overrides.py", "numpy/core/overrides.py"),
)
_NEVER = (
    *("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.forkpty", "os.fork", "subprocess."),
    *("ctypes.", "pickle.find_class", "socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"),
    *("sys.addaudithook", "code.__new__", "gc.get_objects", "gc.get_referrers", "gc.get_referents", "os.kill"),
    *(
        "cpython.run_command",
        "cpython.run_file",
        "ftplib.",
        "http.",
        "urllib.Request",
    ),
)
_TIMED = "<timeit-src>"
_TIMES_A_FUNCTION: str = vars(timeit.Timer(print))["src"]
_WHY = "it would run a text or an object of the student's as code"


def stand(  # noqa: C901  one line for each kind of event
    stop: Callable[[str], None],
    heard: Callable[[str, tuple[Any, ...]], None],
    modules: str,
    is_example: Callable[[str], bool],
) -> None:
    """Set up the guard in this process.

    Args:
        stop: ends the process, with the reason; it does not come back.
        heard: is told of everything that concerns files.
        modules: the folder of the teacher's modules.
        is_example: whether a text is one of the teacher's examples.
    """
    places = (*installed(), modules + os.sep)
    makers = tuple(os.sep + maker for maker in _MAKERS)
    files = ("open", "os.", "glob.", "shutil.")

    def may_run(file: str) -> bool:
        if file.startswith(("<check", "<frozen ")):
            return True
        if file.startswith("<doctest "):
            return state["example"]
        if file == _TIMED:
            return state["timed"]
        if file.startswith(os.sep):
            return os.path.realpath(file).startswith(places)
        maker = sys._getframe(2).f_code.co_filename  # noqa: SLF001  who runs it
        return maker.endswith(makers) and os.path.realpath(maker).startswith(places)

    state = {"example": False, "timed": False}

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "exec":
            if not may_run(arguments[0].co_filename):
                stop(_WHY)
        elif event == "compile":
            file = str(arguments[1])
            if file == _TIMED or file.startswith("<doctest "):
                text = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
                # What times a function; a text to be timed stands in another.
                state["timed"] = file == _TIMED and text == _TIMES_A_FUNCTION
                state["example"] = file != _TIMED and isinstance(text, str) and is_example(text)
        elif event.startswith(files):
            if event.startswith(_NEVER):
                stop(_WHY)
            heard(event, arguments)
        elif event.startswith(_NEVER):
            stop(_WHY)

    sys.addaudithook(hook)


@functools.cache
def installed() -> tuple[str, ...]:
    """The folders of what is installed here; found once, before there is a check."""
    homes = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    packages = {place for place in sys.path if "packages" in place or place.endswith("lib")}
    return tuple(os.path.realpath(home) + os.sep for home in sorted(homes | packages))
