"""The file in which answers are kept: ``answers.json``, beside the notebook. Small, versioned, saved at once and whole.

Schema 2::

    {"schema": 2, "assignment": "ps1-limits", "saved": "2026-11-24T09:00:00+00:00",
     "answers": {"questions": {"q-id": "b"}, "case-amal": {"criteria": {...}, "action": "...", "disclosure": {...}}}}

Fields that this version does not know are kept when it saves.
"""

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from attrs import frozen

SCHEMA = 2
FILE = "answers.json"

# A thousand times what a student can click together; more is not an answer file.
_LARGEST = 5_000_000


class AnswersError(Exception):
    """The answers could not be read or saved. The message is for the student; the file is as it was before."""


class AnswersConflictError(AnswersError):
    """Somebody else saved another answer since this window last looked; theirs stands."""


@frozen
class Stored:
    """What a file holds.

    Args:
        answers: by part, then by field.
        document: the whole document in the newest schema, unknown fields included.
        notes: what happened on reading, in words, such as that an older schema was converted.
    """

    answers: Mapping[str, Any]
    document: Mapping[str, Any]
    notes: tuple[str, ...] = ()


def load(path: Path) -> Stored:
    """Read an answer file of this schema or an earlier one.

    Args:
        path: the file. A file that is not there is an empty one.

    Raises:
        AnswersError: it is damaged, too new, or cannot be read. The message names the file and the remedy.

    >>> load(Path("no-such-folder/answers.json")).answers
    {}
    """
    name = path.name
    try:
        if path.stat().st_size > _LARGEST:
            raise AnswersError(
                f"{name} is larger than any set of answers ({_LARGEST // 1_000_000} MB). Rename it and answer again."
            )
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Stored({}, {})
    except UnicodeDecodeError as error:
        raise AnswersError(f"{name} is not UTF-8 text (byte {error.start}). {_REMEDY}") from error
    except OSError as error:
        raise AnswersError(f"{name} could not be read: {error.strerror}. Check who may read it.") from error
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise AnswersError(
            f"{name} is damaged at line {error.lineno}, column {error.colno} ({error.msg}). {_REMEDY}"
        ) from error
    except RecursionError as error:
        raise AnswersError(f"{name} is nested too deeply to be a set of answers. {_REMEDY}") from error
    if not isinstance(document, dict):
        raise AnswersError(f"{name} does not hold a set of answers. {_REMEDY}")
    return _newest(document, name)


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
        changes: field to answer; None takes an answer back.
        seen: field to the answer that the writer last saw there. Where the file holds another, that one stays.

    Returns:
        What the file holds now.

    Raises:
        AnswersConflictError: another window saved something else in one of these fields.
        AnswersError: the file is damaged, newer, or of another assignment, or could not be written.
    """
    stored = load(path)
    owner = stored.document.get("assignment", assignment)
    if owner != assignment:
        raise AnswersError(
            f"{path.name} holds answers to {owner!r}, not to {assignment!r}. Open the notebook in its own folder."
        )
    held = stored.answers.get(part)
    fields = dict(held) if isinstance(held, Mapping) else {}
    if seen is not None and any(
        fields.get(field) not in (seen.get(field), answer) for field, answer in changes.items()
    ):
        raise AnswersConflictError(
            "This answer was changed in another window. The newer one is shown; answer again if you want yours."
        )
    fields.update(changes)
    answers = {**stored.answers, part: {field: answer for field, answer in fields.items() if answer is not None}}
    document = {
        **stored.document,
        "schema": SCHEMA,
        "assignment": assignment,
        "saved": datetime.now(UTC).isoformat(timespec="seconds"),
        "answers": answers,
    }
    _replace(path, json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    return Stored(answers, document, stored.notes)


def _replace(path: Path, text: str) -> None:
    name = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=".answers-", suffix=".tmp", delete=False
        ) as file:
            name = file.name
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _keep_mode(name, path)
        os.replace(name, path)  # noqa: PTH105  the same call on every system, and it never leaves half a file
    except OSError as error:
        if name is not None:
            Path(name).unlink(missing_ok=True)
        raise AnswersError(
            f"Not saved: {error.strerror or error}. What you chose is still on the screen, and {path.name} "
            "is as it was. Make room or ask for write access to this folder, then choose again."
        ) from error


def _keep_mode(name: str, path: Path) -> None:
    # A temporary file is private; the answers must stay as readable as they were, or submit cannot copy them.
    Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)


def _newest(document: dict[str, Any], name: str) -> Stored:
    schema = document.get("schema", document.get("version"))
    if isinstance(schema, bool) or not isinstance(schema, int) or schema < 1:
        raise AnswersError(f"{name} does not say which schema it has. {_REMEDY}")
    if schema > SCHEMA:
        raise AnswersError(
            f"{name} was saved by a newer version of the course (schema {schema}; this one reads up to {SCHEMA}). "
            "It was left as it is. Update the course, or open the notebook where it was saved."
        )
    notes: tuple[str, ...] = ()
    while schema < SCHEMA:
        document = _UPGRADES[schema](document)
        schema += 1
        notes = (f"{name} was saved in an older schema and has been converted.",)
    answers = document.get("answers", {})
    if not isinstance(answers, dict):
        raise AnswersError(f"{name}, field answers: this is not a list of parts. {_REMEDY}")
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
