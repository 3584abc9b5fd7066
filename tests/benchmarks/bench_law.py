"""How long it takes to load all knowledge, and to find what 51 jurisdictions say about one case.

In processor time: what else the machine does meanwhile does not count.
"""

import json
import statistics
import subprocess
import sys
import time

from tarasoff.engine.find import find
from tarasoff.knowledge.law.facts import Facts
from tarasoff.knowledge.law.tables import jurisdictions

RUNS = 15
LOAD = """
import time
from tarasoff.knowledge import cases, evidence
from tarasoff.knowledge.law import tables as law
from tarasoff.knowledge.teaching import library
start = time.process_time()
for load in (law.jurisdictions, law.landmark_cases, law.clauses, law.timeline, law.rules, library.sources,
             cases.coded_cases):
    load()
tables = time.process_time()
for load in (library.questions, library.situations, library.consent_material, library.line, library.story,
             library.redactions, library.exhibits, library.guesses, library.prompts, evidence.evidence):
    load()
print((tables - start) * 1000, (time.process_time() - start) * 1000)
"""
FACTS = Facts(
    threatened="another", identifiable="named", told_by="client", harm="grave", danger="yes", profession="psychologist"
)


def loading():
    """Milliseconds to load the tables, and all knowledge, in an interpreter that has imported the loaders."""
    done = subprocess.run([sys.executable, "-c", LOAD], check=True, capture_output=True, text=True)
    return tuple(float(part) for part in done.stdout.split())


def everywhere():
    """Milliseconds for one finding in each jurisdiction."""
    start = time.process_time()
    for code in jurisdictions():
        find(FACTS, code)
    return (time.process_time() - start) * 1000


def main():
    everywhere()
    tables, everything = zip(*(loading() for _ in range(RUNS)), strict=True)
    found = [everywhere() for _ in range(RUNS)]
    print(
        f"the tables load in {statistics.median(tables):.0f} ms, all knowledge in {statistics.median(everything):.0f}"
    )
    print(f"one case in 51 jurisdictions takes {statistics.median(found):.1f} ms, {max(found):.1f} at most (budget 20)")
    print(
        json.dumps(
            {
                "bench": "law",
                "tables_ms": round(statistics.median(tables), 1),
                "all_knowledge_ms": round(statistics.median(everything), 1),
                "find_51_ms": round(statistics.median(found), 2),
                "find_51_max_ms": round(max(found), 2),
                "runs": RUNS,
            }
        )
    )


if __name__ == "__main__":
    main()
