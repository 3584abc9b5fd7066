"""Ten thousand clients over twenty years: how long, how much memory, and how both grow with the clients."""

import json
import statistics
import time
import tracemalloc

from numpy.random import default_rng

from tarasoff.models.clinic import Clinic, run

YEARS = 20
SIZES = (5_000, 10_000, 20_000)
RUNS = 5


def main():
    clinic = Clinic(passed_on=0.5, heard=2)
    run(clinic, 10, 1, default_rng(0))
    seconds = {}
    for clients in SIZES:
        times = []
        for seed in range(RUNS):
            start = time.perf_counter()
            run(clinic, clients, YEARS, default_rng(seed))
            times.append(time.perf_counter() - start)
        seconds[clients] = statistics.median(times)
    tracemalloc.start()
    run(clinic, 10_000, YEARS, default_rng(0))
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    for clients, took in seconds.items():
        each = 1e6 * took / clients
        print(f"{clients:6} clients x {YEARS} years: {took:.3f} s (median of {RUNS}), {each:.1f} us a client")
    print(f"most memory held by the run at 10,000 clients: {peak:.1f} MB")
    growth = seconds[SIZES[-1]] / seconds[SIZES[0]]
    print(
        json.dumps(
            {
                "bench": "clinic",
                "seconds_10000": round(seconds[10_000], 3),
                "peak_mb": round(peak, 1),
                "growth_for_4_times": round(growth, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
