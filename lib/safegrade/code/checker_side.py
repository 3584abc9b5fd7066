"""The checker's side: runs the teacher's checks in a process that the student's code never entered.

A name that a check reads is asked for when it is read. A value comes over as data, a function as a stand-in whose
call sends its arguments and gets its result. What cannot come over is not checked here: a person does that.
"""

import ast
import builtins
import contextlib
import linecache
import math
import os
import random
import signal
import socket
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from attrs import define

from safegrade.code.names import Plan, UnreadableError, bound, imported, made, parsed, read, refused, texts
from safegrade.code.student_side import CLASSES, Limited, write_files
from safegrade.code.values import NotDataError, NoValueError, decode, encode
from safegrade.code.views import ASKED, View
from safegrade.sandbox.channel import LateError, Link, LinkError

# What a name of the student's may stand for, though the teacher's notebook does not import it.
_USUAL = {
    "np": "numpy",
    "pd": "pandas",
    "plt": "matplotlib.pyplot",
    "sp": "scipy",
    **{name: name for name in ("math", "random", "statistics", "datetime", "itertools", "functools", "collections")},
    **{name: name for name in ("numpy", "pandas", "matplotlib", "json", "re", "string", "os", "sys", "time")},
}
# A file with such a name holds code, whoever reads it.
_CODE = {".py", ".pyc", ".so", ".pkl", ".pickle", ".joblib", ".dill", ".ipynb", ".pth"}
_LAST_LINES = 40
_NO_DATA = {
    "the class": "a class of its own",
    "an object of class": "an object of a class of its own",
    "something too large": "something too large to be carried",
    "something that holds itself": "something that holds itself, or is nested too deeply",
    "something that cannot be read": "something that cannot be read",
    "a column of": "a column of another kind",
}
_LATE = "The check did not end in time."


# Not of Exception: a check that catches every error must not catch these.
class NeedsPersonError(BaseException):
    """The check needs something that is no data."""


class EndedError(BaseException):
    """The student's process has ended, or does not say anything that can be read."""


class TimeUpError(BaseException):
    """The check took too long."""


@define
class Verdict:
    """What became of a check.

    Args:
        kind: ``passed``, ``failed`` or ``person``.
        credit: the number that the check ended in, if it did.
        printed: what it printed.
        error: the name, text and lines of the error in which it ended.
        why: why a person has to look, or why it was ended.
        shown: the text of what it ended in, if that is no number.
    """

    kind: str
    credit: float | None = None
    printed: str = ""
    error: tuple[str, str, list[str]] | None = None
    why: str = ""
    shown: str = ""


