"""How long it takes to mark one whole case, and a whole ps5."""

import json
import statistics
import time
from pathlib import Path

from tarasoff.assignment.files import load_parts
from tarasoff.marking.key_files import load_key
from tarasoff.marking.mark import mark, model_answers, worst_answers

SOURCE = Path(__file__).resolve().parents[2] / "source" / "ps5-conference"
RUNS = 200


def main():
    parts = [(part, load_key(SOURCE / "keys" / f"{name}.yaml", part)) for name, part in load_parts(SOURCE).items()]
    answers = [make(part, key) for part, key in parts for make in (model_answers, worst_answers)]
    pairs = [pair for pair in parts for _ in (0, 1)]
    each, whole = [], []
    for _ in range(RUNS):
        start = time.perf_counter()
        for (part, key), given in zip(pairs, answers, strict=True):
            before = time.perf_counter()
            mark(part, key, given)
            each.append(1000 * (time.perf_counter() - before))
        whole.append(1000 * (time.perf_counter() - start) / 2)
    case, all_of_it = statistics.median(each), statistics.median(whole)
    print(f"one case is marked in {case:.2f} ms (budget 1), a whole ps5 of {len(parts)} in {all_of_it:.2f} (budget 10)")
    print(json.dumps({"bench": "marking", "case_ms": round(case, 3), "ps5_ms": round(all_of_it, 3), "runs": RUNS}))


if __name__ == "__main__":
    main()
