"""The file in which answers are kept: ``answers.json``, beside the notebook. Small, versioned, saved at once and whole.

Schema 2::

    {"schema": 2, "assignment": "ps1-limits", "saved": "2026-11-24T09:00:00+00:00",
     "answers": {"questions": {"q-id": "b"}, "case-amal": {"criteria": {...}, "action": "...", "disclosure": {...}}}}

Fields that this version does not know are kept when it saves.
"""

import hashlib
import json
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from attrs import frozen

from tarasoff.assignment.changes import merged, uncontested
from tarasoff.knowledge.mistakes import Mistake

SCHEMA = 2
FILE = "answers.json"

# A thousand times what a student can click together; more is not an answer file.
_LARGEST = 5_000_000

# Saving takes milliseconds. Who waits for seconds waits for a program that hangs.
_PATIENCE_S = 3


class AnswersError(Mistake):
    """The answers could not be read or saved. The message is for the student; the file is as it was before."""


class AnswersConflictError(AnswersError):
    """Somebody else saved another answer since this form last looked. Theirs stands; whatever else changed is saved."""

    def __init__(self, stored: "Stored") -> None:
        self.stored = stored
        super().__init__(
            "This answer was changed in another window or another form.",
            "The newer one is shown; answer again if you want yours.",
        )


@frozen
class Stored:
    """What a file holds.

    Args:
        document: the whole document in the newest schema, unknown fields included.
        notes: what happened on reading, in words, such as that the schema is an older one.
    """

    answers: Mapping[str, Any]
    document: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    def fields(self, part: str) -> dict[str, Any]:
        """What is answered in one part, by field; empty if nothing is, or if it cannot be read."""
        held = self.answers.get(part)
        return dict(held) if isinstance(held, Mapping) else {}


def load(path: Path, assignment: str | None = None) -> Stored:
    """Read an answer file of this schema or an earlier one.

    Args:
        path: the file. A file that is not there is an empty one.
        assignment: whose answers it should hold; without, anybody's.

    Raises:
        AnswersError: it is damaged, too new, of another assignment, or cannot be read. The message names the file and
            the remedy.

    >>> load(Path("no-such-folder/answers.json")).answers
    {}
    """
    name = path.name
    try:
        if path.stat().st_size > _LARGEST:
            raise _too_large(name)
        content = path.read_bytes()
    except FileNotFoundError:
        return Stored({}, {})
    except OSError as error:
        raise AnswersError(f"{name} could not be read: {error.strerror}.", "Check who may read it.") from error
    return read_answers(content, name, assignment)


def load_if_readable(path: Path, assignment: str | None = None) -> Stored:
    """The same; an empty one if it cannot be read. For those beside a view of the same file, whose note says why."""
    try:
        return load(path, assignment)
    except AnswersError:
        return Stored({}, {})


def read_answers(content: bytes, name: str, assignment: str | None = None) -> Stored:
    """Read what an answer file of this schema or an earlier one holds.

    Args:
        content: the file's bytes.
        name: what to call it in a message.
        assignment: whose answers it should hold; without, anybody's.

    Raises:
        AnswersError: it is damaged, too new, or of another assignment. The message names the file and the remedy.

    >>> read_answers(b'{"schema": 2, "answers": {"line": {}}}', "answers.json").answers
    {'line': {}}
    """
    if len(content) > _LARGEST:
        raise _too_large(name)
    try:
        # Some editors put a mark of the order of bytes before it, or save it as UTF-16.
        document = json.loads(content.decode(json.detect_encoding(content)))
    except UnicodeDecodeError as error:
        raise AnswersError(f"{name} is not UTF-8 text (byte {error.start}).", _REMEDY) from error
    except json.JSONDecodeError as error:
        raise AnswersError(
            f"{name} is damaged at line {error.lineno}, column {error.colno} ({error.msg}).", _REMEDY
        ) from error
    except ValueError as error:
        # Python reads no whole number of more than a few thousand digits.
        raise AnswersError(f"{name} holds a number that is too long to be an answer.", _REMEDY) from error
    except RecursionError as error:
        raise AnswersError(f"{name} is nested too deeply to be a set of answers.", _REMEDY) from error
    if not isinstance(document, dict):
        raise AnswersError(f"{name} does not hold a set of answers.", _REMEDY)
    stored = _newest(document, name)
    owner = document.get("assignment")
    if assignment is not None and owner not in (None, assignment):
        raise AnswersError(
            f"{name} holds answers to {owner!r:.60}, not to {assignment!r}.",
            f"It was left as it is. Open the notebook in its own folder, beside its own {name}.",
        )
    return stored


def _too_large(name: str) -> AnswersError:
    return AnswersError(
        f"{name} is larger than any set of answers ({_LARGEST // 1_000_000} MB).", "Rename it and answer again."
    )


_REMEDY = "It was left as it is. Mend it, or rename it and answer again."