class Student:
    """The student's process, as it was when a check's turn came; asked over a link.

    Args:
        link: to a copy of that process.
        deadline: until when it may answer.
        sets: names that the check itself has set; a function that reads one of them would not see it.
    """

    def __init__(self, link: Link, deadline: float, sets: set[str]) -> None:
        self._link, self._deadline, self._sets = link, deadline, sets
        self._cache: dict[str, Any] = {}
        # Values that came from there, by id: their name, and what they looked like.
        self._own: dict[int, tuple[str, Any, Any]] = {}
        self.refusal = ""
        self.ended = ""
        # How deep in a picture what is decoded just now lies.
        self._within = 0

    def refuse(self, why: str) -> None:
        """Leave the check to a person, whatever it does with the error."""
        self.refusal = self.refusal or why
        raise NeedsPersonError(why)

    def end(self, why: str) -> None:
        """Nothing more can be asked."""
        self.ended = self.ended or why
        raise EndedError(why)

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Put a question."""
        if self.ended:
            raise EndedError(self.ended)
        try:
            self._link.send(question, deadline=self._deadline)
            answer = self._link.receive(self._deadline)
        except LateError:
            self.end("The student's code did not end in time.")
        except LinkError:
            self.end("The student's process has ended.")
        if not isinstance(answer, dict):
            self.end("The student's process does not answer.")
        return answer  # type: ignore[no-any-return]

    def value(self, message: Any, name: str = "what the function gives") -> Any:
        """What a message stands for."""
        try:
            return decode(message, lambda one: self._found(one, name))
        except NoValueError:
            self.end("The student's process does not answer with values.")

    def _found(self, message: dict[str, Any], name: str) -> Any:
        kind = message["t"]
        if kind == "live":
            self.refuse(f"`{name}` is {_in_our_words(str(message['what']))}, which is not data")
        if kind == "view" and message["of"] in ASKED:
            return self._view(message, name)
        if self._within:
            # Whatever a picture holds is data: what could be called would be called with what a check knows.
            raise NoValueError("a picture that holds more than data")
        if kind == "function":
            return Function(self, int(message["handle"]), name, message)
        if kind == "iterator":
            return Iterated(self, int(message["handle"]))
        if kind == "module":
            return self._module(str(message["name"]), name)
        if kind == "named" and f"{message['module']}.{message['name']}" in CLASSES:
            return getattr(sys.modules.get(message["module"]), message["name"], None)
        raise NoValueError(f"nothing is known of {str(kind)[:40]!r}")

    def _view(self, message: dict[str, Any], name: str) -> View:
        methods, attributes = ASKED[message["of"]]
        if not set(message["methods"]) <= set(methods) or not set(message["attributes"]) <= set(attributes):
            raise NoValueError("a picture that holds more than pictures hold")
        self._within += 1
        try:
            held = {
                part: {str(key): self.value(one, f"{name}.{key}") for key, one in message[part].items()}
                for part in ("methods", "attributes")
            }
        finally:
            self._within -= 1
        return View(str(message["of"]), held["methods"], held["attributes"], self.refuse)

    def _module(self, module: str, name: str) -> Any:
        if _USUAL.get(name) == module or (name == "plt" and module == "matplotlib.pyplot"):
            with contextlib.suppress(ImportError):
                __import__(module)
                return sys.modules[module]
        return self.refuse(f"`{name}` is a module that only the student imports")

    def name(self, name: str) -> Any:
        """The value of a name there.

        Raises:
            KeyError: there is no such name.
        """
        if name in self._cache:
            return self._cache[name]
        answer = self.ask({"ask": "name", "name": name})
        if answer.get("missing"):
            raise KeyError(name)
        value = self.value(answer.get("value"), name)
        self._cache[name] = value
        with contextlib.suppress(NotDataError):
            self._own[id(value)] = (name, value, encode(value))
        return value

    def has(self, name: str) -> bool:
        """Whether there is such a name."""
        return name in (self.ask({"ask": "names", "names": [name]}).get("names") or [])

    def call(self, function: "Function", arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Call a function there, and give its result here."""
        self._unseen(function)
        sent = (*arguments, *named.values())
        messages = [self._sent(one) for one in sent]
        answer = self.ask(
            {
                "ask": "call",
                "handle": function.handle,
                "args": messages[: len(arguments)],
                "kwargs": dict(zip(named, messages[len(arguments) :], strict=True)),
            }
        )
        print(str(answer.get("printed", ""))[:200_000], end="")  # noqa: T201  the check may have redirected it
        changes = answer.get("changed")
        if isinstance(changes, dict):
            self._take_changes(sent, changes)
        # The call may have changed what names stand for; what a check itself has changed, it keeps.
        for name, value in list(self._cache.items()):
            held = self._own.get(id(value))
            if held is None or _same(value, held[2]):
                del self._cache[name]
        if "raised" in answer:
            raise _raised(answer)
        if isinstance(answer.get("same"), int) and 0 <= answer["same"] < len(arguments):
            return arguments[answer["same"]]
        return self.value(answer.get("value"), f"{function.__name__}(…)")

    def _unseen(self, function: "Function") -> None:
        """Refuse, if the check has set or changed what a function there reads: it would not see it."""
        if unseen := self._sets & function.reads:
            self.refuse(f"it sets `{min(unseen)}`, which the student's function `{function.__name__}` reads")
        for name in self._cache.keys() & function.reads:
            held = self._own.get(id(self._cache[name]))
            if held is not None and not _same(held[1], held[2]):
                self.refuse(f"it changes `{name}`, which the student's function `{function.__name__}` reads")

    def _take_changes(self, sent: tuple[Any, ...], changes: dict[str, Any]) -> None:
        """Make arguments what a function there has made of them."""
        for place, one in enumerate(sent):
            if str(place) in changes:
                _change(one, self.value(changes[str(place)]), self.refuse)
                with contextlib.suppress(NotDataError):
                    if id(one) in self._own:
                        self._own[id(one)] = (self._own[id(one)][0], one, encode(one))

    def _sent(self, value: Any) -> Any:
        if (held := self._own.get(id(value))) is not None and held[1] is value and _same(value, held[2]):
            # Its own thing, as it gave it: a function that changes it must find it changed.
            return {"t": "own", "name": held[0]}

        def aside(thing: Any) -> dict[str, Any] | None:
            if type(thing) is Function and thing.of is self:
                return {"t": "function", "handle": thing.handle}
            module, name = getattr(thing, "__module__", None), getattr(thing, "__qualname__", "")
            if module in {"builtins", "math", "numpy", "operator"} and "<" not in name:
                return {"t": "named", "module": module, "name": name}
            return None

        try:
            return encode(value, aside)
        except NotDataError as error:
            self.refuse(f"it hands {error} to the student's function, which is not data")


