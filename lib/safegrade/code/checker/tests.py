"""doctest and unittest in a check: examples are the teacher's own, and what fails unsaid is not passed over."""

import contextlib
import doctest
import inspect
import unittest
from collections.abc import Iterator, Mapping
from typing import Any
from unittest import mock

from safegrade.code.checker.names import CheckNames
from safegrade.code.checker.process import StudentProcess


class Tests:
    """What became of the tests that a check runs.

    Args:
        student: the process.
        names: of the check.
        docstrings: those of the solution's functions and classes, by name.
        definitions: the text of the student's functions and classes, by name.
    """

    def __init__(
        self,
        student: StudentProcess,
        names: CheckNames,
        docstrings: Mapping[str, str],
        definitions: Mapping[str, str],
    ) -> None:
        self._student, self._names, self._docstrings, self._definitions = student, names, docstrings, definitions
        self.failed = False
        parser = doctest.DocTestParser()
        self._examples = {name: parser.get_examples(text) for name, text in docstrings.items() if ">>>" in text}

    def is_teachers(self, source: str) -> bool:
        """Whether this is the text of an example of the teacher's."""
        return any(example.source == source for held in self._examples.values() for example in held)

    @contextlib.contextmanager
    def in_place(self) -> Iterator[None]:
        """Let doctest, unittest and inspect do what they do with the teacher's examples and the student's text."""
        run = unittest.TestResult.wasSuccessful
        tests = self

        def stop(result: Any) -> None:
            tests.failed = tests.failed or not run(result)

        with (
            mock.patch.object(doctest, "testmod", self._testmod),
            mock.patch.object(doctest, "run_docstring_examples", self._of_function),
            mock.patch.object(unittest.TestResult, "stopTestRun", stop),
            mock.patch.object(inspect, "findsource", self._findsource),
            mock.patch.object(inspect, "getfile", self._getfile),
            mock.patch.object(inspect, "_signature_from_function", self._signature),
        ):
            yield

    def _testmod(self, *_: Any, **__: Any) -> doctest.TestResults:
        names = [name for name in self._examples if name in self._names.theirs]
        return self._tested(names or [*self._examples])

    def _of_function(self, function: Any, globs: Any = None, *_: Any, **__: Any) -> None:
        del globs
        name = getattr(function, "__name__", "")
        self._tested([name] if name in self._examples else [])

    def _tested(self, names: list[str]) -> doctest.TestResults:
        if not names:
            self._student.refuse("the solution holds no examples that doctest could run")
        runner = doctest.DocTestRunner(verbose=False)
        for name in names:
            globs: Any = self._names.copy()
            examples = self._examples[name]
            runner.run(doctest.DocTest(examples, globs, name, None, 0, self._docstrings[name]), clear_globs=False)
        self.failed = self.failed or runner.failures > 0
        return doctest.TestResults(runner.failures, runner.tries)

    def _findsource(self, of: Any) -> tuple[list[str], int]:
        if (
            self._student.stand_ins.own(of) is None
            and self._student.stand_ins.own(getattr(of, "__func__", None)) is None
        ):
            return _FINDSOURCE(of)
        text = self._definitions.get(getattr(of, "__name__", ""))
        if text is None:
            self._student.refuse("it looks for the text of something of the student's, which no cell defines")
        return text.splitlines(keepends=True), 0

    def _getfile(self, of: Any) -> str:
        if self._student.stand_ins.own(of) is None:
            return _GETFILE(of)
        return "<the student's cells>"

    def _signature(self, kind: Any, of: Any, *more: Any, **named: Any) -> Any:
        return self._student.stand_ins.signatures.get(id(of)) or _SIGNATURE(kind, of, *more, **named)


_FINDSOURCE, _GETFILE = inspect.findsource, inspect.getfile
_SIGNATURE = inspect._signature_from_function  # type: ignore[attr-defined]  # noqa: SLF001  what all others ask