def save(
    path: Path, assignment: str, part: str, changes: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> Stored:
    """Save some fields of one part, and leave everything else in the file as it is.

    The file is replaced in one step: whatever happens, it holds the old answers or the new ones.

    Args:
        path: the file; made if it is not there.
        assignment: its assignment's id.
        part: the part's id.
        changes: field to answer; None takes an answer back. ``criteria`` holds one such mapping more.
        seen: field to the answer that the writer last saw there. Where the file holds another, that one stays. Where
            the file has gone, what the writer saw is saved too.

    Raises:
        AnswersConflictError: another window saved something else in one of these fields.
        AnswersError: the file is damaged, newer, or of another assignment, or could not be written.
    """
    # Behind a symbolic link, the file is replaced, not the link.
    path = Path(os.path.realpath(path))
    with _alone(path):
        stored = load(path, assignment)
        gone = not stored.document
        before = dict(seen) if gone and seen is not None else stored.fields(part)
        wanted = changes if gone or seen is None else uncontested(changes, before, seen)
        after = merged(before, wanted)
        # What the file says already is not written again: with a full disk, it is still saved.
        if after != before or (gone and after):
            answers = {**stored.answers, part: after}
            document = {
                **stored.document,
                "schema": SCHEMA,
                "assignment": assignment,
                "saved": datetime.now(UTC).isoformat(timespec="seconds"),
                "answers": answers,
            }
            _replace(path, text_of(document))
            stored = Stored(answers, document, stored.notes)
    if wanted != changes:
        raise AnswersConflictError(stored)
    return stored


def rewrite(path: Path, assignment: str, change: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Stored:
    """Replace a whole answer file by what follows from it, in one step, while nobody else saves.

    Args:
        path: the file; made if it is not there.
        assignment: its assignment's id.
        change: gives the new document for the old one, which is empty if there is no file.

    Raises:
        AnswersError: as for `save`.
    """
    path = Path(os.path.realpath(path))
    with _alone(path):
        before = load(path, assignment)
        document = {"schema": SCHEMA, "assignment": assignment, **change(before.document)}
        if document != before.document:
            _replace(path, text_of(document))
    return Stored(document["answers"], document)


def text_of(document: Mapping[str, Any]) -> str:
    """The text of an answer file."""
    return json.dumps(document, ensure_ascii=False, indent=1, default=dict) + "\n"


def _lock_of(path: Path) -> Path:
    """A lock stays where it was made, so there are no more than 256 for each person: some files share one."""
    # Where there are no numbers for people, each has a folder of their own for what is temporary.
    person = os.getuid() if hasattr(os, "getuid") else 0
    some = hashlib.sha256(os.fsencode(path)).hexdigest()[:2]
    return Path(tempfile.gettempdir(), f"tarasoff-{person}-{some}.lock")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep others from saving between our reading and our writing."""
    with ExitStack() as held:
        # Where there is only a weaker lock, filelock warns; on stderr that would look to a learner like a failure.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from filelock import FileLock, Timeout  # noqa: PLC0415  reading never needs it

            try:
                # Not beside the answers: there it would be handed in with them.
                lock = FileLock(_lock_of(path))
                held.enter_context(lock.acquire(timeout=_PATIENCE_S, poll_interval=0.01))
            except Timeout as error:
                raise AnswersError(
                    f"Not saved: another program has been saving to {path.name} for {_PATIENCE_S} seconds.",
                    "What you chose is still on the screen. Close the other window, then choose again.",
                ) from error
            except (OSError, NotImplementedError):
                pass  # No locks here. The file is still replaced in one step.
        yield


def _replace(path: Path, text: str) -> None:
    # Opened as any file is, so that a new one is as readable as the learner's own settings say.
    temporary = path.with_name(f".answers-{uuid4().hex}.tmp")
    try:
        with temporary.open("xb") as file:
            # Half a character, as a cut emoji leaves it, cannot be written as UTF-8; as JSON's own escape it can.
            file.write(text.encode("utf-8", "backslashreplace"))
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            # The answers must stay as readable as they were, or submit cannot copy them.
            temporary.chmod(path.stat().st_mode & 0o777)
        os.replace(temporary, path)  # noqa: PTH105  the same call on every system, and it never leaves half a file
    except OSError as error:
        raise AnswersError(
            f"Not saved: {error.strerror or error}.",
            f"What you chose is still on the screen, and {path.name} is as it was. "
            "Make room or ask for write access to this folder, then choose again.",
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _newest(document: dict[str, Any], name: str) -> Stored:
    schema = document.get("schema", document.get("version"))
    if isinstance(schema, bool) or not isinstance(schema, int) or schema < 1:
        raise AnswersError(f"{name} does not say which schema it has.", _REMEDY)
    if schema > SCHEMA:
        raise AnswersError(
            f"{name} was saved by a newer version of the course (schema {schema}; this one reads up to {SCHEMA}).",
            "It was left as it is. Update the course, or open the notebook where it was saved.",
        )
    notes: tuple[str, ...] = ()
    while schema < SCHEMA:
        document = _UPGRADES[schema](document)
        schema += 1
        notes = (f"{name} was saved in an older schema. It is read as schema {SCHEMA}.",)
    answers = document.get("answers", {})
    if not isinstance(answers, dict):
        raise AnswersError(f"{name}, field answers: this is not a list of parts.", _REMEDY)
    return Stored(answers, document, notes)


def _upgrade_1(document: dict[str, Any]) -> dict[str, Any]:
    """Schema 1 kept choices and cases apart, and wrote a disclosure as ``"recipient: item"``."""
    answers: dict[str, Any] = {}
    choices, cases = document.get("choices"), document.get("cases")
    if choices is not None:
        answers["questions"] = choices
    for case, fields in cases.items() if isinstance(cases, dict) else ():
        changed = dict(fields) if isinstance(fields, dict) else {}
        told = changed.get("disclosure")
        if isinstance(told, list):
            pairs: dict[str, list[str]] = {}
            for entry in told:
                recipient, _, item = str(entry).partition(": ")
                pairs.setdefault(recipient, []).append(item)
            changed["disclosure"] = pairs
        answers[f"case-{case}"] = changed
    rest = {field: value for field, value in document.items() if field not in {"version", "choices", "cases"}}
    return {**rest, "schema": 2, "answers": answers}


_UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _upgrade_1}