def _in_our_words(what: str) -> str:
    """What is no data, without a word that the student could have chosen: it reaches pages that students see."""
    return next((said for begins, said in _NO_DATA.items() if what.startswith(begins)), "something")


def _same(value: Any, looked: Any) -> bool:
    try:
        return bool(encode(value) == looked)
    except NotDataError:
        return False


def _change(value: Any, new: Any, refuse: Callable[[str], None]) -> None:
    """Make an argument what the student's function has made of it."""
    if isinstance(value, list) and isinstance(new, list):
        value[:] = new
    elif any(isinstance(value, kind) and isinstance(new, kind) for kind in (dict, set)):
        value.clear()
        value.update(new)
    elif type(value).__name__ == "ndarray" and getattr(new, "shape", None) == value.shape:
        value[...] = new
    elif type(value).__name__ in {"DataFrame", "Series"} and type(new) is type(value):
        value._update_inplace(new)  # noqa: SLF001  there is no other way to change its index
    else:
        refuse(f"the student's function changes its argument, a {type(value).__name__}")


def _raised(answer: dict[str, Any]) -> Exception:
    """A fresh error of a builtin type, with what the student's error said."""
    names = answer["raised"] if isinstance(answer["raised"], list) else []
    found: type[Exception] = RuntimeError
    for name in names:
        kind = getattr(builtins, name, None) if isinstance(name, str) else None
        if isinstance(kind, type) and issubclass(kind, Exception) and kind is not Exception:
            found = kind
            break
    # These would end a loop of the check without an error.
    if issubclass(found, (StopIteration, StopAsyncIteration)):
        found = RuntimeError
    if names[:1] == ["Exception"]:
        found = Exception
    text = str(answer.get("text", ""))[:2000]
    try:
        error = found(text)
    except TypeError:
        error = ValueError(text)
    error.of_student = True  # type: ignore[attr-defined]
    return error


class Function:
    """Stands for a function of the student's.

    Args:
        of: whose it is.
        handle: its number there.
        name: its name.
        message: what was said of it.
    """

    def __init__(self, of: Student, handle: int, name: str, message: dict[str, Any]) -> None:
        self.of, self.handle = of, handle
        self.__name__ = self.__qualname__ = name
        self.__doc__ = message["doc"] if isinstance(message.get("doc"), str) else None
        reads = message.get("reads")
        self.reads = {one for one in reads if isinstance(one, str)} if isinstance(reads, list) else set()

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """What the function gives, there."""
        return self.of.call(self, arguments, named)

    def __getattr__(self, name: str) -> Any:
        if name in {"__code__", "__signature__", "__wrapped__", "__defaults__", "__annotations__", "__globals__"} or (
            not name.startswith("__")
        ):
            self.of.refuse(f"it asks for `{name}` of the student's function `{self.__dict__.get('__name__')}`")
        raise AttributeError(name)


