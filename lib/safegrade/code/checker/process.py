"""The student's process as a check sees it: questions, answers, and calls back while an answer is awaited.

A value comes over as data, a function as a real one that calls it there, an object as a stand-in. What cannot come over
is refused, and then a person looks.
"""

import logging
import sys
import threading
import warnings
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from safegrade.code import messages as say
from safegrade.code.carried.sharing import Sharing
from safegrade.code.checker.errors import error_here
from safegrade.code.checker.stand_ins import StandIns
from safegrade.code.checker.teachers import Teachers
from safegrade.code.messages import NotDataError, RefusedError, pack, unpack
from safegrade.sandbox.channel import Channel, ChannelError, LateError

_MOST_PRINTED = 200_000  # characters
# A check may set it on both sides; here it is set on this one.
_limit = sys.setrecursionlimit
_DEEPEST_CALLS, _MOST_CALLS_BACK = 300, 200_000
# What is not data, without a word that the student could have chosen: it reaches pages that students see.
_WORDS: dict[say.NotDataKind, str] = {
    "class": "a class of another kind",
    "object": "an object of another kind",
    "too large": "something too large to be carried",
    "nested": "something that holds itself, or is nested too deeply",
    "unreadable": "something that cannot be read",
    "column": "a column of another kind",
    "other": "something",
}


# Not of Exception: a check that catches every error must not catch these.
class NeedsPersonError(BaseException):
    """The check needs something that cannot be had from outside."""


class EndedError(BaseException):
    """The student's process has ended, or does not say anything that can be read."""


