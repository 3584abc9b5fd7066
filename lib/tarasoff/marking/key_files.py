"""Reading keys. Those that count live in ``source/<assignment>/keys/`` alone; those for practice are in the package."""

from pathlib import Path

from tarasoff.assignment.data.parts import DataPart
from tarasoff.assignment.parts import Case, Part, QuestionSet, ScenarioPart
from tarasoff.assignment.practice import ANSWERS, PRACTICE
from tarasoff.assignment.variants import FIRST
from tarasoff.knowledge.reading import DataFileError, read_yaml, refuse
from tarasoff.marking.data_keys import DataKey
from tarasoff.marking.keys import CaseKey, Key, QuestionsKey, differences
from tarasoff.marking.scenario_keys import ScenarioKey


def read_key(path: Path) -> Key:
    """Read a key by itself, of whatever kind it is.

    Raises:
        DataFileError: it cannot be read.
    """
    fields = read_yaml(path, dict)
    own: dict[str, type[Key]] = {"weights": CaseKey, "questions": QuestionsKey, "scenes": ScenarioKey}
    return read_yaml(path, next((kind for field, kind in own.items() if field in fields), DataKey))


def load_key(path: Path, part: Part) -> Key:
    """Read the key of a part and compare the two.

    Raises:
        DataFileError: the key cannot be read, or does not answer exactly what the part asks.
    """
    kinds: dict[type[Part], type[Key]] = {
        QuestionSet: QuestionsKey,
        Case: CaseKey,
        DataPart: DataKey,
        ScenarioPart: ScenarioKey,
    }
    key: Key = read_yaml(path, kinds[type(part)])
    found = [DataFileError(path, f"part {part.part}", one.problem, one.remedy) for one in differences(part, key)]
    refuse(found)
    return key


def open_key(part: Part) -> Key:
    """Read the key of a practice case, which is in the package for everybody to read.

    Raises:
        DataFileError: it cannot be read, or does not answer exactly what the case asks.
    """
    return load_key(PRACTICE / ANSWERS / f"{part.part}.yaml", part)


def key_of(folder: Path, part: Part, letter: str) -> Key:
    """Read the key of one variant of a part.

    Raises:
        DataFileError: it cannot be read, or does not answer exactly what the variant asks.
    """
    keys = folder / "keys"
    return load_key((keys if letter == FIRST else keys / letter) / f"{part.part}.yaml", part)