class Iterated:
    """Stands for a generator of the student's."""

    def __init__(self, of: Student, handle: int) -> None:
        self._of, self._handle = of, handle

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        """The next value, from there."""
        answer = self._of.ask({"ask": "next", "handle": self._handle})
        if "raised" in answer:
            raise _raised(answer)
        if answer.get("end"):
            raise StopIteration
        return self._of.value(answer.get("value"), "what the generator gives")


class Names(dict[str, Any]):
    """The names of the checks: the teacher's own, and behind them those of the student."""

    def __init__(self, plan: Plan) -> None:
        super().__init__({"__name__": "checks", "__builtins__": builtins, "display": _display})
        self.plan = plan
        # Names of the teacher's that could not be made here; the student's must not take their place.
        self.lost: dict[str, str] = {}
        # Every name that the teacher's locked cells and checks give, whether they came to it or not.
        self.ours: frozenset[str] = frozenset()
        self.student: Student | None = None

    def __missing__(self, name: str) -> Any:
        if self.student is None or name.startswith("__"):
            raise KeyError(name)
        if name in self.lost and name not in self.plan.theirs:
            self.student.refuse(f"`{name}` comes from a cell of the teacher's that {self.lost[name]}")
        # A student's own `sum` counts only where one was to be written, and a name of the teacher's never.
        if (hasattr(builtins, name) or name in self.ours) and name not in self.plan.theirs:
            raise KeyError(name)
        return self.student.name(name)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (
            self.student is not None and isinstance(name, str) and self.student.has(name)
        )

    def own(self) -> set[str]:
        """The names of the teacher's own."""
        return set(self)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a name, or the default."""
        try:
            return self[name]
        except KeyError:
            return default


def _display(*values: Any, **_: Any) -> None:
    for value in values:
        print(repr(value))  # noqa: T201


class Checker:
    """Runs the checks of one notebook, in order.

    Args:
        plan: what the teacher's notebook says about names.
        files: the names of the teacher's files, which lie in the folder.
        most_output: how many characters of what a check prints are kept.
    """

    def __init__(self, plan: Plan, files: set[str], most_output: int = 100_000) -> None:
        self.names = Names(plan)
        self._plan, self._files, self._most_output = plan, files, most_output
        self._sets: set[str] = set()
        # Values of the teacher's, which the student's code may have been meant to change.
        self._values: set[str] = set()
        self._cells = 0
        self._modules = _unfit(files)
        for statement in plan.imports:
            # What cannot be imported here may not be needed by a check.
            with contextlib.suppress(Exception), _quiet():
                if refused(ast.parse(statement), self._modules):
                    continue
                exec(statement, self.names)  # noqa: S102  the teacher's own code, as in any notebook

    def check(self, source: str, before: list[str], link: Link, seconds: float) -> Verdict:
        """Run the teacher's cells that stand before a check, and the check.

        Args:
            source: the check.
            before: the sources of locked cells since the last check.
            link: to the student's process as it was.
            seconds: how long all that may take.
        """
        student = Student(link, time.monotonic() + seconds, self._sets)
        self.names.student = student
        outputs: list[dict[str, Any]] = []
        printed = Limited(outputs, "stdout", [self._most_output])
        seeds = [(sys.modules[name], sys.modules[name].seed) for name in _SEEDED if name in sys.modules]
        for module, _ in seeds:
            module.seed = _seeding(module, student)  # type: ignore[attr-defined]
        try:
            with _quiet(printed), _alarm(seconds):
                for cell in before:
                    self._given(cell, student)
                verdict = self._verdict(source, student)
        except TimeUpError:
            verdict = Verdict("failed", error=("TimeoutError", _LATE, []), why=_LATE)
        finally:
            self.names.student = None
            for module, seed in seeds:
                module.seed = seed  # type: ignore[attr-defined]
        if student.ended:
            verdict = Verdict("failed", error=("RuntimeError", student.ended, []), why=student.ended)
        elif student.refusal:
            verdict = Verdict("person", why=student.refusal)
        verdict.printed = "".join(one for output in outputs for one in output["text"])
        for name in self._plan.theirs:
            self.names.pop(name, None)
        return verdict

    def _given(self, source: str, student: Student) -> None:
        """Run a locked cell of the teacher's, as far as it runs without the student's process."""
        try:
            tree = parsed(source)
        except UnreadableError:
            return
        gives = bound(tree) - self._plan.theirs
        why = refused(tree, self._modules)
        if why is None:
            try:
                self._compiled(tree, source)
            except (NeedsPersonError, EndedError):
                why = f"needs the student's live objects ({student.refusal})"
                student.refusal = ""
            except Exception as error:  # noqa: BLE001  a cell of the teacher's that does not run here is said, if it matters
                why = None if hasattr(error, "of_student") else f"does not run here ({type(error).__name__}: {error})"
        self._values |= gives - imported(tree) - made(tree)
        for name in gives - self.names.own() if why else ():
            self.names.lost[name] = why or ""
        for name in self._plan.theirs if self._plan.known else ():
            self.names.pop(name, None)

    def _verdict(self, source: str, student: Student) -> Verdict:  # noqa: PLR0911  one for each way to end
        try:
            tree = parsed(source)
        except UnreadableError as error:
            return Verdict("person", why=f"the check cannot be read ({error})")
        if why := refused(tree, self._modules):
            return Verdict("person", why=why)
        self._sets |= bound(tree) - imported(tree)
        try:
            self._fetch(tree, student)
            self._compare(tree, student)
            value = self._compiled(tree, source)
        except (NeedsPersonError, EndedError):
            return Verdict("person", why=student.refusal)
        except TimeUpError:
            raise
        except BaseException as error:  # noqa: BLE001  whatever a check raises, it has failed
            if isinstance(error, FileNotFoundError) and not hasattr(error, "of_student"):
                return Verdict("person", why=f"it reads the file {error.filename!r}, which could not be carried over")
            name, text = type(error).__name__, str(error)[:2000]
            return Verdict("failed", error=(name, text, _lines(error)))
        if student.refusal or student.ended:
            return Verdict("person", why=student.refusal)
        credit = _number(value)
        if credit is None and not (value is None or isinstance(value, str) or _is_true(value)):
            # nbgrader gives full marks for whatever is no number, and this may be the student's.
            return Verdict("person", why=f"it ends in something that is no mark ({type(value).__name__})")
        return Verdict("passed", credit=credit, shown="" if credit is not None or value is None else repr(value)[:2000])

    def _compare(self, tree: ast.Module, student: Student) -> None:
        """Where nobody knows whether a value was to be changed, it must not have been."""
        for name in sorted(() if self._plan.known else read(tree) & self._values & self.names.own()):
            with contextlib.suppress(NotDataError):
                if student.ask({"ask": "name", "name": name}).get("value") != encode(self.names[name]):
                    student.refuse(f"the student has changed `{name}`, and no teacher's notebook says whether to")

    def _compiled(self, tree: ast.Module, source: str) -> Any:
        """Run a cell; give what its last line gives."""
        self._cells += 1
        file = f"<check {self._cells}>"
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        last = tree.body[-1] if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        body = ast.Module(tree.body[:-1] if last else tree.body, [])
        exec(compile(body, file, "exec", dont_inherit=True, optimize=0), self.names)  # noqa: S102  the teacher's own
        if last is None or source.rstrip().endswith(";"):
            return None
        return eval(  # noqa: S307  the teacher's own
            compile(ast.Expression(last.value), file, "eval", dont_inherit=True, optimize=0), self.names
        )

    def _fetch(self, tree: ast.Module, student: Student) -> None:
        """Bring files that a check names and the student's code has made."""
        for name in sorted(texts(tree)):
            place = Path(name)
            if (
                name in self._files
                or place.is_absolute()
                or ".." in place.parts
                or not place.suffix
                or place.suffix.lower() in _CODE
                or len(place.suffix) > len(".feather")
            ):
                continue
            held = student.ask({"ask": "file", "name": name}).get("file")
            place.unlink(missing_ok=True)
            if isinstance(held, str):
                with contextlib.suppress(OSError, ValueError):
                    write_files({name: held})


