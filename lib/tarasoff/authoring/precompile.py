"""Write the file by which the course's knowledge loads fast, after each of its files was read and checked."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from tarasoff.engine.criteria import elements
from tarasoff.engine.on_topic import rules_of
from tarasoff.engine.places import places
from tarasoff.knowledge import cases, evidence
from tarasoff.knowledge.checking import parse_yaml
from tarasoff.knowledge.law import tables as law
from tarasoff.knowledge.law.steps import known_steps
from tarasoff.knowledge.precompiled import FILE, checksum
from tarasoff.knowledge.reading import DATA, DataFileError
from tarasoff.knowledge.teaching import library
from tarasoff.scenarios.files import scenarios

_READ: tuple[Callable[[], Any], ...] = (
    law.jurisdictions,
    law.rules,
    law.landmark_cases,
    law.clauses,
    law.timeline,
    elements,
    known_steps,
    evidence.studies,
    evidence.evidence,
    library.sources,
    library.questions,
    library.situations,
    library.consent_material,
    library.redactions,
    library.story,
    library.exhibits,
    library.guesses,
    library.prompts,
    library.line,
    library.codes,
    library.figures,
    library.thread,
    library.endings,
    lambda: library.sources_of("00"),
    cases.coded_cases,
    scenarios,
)


def precompile() -> str:
    """The text of the file for the data as they stand now.

    Returns:
        JSON: each file's checksum, and what a YAML file holds.
    """
    found: dict[str, Mapping[str, Any]] = {}
    paths = sorted((*DATA.rglob("*.csv"), *DATA.rglob("*.yaml")))
    # Practice cases are read one by one, by whoever practises; all others would wait for them.
    for path in (path for path in paths if not path.is_relative_to(DATA / "practice")):
        content = path.read_bytes()
        holds = {"holds": parse_yaml(path, content.decode("utf-8"))} if path.suffix == ".yaml" else {}
        found[path.relative_to(DATA).as_posix()] = {"checksum": checksum(content), **holds}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"


def main() -> None:
    """Read and check everything from its source, then write the file beside it."""
    compiled = DATA / FILE
    compiled.unlink(missing_ok=True)
    try:
        for read in _READ:
            read()
        for place in places():
            rules_of(place)
    except DataFileError as error:
        sys.exit(str(error))
    compiled.write_text(precompile(), encoding="utf-8")


if __name__ == "__main__":
    main()
