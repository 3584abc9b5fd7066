"""What importing costs, and how long a fresh kernel takes to build lecture 01's first widget."""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from jupyter_client.manager import start_new_kernel

ROOT = Path(__file__).resolve().parents[2]
RUNS = 15
FIRST_WIDGET = "from tarasoff import Question; first = Question('privilege-in-court')"


def interpreter(code):
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return (time.perf_counter() - start) * 1000


def added():
    """Milliseconds that the import adds: paired runs of an interpreter with it and without."""
    pairs = [(interpreter("import tarasoff"), interpreter("pass")) for _ in range(RUNS)]
    return statistics.median(one - bare for one, bare in pairs)


def first_widget():
    """Milliseconds from a kernel that has just answered to the first widget built in it."""
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(ROOT / "course"))
    try:
        start = time.perf_counter()
        reply = client.execute_interactive(FIRST_WIDGET, timeout=60, output_hook=lambda _: None)
        took = (time.perf_counter() - start) * 1000
        assert reply["content"]["status"] == "ok", reply["content"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return took


def main():
    interpreter("import tarasoff")
    import_ms = added()
    widget = [first_widget() for _ in range(RUNS)]
    print(f"import tarasoff adds {import_ms:.1f} ms (median of {RUNS} pairs)")
    print(f"lecture 01's first widget is built {statistics.median(widget):.0f} ms after a fresh kernel answers")
    print(
        json.dumps(
            {
                "bench": "import",
                "import_ms": round(import_ms, 1),
                "first_widget_ms": round(statistics.median(widget)),
                "first_widget_max_ms": round(max(widget)),
                "runs": RUNS,
            }
        )
    )


if __name__ == "__main__":
    main()