def _unfit(files: set[str]) -> dict[str, str]:
    """The teacher's own modules that look into the process in which they run, and what they do."""
    found = {}
    for name in files:
        place = Path(name)
        if place.suffix == ".py":
            try:
                why = refused(ast.parse(place.read_text(encoding="utf-8")))
            except (OSError, ValueError, SyntaxError):
                why = "it cannot be read"
            if why:
                found[place.stem] = why
    return found


_SEEDED = ("random", "numpy.random")


def _seeding(module: Any, student: Student) -> Callable[..., None]:
    seed = module.seed

    def both(value: Any = None, *more: Any) -> None:
        seed(value, *more)
        if value is not None:
            student.ask({"ask": "seed", "of": module.__name__, "value": encode(value)})

    return both


def _number(value: Any) -> float | None:
    """The marks that a check ends in; nothing, if it ends in no number."""
    np = sys.modules.get("numpy")
    if np is not None and isinstance(value, np.generic) and value.dtype.kind in "biuf":
        value = value.item()
    if isinstance(value, (Decimal, Fraction)):
        value = float(value)
    if not isinstance(value, (bool, int, float)):
        return None
    if isinstance(value, bool):
        # nbgrader gives full marks for a check that ends in False.
        return None if value else 0.0
    try:
        number = float(value)
    except OverflowError:
        return 0.0
    return number if math.isfinite(number) and number > 0 else 0.0