class StudentProcess:
    """The student's process, as it was when a check's turn came; it may answer until a moment of the monotonic clock.

    Args:
        channel: to the copy of the process.
        deadline: in seconds of the monotonic clock.
        given: the teacher's classes that both sides have.
        members: the members of the solution's classes.
    """

    def __init__(
        self, channel: Channel, deadline: float, given: Mapping[str, Any], members: Mapping[str, list[str]]
    ) -> None:
        self._channel, self._deadline = channel, deadline
        self.refusal = self.ended = ""
        self._cache: dict[str, Any] = {}
        # Everything that came by a name, since either side may change it.
        self._named: dict[str, Any] = {}
        self._calls_back, self._depth = 0, 0
        self.stand_ins = StandIns(self, members)
        self.teachers = Teachers(self.stand_ins)
        self.sharing = Sharing(0, self.teachers.message, self.stand_ins.resolve, given)
        # What is to be done before anything is asked for there: the other side must see what the check has set.
        self.before_asking: list[Callable[[], None]] = []
        self.before_calling: Callable[[set[str]], None] = lambda _: None
        self._preparing = False
        # A check may ask from several threads.
        self._one_at_a_time = threading.RLock()
        # Whether it has run something since its files were last looked at.
        self.may_have_written = True
        # How often it has done something; what was seen of it may have changed since.
        self.times_run = 0
        self.ask(say.Begin({name: kind.__module__ for name, kind in sorted(given.items())}), say.Done)

    def refuse(self, why: str) -> NoReturn:
        """Leave the check to a person, whatever it does with the error."""
        self.refusal = self.refusal or why
        raise NeedsPersonError(why)

    def end(self, why: str) -> NoReturn:
        """Nothing more can be asked."""
        self.ended = self.ended or why
        raise EndedError(why)

    def ask(self, question: Any, *awaited: type[Any]) -> Any:
        """Put a question; give the answer, which is of one of the classes that are awaited."""
        if self.ended:
            raise EndedError(self.ended)
        if self.refusal:
            raise NeedsPersonError(self.refusal)
        try:
            self._channel.send(pack(question), None, self._deadline)
            while True:
                answer = unpack(self._channel.receive(self._deadline), *awaited, say.CallBack)
                if not isinstance(answer, say.CallBack):
                    return answer
                self._channel.send(pack(self._called_back(answer)), None, self._deadline)
        except LateError:
            self.end("The student's code did not end in time.")
        except RefusedError:
            self.end("The student's process does not answer.")
        except ChannelError:
            self.end("The student's process has ended.")

    def name(self, name: str) -> Any:
        """The value of a name there.

        Raises:
            KeyError: it is not defined.
        """
        with self._one_at_a_time:
            if name not in self._cache:
                self._prepare()
                answer = self.ask(say.AskValue(name), say.Did, say.Missing)
                if isinstance(answer, say.Missing):
                    raise KeyError(name)
                self._cache[name] = self._named[name] = self._result(answer, name)
            return self._cache[name]

    def watch(self, name: str, value: Any) -> None:
        """Tell the other side from here on of changes in this thing."""
        self._named[name] = value

    def do(self, what: str, *arguments: Any, **named: Any) -> Any:
        """Do something there with the thing that stands first; give what comes of it."""
        return self.do_as(what, arguments, named)

    def do_as(self, what: str, arguments: tuple[Any, ...], named: dict[str, Any], name: str = "") -> Any:
        """The same; the name tells a person what was asked."""
        with self._one_at_a_time:
            return self._done(what, arguments, named, name)

    def _done(self, what: str, arguments: tuple[Any, ...], named: dict[str, Any], name: str) -> Any:
        if what == "__call__":
            self.before_calling(self.stand_ins.reads.get(id(arguments[0]), set()))
        self._prepare()
        try:
            messages, things = self.sharing.write((*arguments, *named.values()), self._named.values())
        except NotDataError as error:
            self.refuse(f"it hands {error} to the student's code, which is not data")
        count = len(arguments)
        inner = dict(zip(named, messages[count:], strict=True))
        question = say.Do(what, messages[:count], inner, things, _somebody_listens())
        did = self.ask(question, say.Did)
        self.may_have_written = True
        self.times_run += what != "look"
        # The call may have changed what names stand for.
        self._cache = {}
        self.stand_ins.ends = what in {"__next__", "method"}
        return self._result(did, name or "what the student's code gives")

    def _prepare(self) -> None:
        """Let the other side see what the check has set meanwhile; what is asked for that asks for nothing more."""
        if not self._preparing:
            self._preparing = True
            try:
                for step in self.before_asking:
                    step()
            finally:
                self._preparing = False

    def _result(self, did: say.Did, name: str) -> Any:
        self._show(did.printed)
        try:
            result = unpack(did.result, say.Value, say.Raised)
            messages = [result.value] if isinstance(result, say.Value) else []
            self.stand_ins.asked_for = name
            values = self.sharing.read(messages, did.things)
            self._warn(did.warned)
            for line in did.logged[:1000]:
                logger, level, text = line
                logging.getLogger(str(logger)).log(int(level), "%s", str(text))
        except (RefusedError, ValueError, TypeError, KeyError, AttributeError, LookupError):
            self.end("The student's process does not answer with values.")
        except NotDataError as error:
            self.refuse(f"the student's code changes its argument ({error})")
        if isinstance(result, say.Raised):
            raise error_here(result, self.stand_ins)
        return values[0]

    def _show(self, printed: list[list[str]]) -> None:
        for stream, text in printed:
            print(text[:_MOST_PRINTED], end="", file=sys.stderr if stream == "stderr" else sys.stdout)

    def _warn(self, warned: list[Any]) -> None:
        for category, text in warned[:1000]:
            kind = self.stand_ins.resolve(category)
            if isinstance(kind, type) and issubclass(kind, Warning):
                warnings.warn_explicit(str(text)[:2000], kind, "<the student's code>", 1, registry={})

    def _called_back(self, call: say.CallBack) -> say.Did:
        """Call a function of the teacher's for the student's code."""
        self._calls_back += 1
        self._depth += 1
        if self._calls_back > _MOST_CALLS_BACK or self._depth > _DEEPEST_CALLS:
            self.refuse("the student's code calls back too often")
        self._show(call.printed)
        self.stand_ins.asked_for = "what the student's code hands back"
        count = len(call.arguments)
        values = self.sharing.read([*call.arguments, *call.named.values()], call.things)
        named = dict(zip(call.named, values[count:], strict=True))
        deepest = sys.getrecursionlimit()
        _limit(deepest + say.FRAMES_OF_A_CALL)
        try:
            result = self.teachers.function(call.handle)(*values[:count], **named)
            (message,), things = self.sharing.write([result], values)
            answer: Any = say.Value(message)
        except NotDataError as error:
            self.refuse(f"its function gives {error} to the student's code, which is not data")
        except (Exception, SystemExit) as error:  # noqa: BLE001  it is raised again there
            answer, things = self.teachers.raised(error), []
        finally:
            self._depth -= 1
            _limit(deepest)
        return say.Did(pack(answer), things, [], [], [])

    def what_is_not_carried(self, kind: say.NotDataKind, name: str) -> NoReturn:
        """Refuse what is not carried."""
        self.refuse(f"`{name}` is {_WORDS[kind]}, which is not data")


def _somebody_listens() -> bool:
    """Whether a logger was given something that listens."""
    loggers = [logging.root, *logging.root.manager.loggerDict.values()]
    return any(getattr(logger, "handlers", None) for logger in loggers)