def _is_true(value: Any) -> bool:
    np = sys.modules.get("numpy")
    return value is True or (np is not None and isinstance(value, np.bool_) and bool(value))


def _lines(error: BaseException) -> list[str]:
    """The traceback, as far as it is the check's own."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith("<check")]
    said = traceback.format_exception_only(error)
    return "".join([*traceback.format_list(frames), *said]).splitlines()[-_LAST_LINES:]


@contextlib.contextmanager
def _quiet(out: Any = None) -> Iterator[None]:
    """What a check prints is kept; warnings are nothing that a student answers for."""
    with (
        open(os.devnull, "w", encoding="utf-8") as nowhere,  # noqa: PTH123
        contextlib.redirect_stdout(out or nowhere),
        contextlib.redirect_stderr(nowhere),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Stop what takes too long; once a second, if it does not listen."""

    def up(*_: Any) -> None:
        raise TimeUpError

    before = signal.signal(signal.SIGALRM, up)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def serve(link: Link) -> None:
    """Run checks as they come, until the other side has ended."""
    random.seed()
    checker: Checker | None = None
    while True:
        try:
            message, descriptor = link.receive_with()
        except LinkError:
            return
        if message["do"] == "begin":
            write_files(message["files"])
            # The teacher's own modules are found, and never a student's: what is fetched later is no code.
            sys.path.insert(0, str(Path.cwd()))
            known, imports, theirs, ours = message["plan"]
            plan = Plan(known=known, imports=tuple(imports), theirs=frozenset(theirs))
            checker = Checker(plan, set(message["files"]), message["output"])
            checker.names.ours = frozenset(ours)
            link.send({"done": True})
        elif message["do"] == "check" and descriptor is not None and checker is not None:
            student = Link(socket.socket(fileno=descriptor))
            verdict = checker.check(message["source"], message["before"], student, message["seconds"])
            student.close()
            link.send({key: getattr(verdict, key) for key in ("kind", "credit", "printed", "error", "why", "shown")})
